import { type AuditDatabase, auditDatabase, sealAll, testSigner } from '../../../test/support/audit-log.ts';
import { act, chance, createSheets, mirror, tampered, uuid, writeSheets } from '../../../test/support/sheets.ts';
import { appendEvent } from './append.store.ts';
import type { Sql } from './log.ts';
import { rowDigest } from './row.ts';
import { sealPending } from './sealing.ts';
import type { ReadFile } from './tiles.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
let database: AuditDatabase;
let log: ReadFile;
jest.setTimeout(240_000);

beforeAll(async () => {
  database = await auditDatabase();
  await createSheets(database.sql);
  await database.transaction((sql) => writeSheets(sql, 0, 20));
  await sealAll(database);
  log = await mirror(database.sql);
});
afterAll(() => database.close());

const verify = (sql: Sql, read = log) => verifyLog(read, { logKeys: [signer.verifierKey], database: sql });

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
    const report = await tampered(database, async (sql) => verify(sql, await erase(sql, rowDigest(tombstone))));
    expect(report).toMatchObject({ verified: true });
    expect(report.checked.at(-1)).toContain('1 of them erased by order');
  });

  test.each([
    ['another tombstone than the one announced', 'x', 'row.erased'],
    ['a tombstone that another kind of event speaks of', rowDigest(tombstone), 'sheet.read'],
  ])('%s is found', async (_, digest, type) => {
    const report = await tampered(database, async (sql) => verify(sql, await erase(sql, digest, type)));
    expect(report).toMatchObject({ verified: false, fault: { code: 'row', index: 11 } });
  });

  test('before the log was copied again, is found as edited, and the words say so', async () => {
    const report = await tampered(database, async (sql) => {
      await erase(sql, rowDigest(tombstone));
      return verify(sql);
    });
    expect(report.fault!.message).toContain('in this copy of the log');
  });
});
