import { type AuditDatabase, auditDatabase, sealAll, testSigner } from '../../../test/support/audit-log.ts';
import {
  act,
  chance,
  createSheets,
  mirror,
  tampered,
  uuid,
  writePart,
  writeSheets,
} from '../../../test/support/sheets.ts';
import { appendEvent } from './append.store.ts';
import type { Sql } from './log.ts';
import type { ReadFile } from './tiles.ts';
import { verifyLog } from './verify-log.ts';

// Two tables whose rows each have their event, one without. What a superuser does to them is found, each in a
// transaction that is rolled back.

const logKeys = [testSigner().verifierKey];
const SHEETS = 2100; // more than one round of questions
/** Behind every other in the order of events. */
const LAST = 'ffffffff-0000-7000-8000-000000000000';
let database: AuditDatabase;
let log: ReadFile;
jest.setTimeout(240_000);

beforeAll(async () => {
  database = await auditDatabase();
  await createSheets(database.sql);
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
  ...["type = 'sheet.read'", 'type = NULL', "case_id = 'another'"].map(
    (change): [string, string[], string, number, string] => [
      `an event hidden from those who look it up, by ${change},`,
      [`UPDATE audit.leaf SET ${change} WHERE leaf_index = $LEAF`],
      'sheet',
      6,
      'looks up by another type or case the event at leaf',
    ],
  ),
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
  const report = await tampered(database, async (sql) => {
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
    const report = await tampered(database, async (sql) => {
      await sql(copyOfSheet(9001, readEvent), []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: SHEETS + 2 } });
    expect(report.fault!.message).toBe(
      `The row ${uuid(9001)} of table sheet was put in: no event of the log wrote it.`,
    );
  });

  test('beside an event of another table, in a table without ids', async () => {
    const report = await tampered(database, async (sql) => {
      await sql(`INSERT INTO part VALUES ('${uuid(1)}', 9, 'x', ${sheetEvent})`, []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: 8 } });
    expect(report.fault!.message).toMatch(/^The row [0-9a-f-]{36} of table part was put in/);
  });

  test('beside an event that is neither sealed nor waiting, among rows that are newer than the copy', async () => {
    const report = await tampered(database, async (sql) => {
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
    const report = await tampered(database, async (sql) => {
      await sql('ALTER TABLE audit.leaf DROP CONSTRAINT leaf_pkey, DROP CONSTRAINT leaf_event_id_key', []);
      await sql('INSERT INTO audit.leaf SELECT * FROM audit.leaf WHERE leaf_index = 8', []);
      return verify(sql);
    });
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: null } });
  });

  test('beside an event whose place the log tables forge: the log itself decides', async () => {
    const report = await tampered(database, async (sql) => {
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
  const report = await tampered(database, async (sql) => {
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
