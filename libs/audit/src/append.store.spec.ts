import { type AuditDatabase, auditDatabase, steadyChance, testSigner } from '../../../test/support/audit-log.ts';
import { appendEvent, appendEvents, appendRow } from './append.store.ts';
import { findEvent, leafIndexes, readTile, type Sql } from './log.ts';
import { rowDigest } from './row.ts';
import { sealPending } from './sealing.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
const chance = steadyChance('append.store.spec');
const act = (n: number) => ({
  type: 'profile.accepted',
  actor: 'a1',
  role: 'laboratory',
  facts: { n, text: 'é'.repeat(n % 5) },
});
const acts = (count: number) => Array.from({ length: count }, (_, n) => act(n));

let database: AuditDatabase;
let sql: Sql;
jest.setTimeout(240_000);
beforeAll(async () => {
  database = await auditDatabase();
  sql = database.sql;
});
afterAll(() => database.close());

const count = async (table: 'event' | 'pending'): Promise<number> =>
  Number((await sql(`SELECT count(*) AS n FROM audit.${table}`, []))[0]!.n);

test('many events in one call: each is stored whole, waits, and gets its leaf in the order of the acts', async () => {
  const ids = await database.transaction((tx) => appendEvents(tx, acts(2_003), chance));
  expect(new Set(ids).size).toBe(2_003);
  expect([...ids].sort()).toEqual(ids);
  expect(await count('event')).toBe(2_003);
  expect(await count('pending')).toBe(2_003);
  for (const n of [0, 1, 1_999, 2_000, 2_002]) {
    const stored = await findEvent(sql, ids[n]!);
    expect(JSON.parse(stored!.text)).toMatchObject({ id: ids[n], version: 1, ...act(n) });
  }
  await database.transaction((tx) => sealPending(tx, signer, { limit: 3_000 }));
  const leaves = await leafIndexes(sql, ids);
  expect(ids.map((id) => leaves.get(id))).toEqual(ids.map((_, n) => n));
  const report = await verifyLog((path) => readTile(sql, path), { logKeys: [signer.verifierKey] });
  expect(report).toMatchObject({ verified: true, size: 2_003 });
});

test('no acts, no events and no statement', async () => {
  expect(await appendEvents(() => Promise.reject(new Error('asked')), [], chance)).toEqual([]);
});

test('one event that cannot be written refuses them all', async () => {
  const before = await count('event');
  const tooLarge = { ...act(0), facts: { text: 'x'.repeat(65_535) } };
  const many = database.transaction((tx) => appendEvents(tx, [...acts(2_001), tooLarge], chance));
  await expect(many).rejects.toMatchObject({ code: 'event-too-large' });
  expect(await count('event')).toBe(before);
});

test('a row and its event are written by one statement, and the event holds the digest of the row', async () => {
  await sql('CREATE TABLE "Odd ""name" (id int, code_name text, salt text, audit_event_id uuid)', []);
  const row = { id: 7, codeName: 'é"', salt: 's' };
  let statements = 0;
  const counting: Sql = (text, values) => {
    statements += 1;
    return sql(text, values);
  };
  const id = await appendRow(counting, act(7), ['Odd "name', '7', row], chance);
  expect(statements).toBe(1);
  expect(await sql('SELECT * FROM "Odd ""name"', [])).toEqual([
    { id: 7, code_name: 'é"', salt: 's', audit_event_id: id },
  ]);
  const about = { table: 'Odd "name', id: '7', digest: rowDigest(row) };
  expect(JSON.parse((await findEvent(sql, id))!.text)).toMatchObject({ id, ...act(7), row: about });
});

test('a row that is refused leaves no event behind', async () => {
  const before = await count('event');
  await expect(appendRow(sql, act(8), ['Odd "name', '8', { id: 'no number' }], chance)).rejects.toThrow(/integer/);
  expect(await count('event')).toBe(before);
});

test('one event by itself is written in the same way', async () => {
  const id = await appendEvent(sql, act(7), chance);
  expect(JSON.parse((await findEvent(sql, id))!.text)).toMatchObject({ id, ...act(7) });
});
