import {
  type AuditDatabase,
  auditDatabase,
  insertEvents,
  sealAll,
  steadyChance,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { appendEvent } from './append.store.ts';
import { isCanonicalJson } from './canonical.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { AuditEvent } from './event.ts';
import {
  addCosignature,
  eventProof,
  findEvent,
  latestCheckpoint,
  leafIndexes,
  listEvents,
  readTile,
  type Sql,
  sealedSize,
} from './log.ts';
import { type SealResult, sealPending } from './sealing.ts';
import { createWitness } from './signer.ts';
import { allTiles, tilePath } from './tiles.ts';
import { verifyLog } from './verify-log.ts';
import { verifyProof } from './verify-proof.ts';

const signer = testSigner();
const logKeys = [signer.verifierKey];
const chance = steadyChance('log.spec');
let database: AuditDatabase;
jest.setTimeout(240_000);
let sql: Sql;

beforeEach(async () => {
  database = await auditDatabase();
  sql = database.sql;
});
afterEach(() => database.close());

const act = (n: number) => ({ type: 'check.asked', actor: 'a1', role: 'caseworker', case: `c${n % 3}`, facts: { n } });
async function append(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await appendEvent(sql, act(n), chance));
  return ids;
}
const seal = (limit = 2000): Promise<SealResult> => database.transaction((tx) => sealPending(tx, signer, { limit }));
const verify = (old: readonly string[] = []) => verifyLog((path) => readTile(sql, path), { logKeys, old });

test('an event holds what the act said, database time, its id and a nonce, in canonical form', async () => {
  const id = await appendEvent(
    sql,
    {
      type: 'confirmation.signed',
      actor: 'a1',
      role: 'reviewer',
      laboratory: 'l1',
      case: 'c1',
      request: 'r1',
      row: { table: 'confirmation', id: '7', digest: 'ab' },
      facts: { log10: '6.25' },
    },
    chance,
  );
  const stored = await findEvent(sql, id);
  const event = JSON.parse(stored!.text) as AuditEvent;
  expect(event).toEqual({
    version: 1,
    id,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    type: 'confirmation.signed',
    actor: 'a1',
    role: 'reviewer',
    laboratory: 'l1',
    case: 'c1',
    request: 'r1',
    row: { table: 'confirmation', id: '7', digest: 'ab' },
    facts: { log10: '6.25' },
    nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(isCanonicalJson(Buffer.from(stored!.text))).toBe(true);
  expect(stored!.leafIndex).toBeNull();
  const [row] = await sql('SELECT abs(extract(epoch FROM clock_timestamp()) * 1000 - $1) < 60000 AS close', [
    Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16),
  ]);
  expect(row!.close).toBe(true);
});

test('an event of an act that is rolled back does not exist', async () => {
  let id = '';
  const failing = database.transaction(async (tx) => {
    id = await appendEvent(tx, act(1), chance);
    throw new Error('the act failed');
  });
  await expect(failing).rejects.toThrow('the act failed');
  expect(await findEvent(sql, id)).toBeUndefined();
  expect(await seal()).toEqual({ state: 'nothing', size: 0 });
});

test('nothing is sealed at first: no checkpoint, no tiles, no proof', async () => {
  const [id] = await append(1);
  expect(await latestCheckpoint(sql)).toBeUndefined();
  expect(await readTile(sql, 'checkpoint')).toBeUndefined();
  expect(await readTile(sql, 'tile/0/000.p/1')).toBeUndefined();
  expect(await eventProof(sql, id!)).toBeUndefined();
  expect(await eventProof(sql, '00000000-0000-7000-8000-000000000000')).toBeUndefined();
  expect(await sealedSize(sql)).toBe(0);
  expect(await listEvents(sql)).toEqual([]);
});

test('sealed in batches of any size, the log verifies, and each event has a receipt that verifies alone', async () => {
  const ids = await append(300);
  const old: string[] = [];
  for (const limit of [1, 6, 248, 1, 1, 30, 13]) {
    expect(await seal(limit)).toMatchObject({ state: 'sealed', sealed: limit });
    old.push((await latestCheckpoint(sql))!);
  }
  expect(await seal()).toEqual({ state: 'nothing', size: 300 });
  expect(await verify(old)).toMatchObject({ verified: true, size: 300, fault: null });
  for (const [index, id] of ids.entries()) {
    if (index % 17 !== 0) continue;
    const receipt = (await eventProof(sql, id))!;
    const report = await verifyProof(receipt, undefined, logKeys);
    expect(report).toMatchObject({ verified: true, index });
    expect(JSON.parse(Buffer.from(report.event!).toString()).id).toBe(id);
  }
});

test('a log of 66,000 events has tiles of three levels and verifies; an event in it has a proof', async () => {
  await insertEvents(sql, 0, 66_000);
  await sealAll(database, signer, 20_000);
  const paths = [...allTiles(66_000)].map(tilePath);
  expect(paths).toContain('tile/2/000.p/1');
  expect(paths).toContain('tile/1/000');
  expect(paths).toContain('tile/1/001.p/1');
  expect(await verify()).toMatchObject({ verified: true, size: 66_000 });
  const [someone] = await sql('SELECT event_id FROM audit.leaf WHERE leaf_index = 65999', []);
  const receipt = (await eventProof(sql, someone!.event_id as string))!;
  expect(await verifyProof(receipt, undefined, logKeys)).toMatchObject({ verified: true, index: 65_999 });
});

test('two sealings at once: one seals, the other says that it is busy', async () => {
  await append(5);
  await database.transaction(async (one) => {
    expect(await sealPending(one, signer)).toMatchObject({ state: 'sealed', size: 5 });
    await database.transaction(async (other) => expect(await sealPending(other, signer)).toEqual({ state: 'busy' }));
  });
  expect(await seal()).toEqual({ state: 'nothing', size: 5 });
  expect(await verify()).toMatchObject({ verified: true, size: 5 });
});

test('without the lock the primary key still lets one of two sealings win', async () => {
  await append(5);
  const noLock =
    (tx: Sql): Sql =>
    (text, parameters) =>
      text.includes('pg_try_advisory_xact_lock') ? Promise.resolve([{ locked: true }]) : tx(text, parameters);
  const both = await Promise.allSettled(
    [1, 2].map(() => database.transaction((tx) => sealPending(noLock(tx), signer))),
  );
  const sealed = both.filter((result) => result.status === 'fulfilled' && result.value.state === 'sealed');
  expect(sealed).toHaveLength(1);
  expect(await verify()).toMatchObject({ verified: true, size: 5 });
});

test('an event whose transaction commits late is sealed, though its id is older than sealed ones', async () => {
  const slow = await database.connect();
  await slow.sql('BEGIN', []);
  const late = await appendEvent(slow.sql, act(0), chance);
  const [early] = await append(1);
  await seal();
  await slow.sql('COMMIT', []);
  await slow.close();
  expect(late < early!).toBe(true);
  await seal();
  expect((await findEvent(sql, late))!.leafIndex).toBe(1);
  expect(await verify()).toMatchObject({ verified: true, size: 2 });
});

test('events are listed newest first, by page, type, case and what they name', async () => {
  await append(7);
  await appendEvent(sql, { type: 'profile.read', actor: null, role: null, facts: { profiles: ['p1', 'p2'] } }, chance);
  await seal();
  const indexes = async (filter: Parameters<typeof listEvents>[1]) =>
    (await listEvents(sql, filter)).map((e) => e.leafIndex);
  expect(await indexes({})).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
  expect(await indexes({ before: 5, limit: 2 })).toEqual([4, 3]);
  expect(await indexes({ type: 'profile.read' })).toEqual([7]);
  expect(await indexes({ caseId: 'c1' })).toEqual([4, 1]);
  expect(await indexes({ type: 'check.asked', caseId: 'c0', before: 6 })).toEqual([3, 0]);
  expect(await indexes({ about: 'p2' })).toEqual([7]);
  expect(await indexes({ about: 'p3' })).toEqual([]);
});

test('of many events the leaf indexes are found at once, for those that are sealed', async () => {
  const [first, second] = (await append(2)).sort();
  await seal(1);
  const stranger = '00000000-0000-7000-8000-000000000000';
  expect(await leafIndexes(sql, [second!, first!, stranger])).toEqual(new Map([[first, 0]]));
  expect(await leafIndexes(sql, [])).toEqual(new Map());
});

test('a cosignature is shown under the checkpoint and counts towards the quorum', async () => {
  await append(3);
  await seal();
  const witness = createWitness(new Uint8Array(32).fill(9), 'witness.example/w1');
  const { note, size } = parseCheckpoint((await latestCheckpoint(sql))!);
  await addCosignature(sql, size, witness.name, witness.cosign(note.text, 1_700_000_000));
  await addCosignature(sql, size, witness.name, witness.cosign(note.text, 1_700_000_001));
  const report = await verifyLog((path) => readTile(sql, path), {
    logKeys,
    witnesses: [witness.verifierKey],
    quorum: 1,
  });
  expect(report).toMatchObject({ verified: true });
  expect(report.checked.join(' ')).toContain('1 of 1 witnesses');
  expect((await latestCheckpoint(sql))!.match(/^— /gm)).toHaveLength(2);
});

test('a receipt under a cosigned checkpoint waits for the witnesses', async () => {
  const [first, second] = (await append(2)).sort();
  const witness = createWitness(new Uint8Array(32).fill(9), 'witness.example/w1');
  await seal(1);
  expect(await eventProof(sql, first!, 1)).toBeUndefined();
  const { note, size } = parseCheckpoint((await latestCheckpoint(sql))!);
  await addCosignature(sql, size, witness.name, witness.cosign(note.text, 1_700_000_000));
  await seal(1);
  expect(parseCheckpoint((await latestCheckpoint(sql))!).size).toBe(2);
  expect(parseCheckpoint((await latestCheckpoint(sql, 1))!).size).toBe(1);
  expect(await latestCheckpoint(sql, 2)).toBeUndefined();
  const trust = { witnesses: [witness.verifierKey], quorum: 1 };
  expect(await verifyProof((await eventProof(sql, first!, 1))!, undefined, logKeys, trust)).toMatchObject({
    verified: true,
  });
  expect(await verifyProof((await eventProof(sql, first!))!, undefined, logKeys, trust)).toMatchObject({
    verified: false,
  });
  expect(await eventProof(sql, second!, 1)).toBeUndefined();
  expect(await eventProof(sql, second!)).toBeDefined();
});
