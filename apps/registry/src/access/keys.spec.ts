import { randomUUID } from 'node:crypto';
import { type AccessServices, accessServices } from '../../../../test/support/access-services.ts';
import { insertRecord } from '../../../../test/support/records.ts';
import type { Actor } from './actor.ts';
import { digestOf, readKey, sameDigest } from './secrets.ts';

/** The first spec of a run starts PostgreSQL, on a machine that may be busy. */
jest.setTimeout(240_000);

let services: AccessServices;
let admin: Actor;

beforeAll(async () => {
  services = await accessServices();
  admin = await services.join('administrator', 'root');
});
afterAll(() => services?.close());

async function laboratoryActor(name: string): Promise<Actor> {
  const { id } = await services.accounts.addLaboratory(admin, { name });
  return services.join('laboratory', name, id);
}

test('the key is shown once, and the database knows it only as a digest', async () => {
  const actor = await laboratoryActor('shown');
  const issued = await services.keys.issue(actor, { label: 'robot' }, 'key-for-a-key');
  const parts = readKey(`Bearer ${issued.key}`);
  expect(parts?.prefix).toBe(issued.prefix);
  const holder = await services.keysStore.holder(issued.prefix);
  expect(holder?.actor).toEqual({ ...actor, via: 'key' });
  expect(sameDigest(holder?.secretHash ?? '', digestOf(parts?.secret ?? ''))).toBe(true);
  const tables = await services.database.query('SELECT k::text, i.response::text FROM api_key k, idempotency i');
  expect(JSON.stringify(tables)).not.toContain(parts?.secret);
  expect(await services.keys.issue(actor, { label: 'robot' }, 'key-for-a-key')).toEqual({ ...issued, key: null });
});

test('a laboratory has at most two valid keys, also when ten are asked for at the same moment', async () => {
  const actor = await laboratoryActor('greedy');
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => services.keys.issue(actor, { label: `key ${i}` })),
  );
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(reasons).toHaveLength(8);
  for (const reason of reasons) expect(reason).toMatchObject({ status: 409, code: 'too-many-keys' });
  const [first] = await services.keys.list(actor);
  await services.keys.revoke(actor, first?.id ?? '');
  await services.keys.issue(actor, { label: 'successor' });
});

test('the database itself refuses a third valid key', async () => {
  const actor = await laboratoryActor('third');
  const insert = (slot: number, replaces: string | null) => {
    const id = randomUUID();
    const facts = { id, prefix: id, secret_hash: '', label: '', slot, replaces, salt: 'salt' };
    const whose = { laboratory_id: actor.laboratoryId, account_id: actor.accountId };
    return insertRecord(services.database, 'api_key', { ...facts, ...whose }).then(() => id);
  };
  const first = await insert(1, null);
  const second = await insert(2, null);
  await expect(insert(1, null)).rejects.toThrow(/api_key_slot/);
  await expect(insert(3, null)).rejects.toThrow(/slot_check/);
  await expect(insert(1, first)).rejects.toThrow(/api_key_replaces_revoked/);
  await services.keys.revoke(actor, first);
  await expect(insert(2, first)).rejects.toThrow(/foreign key/);
  await insert(1, first);
  await expect(insert(1, first)).rejects.toThrow(/api_key_replaces_key/);
  await services.keys.revoke(actor, second);
  await services.keys.issue(actor, { label: 'successor' });
  await expect(services.keys.issue(actor, { label: 'third' })).rejects.toMatchObject({ code: 'too-many-keys' });
});

test("another laboratory's key looks absent, and so does a revoked one", async () => {
  const [mine, theirs] = [await laboratoryActor('mine'), await laboratoryActor('theirs')];
  const key = await services.keys.issue(theirs, { label: 'robot' });
  await expect(services.keys.revoke(mine, key.id)).rejects.toMatchObject({ status: 404 });
  expect(await services.keys.list(mine)).toEqual([]);
  await services.keys.revoke(theirs, key.id);
  expect(await services.keysStore.holder(key.prefix)).toBeUndefined();
  await expect(services.keys.revoke(theirs, key.id)).rejects.toMatchObject({ status: 404 });
  expect((await services.keys.list(theirs))[0]?.revokedAt).toMatch(/^\d{4}-/);
});

test('a key cannot issue or revoke keys', async () => {
  const actor = await laboratoryActor('robotic');
  const { id } = await services.keys.issue(actor, { label: 'robot' });
  const byKey = { ...actor, via: 'key' } as const;
  await expect(services.keys.revoke(byKey, id)).rejects.toMatchObject({ status: 403, code: 'not-by-key' });
  expect(() => services.keys.issue(byKey, { label: 'successor' })).toThrow(expect.objectContaining({ status: 403 }));
});

test('use is noted once a minute at most', async () => {
  const actor = await laboratoryActor('used');
  const { id } = await services.keys.issue(actor, { label: 'robot' });
  const lastUsed = async () => (await services.keys.list(actor))[0]?.lastUsedAt;
  expect(await lastUsed()).toBeNull();
  await services.keysStore.used(id);
  const first = await lastUsed();
  await services.keysStore.used(id);
  expect(first).not.toBeNull();
  expect(await lastUsed()).toBe(first);
});

test('issuing and revoking are events of the log, without label or key', async () => {
  const actor = await laboratoryActor('logged');
  const issued = await services.keys.issue(actor, { label: 'canary-label' });
  await services.keys.revoke(actor, issued.id);
  const own = (await services.events()).filter((event) => event.actor === actor.accountId);
  expect(own.map(({ type, facts }) => [type, facts])).toEqual([
    ['key.created', { key: issued.id }],
    ['key.revoked', { key: issued.id }],
  ]);
  expect(JSON.stringify(own)).not.toMatch(/canary|kl_/);
});
