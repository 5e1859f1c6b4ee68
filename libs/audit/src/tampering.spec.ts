import {
  type AuditDatabase,
  auditDatabase,
  insertEvents,
  sealAll,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { checkpointText, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { eventProof, latestCheckpoint, readTile, type Sql } from './log.ts';
import { writeNote } from './note.ts';
import { sealPending } from './sealing.ts';
import { verifyLog } from './verify-log.ts';
import { verifyProof } from './verify-proof.ts';

// Somebody with every right over the database changes the sealed log. 600 events in three batches; each tampering
// happens in a transaction that is rolled back.

const signer = testSigner();
const logKeys = [signer.verifierKey];
const checkpoints: string[] = [];
let database: AuditDatabase;
jest.setTimeout(240_000);

beforeAll(async () => {
  database = await auditDatabase();
  await insertEvents(database.sql, 0, 600);
  for (const limit of [100, 200, 300]) {
    await database.transaction((sql) => sealPending(sql, signer, { limit }));
    checkpoints.push((await latestCheckpoint(database.sql))!);
  }
});
afterAll(() => database.close());

async function tampered<T>(act: (sql: Sql) => Promise<T>): Promise<T> {
  const { sql, close } = await database.connect();
  await sql('BEGIN', []);
  try {
    for (const table of ['event', 'pending', 'leaf', 'tile', 'checkpoint', 'cosignature']) {
      await sql(`ALTER TABLE audit.${table} DISABLE TRIGGER USER`, []);
    }
    await sql('ALTER TABLE audit.leaf DROP CONSTRAINT leaf_event_id_fkey', []);
    return await act(sql);
  } finally {
    await sql('ROLLBACK', []);
    await close();
  }
}
const verify = (sql: Sql, old: readonly string[] = []) => verifyLog((path) => readTile(sql, path), { logKeys, old });
const leaf = (index: number) => `(SELECT event_id FROM audit.leaf WHERE leaf_index = ${index})`;

test('untouched, the log verifies', async () => {
  expect(await tampered((sql) => verify(sql, checkpoints))).toMatchObject({ verified: true, size: 600 });
});

test.each<[string, readonly string[], string, number | null]>([
  [
    'an event edited',
    [`UPDATE audit.event SET body = overlay(body PLACING '\\x31' FROM 6) WHERE event_id = ${leaf(333)}`],
    'entry',
    333,
  ],
  [
    'an event of the open tile edited',
    [`UPDATE audit.event SET body = '{}' WHERE event_id = ${leaf(599)}`],
    'entry',
    599,
  ],
  ['an event deleted, its leaf kept', [`DELETE FROM audit.event WHERE event_id = ${leaf(20)}`], 'missing', 0],
  ['a leaf deleted', ['DELETE FROM audit.leaf WHERE leaf_index = 520'], 'missing', 512],
  [
    'a leaf deleted and the rest moved up',
    [
      'DELETE FROM audit.leaf WHERE leaf_index = 300',
      'ALTER TABLE audit.leaf DROP CONSTRAINT leaf_pkey',
      'UPDATE audit.leaf SET leaf_index = leaf_index - 1 WHERE leaf_index > 300',
    ],
    'entry',
    300,
  ],
  [
    'an event put in between',
    [
      'ALTER TABLE audit.leaf DROP CONSTRAINT leaf_pkey',
      'UPDATE audit.leaf SET leaf_index = leaf_index + 1 WHERE leaf_index >= 450',
      `INSERT INTO audit.event VALUES ('00000000-0000-7000-8000-000000000000', '{}')`,
      `INSERT INTO audit.leaf VALUES (450, '00000000-0000-7000-8000-000000000000', sha256('\\x007b7d'))`,
    ],
    'entry',
    450,
  ],
  [
    'two leaves exchanged',
    [
      'ALTER TABLE audit.leaf DROP CONSTRAINT leaf_pkey',
      'UPDATE audit.leaf SET leaf_index = 257 - leaf_index WHERE leaf_index IN (128, 129)',
    ],
    'entry',
    128,
  ],
  [
    'two bodies exchanged',
    [
      `UPDATE audit.event e SET body = o.body FROM audit.event o WHERE (e.event_id, o.event_id) IN ((${leaf(5)}, ${leaf(580)}), (${leaf(580)}, ${leaf(5)}))`,
    ],
    'entry',
    5,
  ],
  [
    'an event edited with its leaf hash',
    [
      `UPDATE audit.event SET body = '{}' WHERE event_id = ${leaf(400)}`,
      `UPDATE audit.leaf SET leaf_hash = sha256('\\x007b7d') WHERE leaf_index = 400`,
    ],
    'entry',
    400,
  ],
  [
    'an event of the open tile edited with its leaf hash',
    [
      `UPDATE audit.event SET body = '{}' WHERE event_id = ${leaf(550)}`,
      `UPDATE audit.leaf SET leaf_hash = sha256('\\x007b7d') WHERE leaf_index = 550`,
    ],
    'root',
    0,
  ],
  [
    'an event edited with its leaf hash and its tile',
    [
      `UPDATE audit.event SET body = '{}' WHERE event_id = ${leaf(256)}`,
      `UPDATE audit.tile SET hashes = overlay(hashes PLACING sha256('\\x007b7d') FROM 1) WHERE level = 0 AND tile_index = 1`,
    ],
    'tile',
    256,
  ],
  [
    'a tile edited',
    [`UPDATE audit.tile SET hashes = overlay(hashes PLACING '\\x00' FROM 33 FOR 1) WHERE level = 0 AND tile_index = 0`],
    'entry',
    1,
  ],
  ['the root of a tile edited', [`UPDATE audit.tile SET root = sha256('') WHERE tile_index = 1`], 'tile', 256],
  ['a tile deleted', ['DELETE FROM audit.tile WHERE tile_index = 1'], 'missing', 256],
  [
    'the size in the checkpoint row edited',
    ['UPDATE audit.checkpoint SET tree_size = 900 WHERE tree_size = 600'],
    null as never,
    null,
  ],
  [
    'the checkpoint edited',
    [`UPDATE audit.checkpoint SET note = replace(note, '600', '512') WHERE tree_size = 600`],
    'signature',
    null,
  ],
  [
    'everything deleted',
    ['DELETE FROM audit.leaf', 'DELETE FROM audit.tile', 'DELETE FROM audit.checkpoint'],
    'missing',
    null,
  ],
])('%s is found', async (_, statements, code, index) => {
  const report = await tampered(async (sql) => {
    for (const statement of statements) await sql(statement, []);
    return verify(sql);
  });
  // A row that claims another size than its signed note changes nothing a reader sees.
  if (code === null) expect(report).toMatchObject({ verified: true, size: 600 });
  else expect(report).toMatchObject({ verified: false, fault: { code, index } });
});

describe('with the signing key stolen as well, what others have seen still finds it', () => {
  /** Leaves from `from` on are made again, the first of them from another event, and everything is sealed and signed anew. */
  async function fork(sql: Sql, from: number): Promise<void> {
    await sql(`DELETE FROM audit.checkpoint WHERE tree_size > ${from}`, []);
    await sql('DELETE FROM audit.tile WHERE (tile_index + 1) * 256 > $1', [from]);
    await sql('DELETE FROM audit.pending', []);
    await sql(`UPDATE audit.event SET body = '{"forged":true}' WHERE event_id = ${leaf(from)}`, []);
    await sql(`INSERT INTO audit.pending SELECT event_id FROM audit.leaf WHERE leaf_index >= $1`, [from]);
    await sql('DELETE FROM audit.leaf WHERE leaf_index >= $1', [from]);
    await sealPending(sql, signer);
  }

  test('a fork verifies alone, and is found by every checkpoint seen after it', async () => {
    await tampered(async (sql) => {
      await fork(sql, 300);
      expect(await verify(sql)).toMatchObject({ verified: true, size: 600 });
      expect(await verify(sql, [checkpoints[0]!, checkpoints[1]!])).toMatchObject({ verified: true });
      const report = await verify(sql, checkpoints);
      expect(report).toMatchObject({ verified: false, fault: { code: 'old-checkpoint', index: 300 } });
      expect(report.fault!.message).toContain('at or after leaf 300, before leaf 600');
    });
  });

  test('a log rolled back to an earlier checkpoint is found by a later one, and by the receipt somebody keeps', async () => {
    const [last] = await database.sql('SELECT event_id FROM audit.leaf WHERE leaf_index = 599', []);
    const receipt = (await eventProof(database.sql, last!.event_id as string))!;
    await tampered(async (sql) => {
      await sql('DELETE FROM audit.checkpoint WHERE tree_size > 300', []);
      await sql('DELETE FROM audit.tile WHERE tile_index = 1', []);
      await sql('DELETE FROM audit.leaf WHERE leaf_index >= 300', []);
      expect(await verify(sql)).toMatchObject({ verified: true, size: 300 });
      expect(await verify(sql, checkpoints)).toMatchObject({ fault: { code: 'old-checkpoint', index: 300 } });
      const kept = receipt.slice(receipt.indexOf('\n\n') + 2);
      expect(await verify(sql, [kept])).toMatchObject({ fault: { code: 'old-checkpoint', index: 300 } });
    });
    expect(await verifyProof(receipt, undefined, logKeys)).toMatchObject({ verified: true, index: 599 });
  });
});

describe('the sealing does not go on over damage on the edge of the log', () => {
  async function queueOne(sql: Sql): Promise<void> {
    await sql(`INSERT INTO audit.event VALUES ('00000000-0000-7000-8000-000000000000', '{}')`, []);
    await sql(`INSERT INTO audit.pending VALUES ('00000000-0000-7000-8000-000000000000')`, []);
  }

  test.each([
    ['a leaf of the open tile changed', `UPDATE audit.leaf SET leaf_hash = sha256('') WHERE leaf_index = 599`],
    ['a leaf of the open tile gone', 'DELETE FROM audit.leaf WHERE leaf_index = 515'],
    ['the last leaf gone', 'DELETE FROM audit.leaf WHERE leaf_index = 599'],
    ['the root of a tile changed', `UPDATE audit.tile SET root = sha256('') WHERE tile_index = 0`],
    ['the last checkpoint gone', 'DELETE FROM audit.checkpoint WHERE tree_size = 600'],
    ['the last checkpoint under another size', 'UPDATE audit.checkpoint SET tree_size = 601 WHERE tree_size = 600'],
  ])('%s', async (_, statement) => {
    await tampered(async (sql) => {
      await queueOne(sql);
      await sql(statement, []);
      await expect(sealPending(sql, signer)).rejects.toMatchObject({ code: 'log-damaged' });
    });
  });

  test('a checkpoint with a root, a size or an origin of its own, even rightly signed', async () => {
    await tampered(async (sql) => {
      await queueOne(sql);
      const { root } = parseCheckpoint(checkpoints[0]!);
      await sql('UPDATE audit.checkpoint SET note = $1 WHERE tree_size = 600', [signCheckpoint([signer], 600, root)]);
      await expect(sealPending(sql, signer)).rejects.toMatchObject({ code: 'log-damaged' });
      const { root: rightRoot } = parseCheckpoint(checkpoints[2]!);
      for (const text of [
        checkpointText(signer.name, 599, rightRoot),
        checkpointText('other.example/log', 600, rightRoot),
      ]) {
        const note = writeNote(text, [signer.sign(text)]);
        await sql('UPDATE audit.checkpoint SET note = $1 WHERE tree_size = 600', [note]);
        await expect(sealPending(sql, signer)).rejects.toMatchObject({ code: 'log-damaged' });
      }
    });
  });
});

test('sealing everything that waits leaves nothing behind', async () => {
  await sealAll(database);
  expect(await database.sql('SELECT count(*)::int AS waiting FROM audit.pending', [])).toEqual([{ waiting: 0 }]);
});
