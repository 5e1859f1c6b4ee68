import { type AuditDatabase, auditDatabase, sealAll, testSigner } from '../../../test/support/audit-log.ts';
import { act, chance, createSheets, mirror, tampered, uuid } from '../../../test/support/sheets.ts';
import { appendEvent } from './append.store.ts';
import { storeDisclosures } from './disclosure.store.ts';
import { commit } from './disclosure.ts';
import type { Sql } from './log.ts';
import { rowDigest } from './row.ts';
import { sealPending } from './sealing.ts';
import type { ReadFile } from './tiles.ts';
import { verifyLog } from './verify-log.ts';

// What a superuser does to the values behind salted digests, the one table of the log that can be erased.

const signer = testSigner();
const row = { id: uuid(1), text: 'a sheet', count: 1, remark: null, salt: 'salt' };
let database: AuditDatabase;
let log: ReadFile;
let eventId: string;
jest.setTimeout(240_000);

async function writeRow(sql: Sql, values: object, event: string): Promise<void> {
  await sql(
    `INSERT INTO sheet SELECT n.id, text, count, remark, salt, (convert_from(body, 'UTF8')::json ->> 'at')::timestamptz, event_id
     FROM jsonb_to_record($1) AS n (id uuid, text text, count int, remark text, salt text), audit.event WHERE event_id = $2`,
    [JSON.stringify(values), event],
  );
}

beforeAll(async () => {
  database = await auditDatabase();
  await createSheets(database.sql);
  await database.transaction(async (sql) => {
    await appendEvent(sql, { ...act, type: 'sheet.read' }, chance);
    const { facts, disclosures } = commit({ name: 'Li Wei', born: { year: 1988 } }, chance);
    const wrote = { table: 'sheet', id: row.id, digest: rowDigest(row) };
    eventId = await appendEvent(sql, { ...act, type: 'sheet.written', facts, row: wrote }, chance);
    await storeDisclosures(sql, eventId, disclosures);
    await writeRow(sql, row, eventId);
  });
  await sealAll(database);
  log = await mirror(database.sql);
});
afterAll(() => database.close());

const verify = (sql: Sql, read = log) => verifyLog(read, { logKeys: [signer.verifierKey], database: sql });

test('untouched, each value is the one that its event committed to', async () => {
  const report = await verify(database.sql);
  expect(report).toMatchObject({ verified: true, size: 2 });
  expect(report.checked).toContain('2 values behind salted digests, each the one that its event committed to.');
});

test.each([
  ['a value edited', `UPDATE audit.disclosure SET value = '"Li Na"' WHERE name = 'name'`, 'The value name of'],
  [
    'a value that is no longer JSON',
    `UPDATE audit.disclosure SET value = 'Li' WHERE name = 'name'`,
    'The value name of',
  ],
  [
    'a value under another name',
    `UPDATE audit.disclosure SET name = 'alias' WHERE name = 'name'`,
    'The value alias of',
  ],
  [
    'another salt',
    `UPDATE audit.disclosure SET salt = '\\x00112233445566778899aabbccddeeff' WHERE name = 'born'`,
    'The value born of',
  ],
  ['a value deleted without an order', `DELETE FROM audit.disclosure WHERE name = 'born'`, '1 values behind'],
  [
    'a value put in',
    `INSERT INTO audit.disclosure SELECT event_id, 'mother', salt, value FROM audit.disclosure WHERE name = 'name'`,
    'The value mother of',
  ],
])('%s is found', async (_, statement, words) => {
  const report = await tampered(database, async (sql) => {
    await sql('ALTER TABLE audit.disclosure DISABLE TRIGGER USER', []);
    await sql(statement, []);
    return verify(sql);
  });
  expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: 1 } });
  expect(report.fault!.message).toContain(words);
  expect(report.fault!.message).not.toContain('Li');
});

test('a value put behind an event that committed to none is found', async () => {
  const report = await tampered(database, async (sql) => {
    await sql(
      `INSERT INTO audit.disclosure SELECT l.event_id, d.name, d.salt, d.value FROM audit.disclosure d, audit.leaf l WHERE leaf_index = 0`,
      [],
    );
    return verify(sql);
  });
  expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: 0 } });
});

test('a digest that the row of the event holds needs no value behind it', async () => {
  const report = await tampered(database, async (sql) => {
    const holding = { ...row, id: uuid(2), text: 'a digest' };
    const wrote = { table: 'sheet', id: holding.id, digest: rowDigest(holding) };
    await sql('ALTER TABLE audit.event ENABLE TRIGGER USER', []);
    const event = await appendEvent(
      sql,
      { ...act, type: 'sheet.written', facts: { _sd: ['a digest'] }, row: wrote },
      chance,
    );
    await writeRow(sql, holding, event);
    await sealPending(sql, signer);
    return verify(sql, await mirror(sql));
  });
  expect(report).toMatchObject({ verified: true, size: 3 });
});

test('values may go with the row that an order in the log erased', async () => {
  const report = await tampered(database, async (sql) => {
    const tombstone = { ...row, text: 'erased', salt: 'fresh' };
    await sql('ALTER TABLE audit.event ENABLE TRIGGER USER', []);
    await appendEvent(
      sql,
      { ...act, type: 'row.erased', facts: { event: eventId, digest: rowDigest(tombstone) } },
      chance,
    );
    await sealPending(sql, signer);
    await sql("UPDATE sheet SET text = 'erased', salt = 'fresh'", []);
    await sql('DELETE FROM audit.disclosure', []);
    return verify(sql, await mirror(sql));
  });
  expect(report).toMatchObject({ verified: true });
  expect(report.checked.join()).not.toContain('behind salted digests');
});
