import {
  type AuditDatabase,
  auditDatabase,
  exportLog,
  sealAll,
  steadyChance,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { readerOf } from '../../../test/support/log-folder.ts';
import { appendEvent, appendEvents } from './append.store.ts';
import { type Sql, sealedSize } from './log.ts';
import { rowDigest } from './row.ts';
import { sealPending } from './sealing.ts';
import { allTiles, type ReadFile, tilePath } from './tiles.ts';
import { verifyLog } from './verify-log.ts';

// Two tables whose rows each have their event, one without. What a superuser does to them is found, each in a
// transaction that is rolled back.

const signer = testSigner();
const logKeys = [signer.verifierKey];
const chance = steadyChance('reconcile');
const SHEETS = 2100; // more than one round of questions
let database: AuditDatabase;
let log: ReadFile;
jest.setTimeout(60_000);

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const act = { actor: null, role: null };
/** Behind every other in the order of events. */
const LAST = 'ffffffff-0000-7000-8000-000000000000';

async function writeSheets(sql: Sql, from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    return { id: uuid(n), text: `sheet ${n}`, count: n, remark: null, salt: `salt ${n}` };
  });
  const acts = rows.map((row) => ({
    ...act,
    type: 'sheet.written',
    row: { table: 'sheet', id: row.id, digest: rowDigest(row) },
  }));
  const events = await appendEvents(sql, acts, chance);
  await sql(
    `INSERT INTO sheet (id, text, count, remark, salt, written_at, audit_event_id)
     SELECT n.id, text, count, remark, salt, (convert_from(body, 'UTF8')::json ->> 'at')::timestamptz, event
     FROM jsonb_to_recordset($1) AS n (id uuid, text text, count int, remark text, salt text, event uuid)
     JOIN audit.event ON event_id = event`,
    [JSON.stringify(rows.map((row, i) => ({ ...row, event: events[i] })))],
  );
}
async function writePart(sql: Sql, sheet: number, place: number): Promise<void> {
  const facts = { sheetId: uuid(sheet), place, salt: `salt ${sheet} ${place}` };
  const row = { table: 'part', id: facts.sheetId, digest: rowDigest(facts) };
  const event = await appendEvent(sql, { ...act, type: 'part.written', row }, chance);
  await sql('INSERT INTO part VALUES ($1, $2, $3, $4)', [facts.sheetId, place, facts.salt, event]);
}
async function mirror(sql: Sql): Promise<ReadFile> {
  const paths = [...allTiles(await sealedSize(sql))].map(tilePath);
  return readerOf(await exportLog(sql, ['checkpoint', ...paths]));
}

beforeAll(async () => {
  database = await auditDatabase();
  await database.sql(
    `CREATE TABLE sheet (id uuid PRIMARY KEY, text text NOT NULL, count int NOT NULL, remark text, salt text NOT NULL,
       written_at timestamptz NOT NULL,
       audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event)`,
    [],
  );
  await database.sql(
    `CREATE TABLE part (sheet_id uuid REFERENCES sheet, place int, salt text NOT NULL,
       audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event, PRIMARY KEY (sheet_id, place))`,
    [],
  );
  await database.sql('CREATE TABLE scratch (id int)', []);
  await database.transaction(async (sql) => {
    await writeSheets(sql, 0, SHEETS);
    await writePart(sql, 3, 1);
    await writePart(sql, 3, 2);
    await appendEvent(sql, { ...act, type: 'sheet.read' }, chance);
  });
  await sealAll(database);
  log = await mirror(database.sql);
});
afterAll(() => database.close());

async function tampered<T>(run: (sql: Sql) => Promise<T>): Promise<T> {
  const { sql, close } = await database.connect();
  await sql('BEGIN', []);
  try {
    await sql('ALTER TABLE part DROP CONSTRAINT part_sheet_id_fkey', []);
    await sql('ALTER TABLE audit.event DISABLE TRIGGER USER', []);
    return await run(sql);
  } finally {
    await sql('ROLLBACK', []);
    await close();
  }
}
const verify = (sql: Sql, read = log) => verifyLog(read, { logKeys, database: sql });

test('untouched, every row is the one its event was written for, and the report says what that leaves open', async () => {
  const report = await verify(database.sql);
  expect(report).toMatchObject({ verified: true, size: SHEETS + 3 });
  expect(report.checked).toContainEqual(`The database holds the ${SHEETS + 3} events of the log, byte for byte.`);
  expect(report.checked).toContainEqual(expect.stringContaining(`${SHEETS + 2} rows of 2 tables, each the one`));
  expect(report.unchecked.at(-1)).toContain('no event: migrations, scratch.');
});

test('an empty log and a database without tables agree', async () => {
  const empty = await auditDatabase();
  try {
    await empty.sql('DROP TABLE migrations', []);
    await appendEvent(empty.sql, { ...act, type: 'sheet.read' }, chance);
    await sealAll(empty);
    const report = await verifyLog(await mirror(empty.sql), { logKeys, database: empty.sql });
    expect(report).toMatchObject({ verified: true, size: 1 });
    expect(report.unchecked.join('\n')).not.toMatch(/Tables whose rows|newer/);
  } finally {
    await empty.close();
  }
});

test('an entry that is no event of ours says nothing of a row', async () => {
  const strange = await auditDatabase();
  try {
    const bodies = ['null', '77', '{"row":null}', '{"row":{"table":7}}'];
    for (const [i, body] of bodies.entries()) {
      await strange.sql('INSERT INTO audit.event VALUES ($1, $2)', [uuid(i), Buffer.from(body)]);
    }
    await sealAll(strange);
    expect(await verify(strange.sql, await mirror(strange.sql))).toMatchObject({ verified: true });
  } finally {
    await strange.close();
  }
});

const leafOf = (table: string, n: number) =>
  `(SELECT leaf_index FROM audit.leaf JOIN ${table} t ON t.audit_event_id = event_id WHERE t.${table === 'part' ? 'place' : 'count'} = ${n})`;
const copyOfSheet = (id: number, event: string) =>
  `INSERT INTO sheet (id, text, count, salt, written_at, audit_event_id) VALUES ('${uuid(id)}', 'x', 1, 'x', now(), ${event})`;

test.each<[what: string, statements: readonly string[], table: string, n: number, words: string]>([
  ['a value edited', ["UPDATE sheet SET text = 'other' WHERE count = 2060"], 'sheet', 2060, 'was edited'],
  ['an empty column filled', ["UPDATE sheet SET remark = '' WHERE count = 5"], 'sheet', 5, 'was edited'],
  ['a salt edited', ["UPDATE part SET salt = 'other' WHERE place = 2"], 'part', 2, 'was edited'],
  [
    'a time moved by a microsecond',
    ["UPDATE sheet SET written_at = written_at - interval '1 microsecond' WHERE count = 7"],
    'sheet',
    7,
    'written_at is not the time',
  ],
  [
    'a column turned into one that canonical JSON cannot hold',
    ['ALTER TABLE sheet ALTER count TYPE numeric USING count + 0.5'],
    'sheet',
    0,
    'was edited',
  ],
  ['a row deleted', ['DELETE FROM sheet WHERE count = 9'], 'sheet', 9, 'was deleted'],
  [
    'two rows with their values exchanged',
    ['UPDATE sheet SET text = s.text FROM sheet s WHERE sheet.count + s.count = 3 AND sheet.count IN (1, 2)'],
    'sheet',
    1,
    'was edited',
  ],
  [
    'a row written twice',
    [
      'ALTER TABLE part DROP CONSTRAINT part_audit_event_id_key, DROP CONSTRAINT part_pkey',
      'INSERT INTO part SELECT * FROM part WHERE place = 1',
    ],
    'part',
    1,
    'is there twice',
  ],
  ['a table gone', ['DROP TABLE part'], 'part', 1, 'with its whole table'],
  [
    'an event edited together with its row',
    [
      "UPDATE sheet SET text = 'other' WHERE count = 4",
      `UPDATE audit.event SET body = '{}' WHERE event_id = (SELECT audit_event_id FROM sheet WHERE count = 4)`,
    ],
    'sheet',
    4,
    'holds another event than the log at leaf',
  ],
  [
    'a leaf deleted',
    ['DELETE FROM audit.leaf WHERE leaf_index = $LEAF'],
    'sheet',
    6,
    'does not hold the event at leaf',
  ],
])('%s is found', async (_, statements, table, n, words) => {
  const [found] = await database.sql(`SELECT ${leafOf(table, n)} AS leaf`, []);
  const leaf = Number(found!.leaf);
  const report = await tampered(async (sql) => {
    await sql('ALTER TABLE audit.leaf DISABLE TRIGGER USER', []);
    for (const statement of statements) await sql(statement.replace('$LEAF', String(leaf)), []);
    return verify(sql);
  });
  expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: leaf } });
  expect(report.fault!.message).toContain(words);
});

describe('a row that no event wrote is found', () => {
  const readEvent = `(SELECT event_id FROM audit.event WHERE audit.member(body, 'type') = 'sheet.read')`;
  const sheetEvent = '(SELECT audit_event_id FROM sheet WHERE count = 8)';

  test('beside an event that speaks of no row', async () => {
    const report = await tampered(async (sql) => {
      await sql(copyOfSheet(9001, readEvent), []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: SHEETS + 2 } });
    expect(report.fault!.message).toBe(
      `The row ${uuid(9001)} of table sheet was put in: no event of the log wrote it.`,
    );
  });

  test('beside an event of another table, in a table without ids', async () => {
    const report = await tampered(async (sql) => {
      await sql(`INSERT INTO part VALUES ('${uuid(1)}', 9, 'x', ${sheetEvent})`, []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: 8 } });
    expect(report.fault!.message).toMatch(/^The row [0-9a-f-]{36} of table part was put in/);
  });

  test('beside an event that is neither sealed nor waiting, among rows that are newer than the copy', async () => {
    const report = await tampered(async (sql) => {
      await sql('ALTER TABLE audit.event ENABLE TRIGGER USER', []);
      await writeSheets(sql, 9002, 9003);
      await sql('ALTER TABLE audit.event DISABLE TRIGGER USER', []);
      await sql(`INSERT INTO audit.event VALUES ('${LAST}', '{}')`, []);
      await sql(copyOfSheet(9003, `'${LAST}'`), []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: null } });
    expect(report.fault!.message).toContain(`${uuid(9003)} of table sheet was put in`);
  });

  test('or at least that something is wrong, when the log tables name a place twice', async () => {
    const report = await tampered(async (sql) => {
      await sql('ALTER TABLE audit.leaf DROP CONSTRAINT leaf_pkey, DROP CONSTRAINT leaf_event_id_key', []);
      await sql('INSERT INTO audit.leaf SELECT * FROM audit.leaf WHERE leaf_index = 8', []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: null } });
  });

  test('beside an event whose place the log tables forge: the log itself decides', async () => {
    const report = await tampered(async (sql) => {
      await sql('ALTER TABLE audit.leaf DROP CONSTRAINT leaf_pkey', []);
      await sql(`INSERT INTO audit.event VALUES ('${uuid(77)}', '{}')`, []);
      await sql(copyOfSheet(9004, `'${uuid(77)}'`), []);
      await sql(`INSERT INTO audit.leaf VALUES (8, '${uuid(77)}', sha256(''))`, []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: 8 } });
  });
});

test('rows newer than the copy of the log are counted, sealed or waiting, and not judged', async () => {
  const report = await tampered(async (sql) => {
    await sql('ALTER TABLE audit.event ENABLE TRIGGER USER', []);
    await writeSheets(sql, 9005, 9006);
    await sql(`INSERT INTO audit.leaf SELECT 5000, event_id, sha256('') FROM audit.pending`, []);
    await writeSheets(sql, 9006, 9007);
    await sql("UPDATE sheet SET text = 'other' WHERE count = 9006", []);
    return verify(sql);
  });
  expect(report).toMatchObject({ verified: true });
  expect(report.unchecked).toContainEqual('2 rows newer than this copy of the log: mirror it again to check them.');
});

describe('a row that was erased by order', () => {
  const tombstone = { id: uuid(11), text: 'erased', count: 11, remark: null, salt: 'fresh' };
  const rowEvent = '(SELECT audit_event_id FROM sheet WHERE count = 11)';

  async function erase(sql: Sql, digest: string, type = 'row.erased'): Promise<ReadFile> {
    const [row] = await sql(`SELECT ${rowEvent} AS event`, []);
    await sql('ALTER TABLE audit.event ENABLE TRIGGER USER', []);
    const facts = { event: row!.event, digest, type: 'row.erased' };
    await appendEvent(sql, { ...act, type, facts }, chance);
    await appendEvent(sql, { ...act, type }, chance); // says nothing, and ends nothing
    await sealPending(sql, signer);
    await sql("UPDATE sheet SET text = 'erased', salt = 'fresh' WHERE count = 11", []);
    return mirror(sql);
  }

  test('is the tombstone that the order announced in the log', async () => {
    const report = await tampered(async (sql) => verify(sql, await erase(sql, rowDigest(tombstone))));
    expect(report).toMatchObject({ verified: true });
    expect(report.checked.at(-1)).toContain('1 of them erased by order');
  });

  test.each([
    ['another tombstone than the one announced', 'x', 'row.erased'],
    ['a tombstone that another kind of event speaks of', rowDigest(tombstone), 'sheet.read'],
  ])('%s is found', async (_, digest, type) => {
    const report = await tampered(async (sql) => verify(sql, await erase(sql, digest, type)));
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: 11 } });
  });

  test('before the log was copied again, is found as edited, and the words say so', async () => {
    const report = await tampered(async (sql) => {
      await erase(sql, rowDigest(tombstone));
      return verify(sql);
    });
    expect(report.fault!.message).toContain('in this copy of the log');
  });
});
