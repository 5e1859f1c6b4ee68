import { type AuditDatabase, auditDatabase, insertEvents, testSigner } from '../../../test/support/audit-log.ts';
import { readTile, type Sql } from './log.ts';
import { sealPending } from './sealing.ts';
import { verifyLog } from './verify-log.ts';

// A sealed log of 257 events and three that wait; every test leaves it as it is.

const signer = testSigner();
let database: AuditDatabase;
jest.setTimeout(240_000);
let sql: Sql;

beforeAll(async () => {
  database = await auditDatabase();
  sql = database.sql;
  await insertEvents(sql, 0, 260);
  await database.transaction((tx) => sealPending(tx, signer, { limit: 257 }));
});
afterAll(() => database.close());

const verify = () => verifyLog((path) => readTile(sql, path), { logKeys: [signer.verifierKey] });

test.each([
  'tile/0/001.p/2',
  'tile/0/001',
  'tile/1/000.p/2',
  'tile/entries/001.p/2',
  'tile/entries/001',
  'tile/0/002.p/1',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/0',
  'tile/00/000.p/1',
  'tile/64/000.p/1',
  'tile/0/x000/001.p/1',
  'tile/-1/000',
  '../checkpoint',
  'tile/0/000.p/01',
])('of a log of 257 leaves there is no %s', async (path) => {
  expect(await readTile(sql, path)).toBeUndefined();
});

test.each([
  ['tile/0/000', 8192],
  ['tile/0/000.p/255', 255 * 32],
  ['tile/0/001.p/1', 32],
  ['tile/1/000.p/1', 32],
])('of a log of 257 leaves there is %s', async (path, length) => {
  expect(await readTile(sql, path)).toHaveLength(length);
});

describe('the tables refuse', () => {
  test.each(
    ['event', 'leaf', 'tile', 'checkpoint'].flatMap((table) => [
      `DELETE FROM audit.${table}`,
      `TRUNCATE audit.${table} CASCADE`,
      `UPDATE audit.${table} SET ${{ event: 'body = body', leaf: 'leaf_hash = leaf_hash', tile: 'root = root', checkpoint: 'note = note' }[table]}`,
    ]),
  )('%s', async (statement) => {
    await expect(sql(statement, [])).rejects.toThrow(/the log only grows/);
    expect(await verify()).toMatchObject({ verified: true, size: 257 });
  });

  test.each([
    ['DELETE FROM audit.pending', /only by being sealed/],
    ['UPDATE audit.pending SET event_id = event_id', /the log only grows/],
    ['TRUNCATE audit.pending', /the log only grows/],
    [`UPDATE audit.disclosure SET value = ''`, /the log only grows/],
    [`INSERT INTO audit.event SELECT event_id, body FROM audit.event LIMIT 1`, /duplicate key/],
  ])('%s', async (statement, message) => {
    await expect(sql(statement, [])).rejects.toThrow(message);
    expect(await sql('SELECT count(*)::int AS waiting FROM audit.pending', [])).toEqual([{ waiting: 3 }]);
  });
});
