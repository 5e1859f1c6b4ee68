import { type AccessServices, accessServices, PASSWORD } from '../../../../test/support/access-services.ts';
import { digestOf } from './secrets.ts';

/** The first spec of a run starts PostgreSQL, on a machine that may be busy. */
jest.setTimeout(240_000);

const HOME = '192.0.2.1';
const REFUSED = { status: 401, code: 'sign-in-refused' };
const TOO_MANY = { status: 429, code: 'too-many-attempts', extra: { retryAfter: 900 } };

let services: AccessServices;

beforeAll(async () => {
  services = await accessServices();
});
afterAll(() => services?.close());
beforeEach(() => services.database.query('DELETE FROM sign_in_failure'));

const signIn = (name: string, password = PASSWORD, address = HOME) =>
  services.sessions.open({ name, password }, address);

async function settled(work: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => (result.status === 'fulfilled' ? 'in' : result.reason.code));
}

const age = (token: string, column: 'expires_at' | 'last_seen_at', interval: string) =>
  services.database.query(`UPDATE session SET ${column} = now() - $2::interval WHERE token_hash = $1`, [
    digestOf(token),
    interval,
  ]);

test('the name is found whatever its case, and the answer holds the account and a token', async () => {
  const ann = await services.join('caseworker', 'Ann');
  const { token, account } = await signIn('aNN');
  expect(account).toEqual({ id: ann.accountId, name: 'Ann', role: 'caseworker', laboratory: null });
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await services.sessionsStore.actor(digestOf(token))).toEqual(ann);
});

test('the database knows the token only as a digest', async () => {
  await services.join('caseworker', 'digested');
  const { token } = await signIn('digested');
  const rows: unknown[] = await services.database.query('SELECT * FROM session');
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('an unknown name, a wrong password and a disabled account get the same answer', async () => {
  const { accountId } = await services.join('caseworker', 'leaver');
  await services.accounts.disable(await services.join('administrator', 'head'), accountId);
  await services.join('caseworker', 'stayer');
  const problems = await Promise.all(
    [signIn('nobody'), signIn('stayer', 'not the password'), signIn('leaver')].map((work) => work.catch((e) => e)),
  );
  for (const problem of problems) expect(problem).toMatchObject({ ...REFUSED, detail: problems[0].detail });
});

test('an unknown name costs the work of a real password check', async () => {
  await services.join('caseworker', 'timed');
  const least = { nobody: Number.POSITIVE_INFINITY, timed: Number.POSITIVE_INFINITY };
  for (const name of ['nobody', 'timed', 'nobody', 'timed', 'nobody', 'timed', 'nobody', 'timed'] as const) {
    const start = performance.now();
    await signIn(name, 'not the password').catch(() => {});
    least[name] = Math.min(least[name], performance.now() - start); // the others are what a busy machine added
  }
  expect(least.nobody).toBeGreaterThan(least.timed / 5);
});

test.each([['known'], ['unknown']])('after ten failures the name is barred from that address: %s', async (name) => {
  if (name === 'known') await services.join('caseworker', name);
  for (let i = 0; i < 10; i += 1) await expect(signIn(name, `wrong ${i}`)).rejects.toMatchObject(REFUSED);
  await expect(signIn(name)).rejects.toMatchObject(TOO_MANY);
  const elsewhere = signIn(name, PASSWORD, '192.0.2.2');
  await (name === 'known' ? elsewhere : expect(elsewhere).rejects.toMatchObject(REFUSED));
});

test('parallel guesses do not outrun the limit', async () => {
  await services.join('caseworker', 'target');
  const answers = await settled(Array.from({ length: 40 }, (_, i) => signIn('target', `wrong ${i}`)));
  expect(answers.filter((answer) => answer === 'sign-in-refused')).toHaveLength(10);
  expect(answers.filter((answer) => answer === 'too-many-attempts')).toHaveLength(30);
});

test('guesses from many addresses bar the name, guesses at many names bar the address', async () => {
  const fail = (name: string, address: string) =>
    services.sessionsStore.admit({ nameDigest: digestOf(name), addressDigest: digestOf(address) });
  for (let i = 0; i < 30; i += 1) expect(await fail('hunted', `10.0.0.${i}`)).toBe(true);
  expect(await fail('hunted', '10.0.1.1')).toBe(false);
  for (let i = 0; i < 50; i += 1) expect(await fail(`name ${i}`, '10.0.2.1')).toBe(true);
  expect(await fail('another', '10.0.2.1')).toBe(false);
  expect(await fail('another', '10.0.2.2')).toBe(true);
});

test('failures older than a quarter of an hour do not count, and a success forgets the earlier ones', async () => {
  await services.join('caseworker', 'clumsy');
  for (let i = 0; i < 9; i += 1) await signIn('clumsy', 'wrong').catch(() => {});
  await signIn('clumsy');
  for (let i = 0; i < 10; i += 1) await signIn('clumsy', 'wrong').catch(() => {});
  await expect(signIn('clumsy')).rejects.toMatchObject(TOO_MANY);
  await services.database.query(`UPDATE sign_in_failure SET failed_at = now() - interval '16 minutes'`);
  await signIn('clumsy');
});

test('a session ends after twelve hours, and after thirty minutes without a request', async () => {
  await services.join('caseworker', 'idle');
  const [whole, idle, seen] = [await signIn('idle'), await signIn('idle'), await signIn('idle')];
  await age(whole.token, 'expires_at', '1 second');
  await age(idle.token, 'last_seen_at', '31 minutes');
  await age(seen.token, 'last_seen_at', '29 minutes');
  expect(await services.sessionsStore.actor(digestOf(whole.token))).toBeUndefined();
  expect(await services.sessionsStore.actor(digestOf(idle.token))).toBeUndefined();
  expect(await services.sessionsStore.actor(digestOf(seen.token))).toBeDefined();
  const [row] = await services.database.query(
    `SELECT now() - last_seen_at < interval '1 minute' AS refreshed, expires_at - created_at AS life
     FROM session WHERE token_hash = $1`,
    [digestOf(seen.token)],
  );
  expect(row).toMatchObject({ refreshed: true, life: { hours: 12 } });
});

test('a session seen within the minute is not written again', async () => {
  await services.join('caseworker', 'busy');
  const { token } = await signIn('busy');
  const seen = () =>
    services.database.query('SELECT last_seen_at FROM session WHERE token_hash = $1', [digestOf(token)]);
  const before = await seen();
  await services.sessionsStore.actor(digestOf(token));
  expect(await seen()).toEqual(before);
});

test('signing out ends the session, and signing in anew ends the previous one', async () => {
  const actor = await services.join('caseworker', 'tidy');
  const first = await signIn('tidy');
  const second = await services.sessions.open({ name: 'tidy', password: PASSWORD }, HOME, first.token);
  expect(await services.sessionsStore.actor(digestOf(first.token))).toBeUndefined();
  await services.sessions.close(actor, second.token);
  expect(await services.sessionsStore.actor(digestOf(second.token))).toBeUndefined();
});

test('a changed password replaces the old one and ends every other session', async () => {
  const actor = await services.join('caseworker', 'changer');
  const [own, other] = [await signIn('changer'), await signIn('changer')];
  const next = 'another long password';
  const change = (current: string, password = next) =>
    services.sessions.changePassword(actor, { current, password }, HOME, own.token);
  await expect(change('not the password')).rejects.toMatchObject({ status: 403, code: 'wrong-password' });
  await expect(change(PASSWORD, 'too short')).rejects.toMatchObject({ status: 422, code: 'password-length' });
  await change(PASSWORD);
  expect(await services.sessionsStore.actor(digestOf(own.token))).toBeDefined();
  expect(await services.sessionsStore.actor(digestOf(other.token))).toBeUndefined();
  await expect(signIn('changer')).rejects.toMatchObject(REFUSED);
  await signIn('changer', next);
  expect((await services.events()).map(({ type }) => type)).toContain('password.changed');
});

test('a stolen session cannot guess the password without limit', async () => {
  const actor = await services.join('caseworker', 'stolen');
  const { token } = await signIn('stolen');
  const guess = (current: string) =>
    services.sessions.changePassword(actor, { current, password: 'another long password' }, HOME, token);
  for (let i = 0; i < 10; i += 1) await expect(guess(`wrong ${i}`)).rejects.toMatchObject({ code: 'wrong-password' });
  await expect(guess(PASSWORD)).rejects.toMatchObject(TOO_MANY);
});

test('opening and closing are events of the log, without the name', async () => {
  const actor = await services.join('caseworker', 'recorded-name');
  const { token } = await signIn('recorded-name');
  await services.sessions.close(actor, token);
  const own = (await services.events()).filter((event) => event.actor === actor.accountId);
  expect(own.map((event) => event.type)).toEqual(['session.opened', 'session.closed']);
  expect(JSON.stringify(own)).not.toContain('recorded-name');
});

test('the sweep removes what has ended and nothing else', async () => {
  await services.join('caseworker', 'swept');
  const [ended, idle, open] = [await signIn('swept'), await signIn('swept'), await signIn('swept')];
  await age(ended.token, 'expires_at', '1 second');
  await age(idle.token, 'last_seen_at', '31 minutes');
  await signIn('swept', 'wrong').catch(() => {});
  await services.sessionsStore.sweep();
  const left: { token_hash: string }[] = await services.database.query('SELECT token_hash FROM session');
  const hashes = left.map((row) => row.token_hash);
  expect(hashes).toContain(digestOf(open.token));
  expect(hashes).not.toContain(digestOf(ended.token));
  expect(hashes).not.toContain(digestOf(idle.token));
  expect(await services.database.query('SELECT count(*)::int AS n FROM sign_in_failure')).toEqual([{ n: 1 }]);
});
