import { randomUUID } from 'node:crypto';
import { type AccessServices, accessServices, PASSWORD } from '../../../../test/support/access-services.ts';
import { insertRecord } from '../../../../test/support/records.ts';
import type { Actor, Role } from './actor.ts';
import { digestOf } from './secrets.ts';

/** The first spec of a run starts PostgreSQL, on a machine that may be busy. */
jest.setTimeout(240_000);

let services: AccessServices;
let admin: Actor;

beforeAll(async () => {
  services = await accessServices();
  admin = await services.join('administrator', 'root');
});
afterAll(() => services?.close());

const ADDRESS = '192.0.2.1';
const NOT_VALID = { status: 404, code: 'invitation-not-valid' };

async function invite(name: string, role: Role = 'caseworker', laboratoryId?: string): Promise<string> {
  const request = { name, role, ...(laboratoryId && { laboratoryId }) };
  return (await services.accounts.invite(admin, request)).invitation ?? 'none';
}

const accept = (invitation: string, password = PASSWORD) => services.accounts.accept({ invitation, password });

test('an accepted invitation is an account that can sign in', async () => {
  const laboratory = await services.accounts.addLaboratory(admin, { name: 'North' });
  expect(laboratory).toEqual({ id: laboratory.id, name: 'North' });
  const account = await accept(await invite('lena', 'laboratory', laboratory.id));
  expect(account).toEqual({ id: account.id, name: 'lena', role: 'laboratory', laboratory });
  expect((await services.sessions.open({ name: 'lena', password: PASSWORD }, ADDRESS)).account).toEqual(account);
});

test('an invitation is used once, also by twenty at the same moment', async () => {
  const token = await invite('popular');
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => accept(token)));
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(reasons).toHaveLength(19);
  for (const reason of reasons) expect(reason).toMatchObject(NOT_VALID);
  await expect(accept(token)).rejects.toMatchObject(NOT_VALID);
});

test('unknown, used and expired invitations get the same answer', async () => {
  const [used, expired] = [await invite('used'), await invite('expired')];
  await accept(used);
  await services.makeOld('invitation', `token_hash = '${digestOf(expired)}'`);
  const problems = await Promise.all([used, expired, 'unknown'].map((token) => accept(token).catch((e) => e)));
  for (const problem of problems) expect(problem).toMatchObject({ ...NOT_VALID, detail: problems[0].detail });
});

test("a disabled administrator's invitations are no longer valid", async () => {
  const leaving = await services.join('administrator', 'leaving');
  const { invitation } = await services.accounts.invite(leaving, { name: 'accomplice', role: 'caseworker' });
  await services.accounts.disable(admin, leaving.accountId);
  await expect(accept(invitation ?? '')).rejects.toMatchObject(NOT_VALID);
});

test('a refused password leaves the invitation as it was', async () => {
  const token = await invite('twelve.chars.name');
  await expect(accept(token, 'eleven chars'.slice(1))).rejects.toMatchObject({ status: 422, code: 'password-length' });
  await expect(accept(token, 'x'.repeat(201))).rejects.toMatchObject({ code: 'password-length' });
  await expect(accept(token, 'Twelve.Chars.Name')).rejects.toMatchObject({ code: 'password-is-name' });
  expect(await accept(token, 'aaaaaaaaaaaa')).toMatchObject({ name: 'twelve.chars.name' });
});

test('a name is given once, whatever its case, whether its account stands or is only invited', async () => {
  await invite('Mia');
  await expect(invite('mIA')).rejects.toMatchObject({ status: 409, code: 'name-taken' });
  await expect(invite('ROOT')).rejects.toMatchObject({ status: 409, code: 'name-taken' });
});

test('a name invited twice in parallel becomes one account', async () => {
  const insert = (hash: string) =>
    insertRecord(services.database, 'invitation', {
      id: randomUUID(),
      token_hash: digestOf(hash),
      name: 'doubled',
      role: 'auditor',
      valid_hours: 24,
      salt: 'salt',
    });
  await Promise.all([insert('one'), insert('two')]);
  const results = await Promise.allSettled([accept('one'), accept('two')]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = results.find((result) => result.status === 'rejected');
  expect(refused?.reason).toMatchObject({ status: 409, code: 'name-taken' });
});

test('a laboratory is required for the role laboratory and refused for every other', async () => {
  const { id } = await services.accounts.addLaboratory(admin, { name: 'South' });
  await expect(invite('nolab', 'laboratory')).rejects.toMatchObject({ status: 422, code: 'laboratory-mismatch' });
  await expect(invite('withlab', 'reviewer', id)).rejects.toMatchObject({ status: 422, code: 'laboratory-mismatch' });
  await expect(invite('lostlab', 'laboratory', randomUUID())).rejects.toMatchObject({ status: 404 });
  await expect(services.accounts.addLaboratory(admin, { name: 'SOUTH' })).rejects.toMatchObject({ code: 'name-taken' });
});

test('the database itself refuses an account whose role and laboratory disagree, and any later change of them', async () => {
  await expect(services.join('laboratory', 'homeless')).rejects.toThrow(/account_check/);
  const { accountId } = await services.join('caseworker', 'fixed');
  for (const change of [`role = 'reviewer'`, `name = 'someone else'`, `id = gen_random_uuid()`]) {
    const update = services.owner.query(`UPDATE account SET ${change} WHERE id = $1`, [accountId]);
    await expect(update).rejects.toThrow(/never changed/);
  }
  await expect(services.owner.query('DELETE FROM account WHERE id = $1', [accountId])).rejects.toThrow(/never changed/);
});

test('disabling an account ends its sessions and keys at once and twice is the same as once', async () => {
  const laboratory = await services.accounts.addLaboratory(admin, { name: 'West' });
  const leaver = await services.join('laboratory', 'leaver', laboratory.id);
  const { token } = await services.sessions.open({ name: 'leaver', password: PASSWORD }, ADDRESS);
  const { key, prefix } = await services.keys.issue(leaver, { label: 'robot' });
  expect(key).toMatch(/^kl_[0-9a-f]{10}_[\w-]{43}$/);
  expect(await services.keysStore.holder(prefix)).toBeDefined();
  const first = await services.accounts.disable(admin, leaver.accountId);
  expect(first.disabledAt).toMatch(/^\d{4}-/);
  expect(await services.sessionsStore.actor(digestOf(token))).toBeUndefined();
  expect(await services.keysStore.holder(prefix)).toBeUndefined();
  const left = await services.database.query('SELECT FROM session WHERE account_id = $1', [leaver.accountId]);
  expect(left).toEqual([]);
  expect(await services.accounts.disable(admin, leaver.accountId)).toEqual(first);
  await expect(services.accounts.disable(admin, randomUUID())).rejects.toMatchObject({ status: 404 });
});

test('a session that was being opened while its account was disabled opens nothing', async () => {
  const { accountId } = await services.join('caseworker', 'late');
  await services.accounts.disable(admin, accountId);
  await services.database.transaction((tx) => services.sessionsStore.insert(tx, digestOf('late token'), accountId));
  expect(await services.sessionsStore.actor(digestOf('late token'))).toBeUndefined();
});

test('every change is an event of the log, without a name', async () => {
  const before = (await services.events()).length;
  const laboratory = await services.accounts.addLaboratory(admin, { name: 'Canary laboratory' });
  const account = await accept(await invite('canary-name', 'laboratory', laboratory.id));
  await services.accounts.disable(admin, account.id);
  const events = (await services.events()).slice(before);
  expect(events.map(({ type }) => type)).toEqual([
    'laboratory.created',
    'account.invited',
    'account.created',
    'account.disabled',
  ]);
  expect(events[2]?.facts).toMatchObject({ account: account.id, role: 'laboratory' });
  expect(JSON.stringify(events)).not.toMatch(/canary/i);
});

/** The last test: it leaves one administrator of the two, and which one is chance. */
test('the last administrator stays, also when two disable each other at the same moment', async () => {
  const other = await services.join('administrator', 'other');
  const results = await Promise.allSettled([
    services.accounts.disable(admin, other.accountId),
    services.accounts.disable(other, admin.accountId),
  ]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = results.find((result) => result.status === 'rejected');
  expect(refused?.reason).toMatchObject({ status: 409, code: 'last-administrator' });
});

test('the database itself refuses a password that no event knows of, and keeps no old one', async () => {
  const { accountId } = await services.join('caseworker', 'victim');
  const stolen = services.database.query(
    `UPDATE account_password SET password_hash = (SELECT password_hash FROM account_password WHERE account_id = $2)
      WHERE account_id = $1`,
    [accountId, admin.accountId],
  );
  await expect(stolen).rejects.toThrow(/no password is set without an event/);
  const rows = await services.database.query('SELECT FROM account_password WHERE account_id = $1', [accountId]);
  expect(rows).toHaveLength(1);
});
