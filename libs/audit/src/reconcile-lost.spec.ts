import {
  type AuditDatabase,
  auditDatabase,
  sealAll,
  steadyChance,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { act, chance, createSheets, mirror, tampered, writeSheets } from '../../../test/support/sheets.ts';
import { appendEvent } from './append.store.ts';
import { storeDisclosures } from './disclosure.store.ts';
import { commit } from './disclosure.ts';
import type { EventFacts } from './event.ts';
import type { Sql } from './log.ts';
import { restoreLog } from './restore.store.ts';
import { logRestored } from './restored.ts';
import { sealPending } from './sealing.ts';
import type { ReadFile } from './tiles.ts';
import { type VerifyLogOptions, verifyLog } from './verify-log.ts';

// Rows that were lost with a database whose log was brought back from a copy.

const [signer, thief] = [testSigner(), testSigner(9)];
const trust = { logKeys: [signer.verifierKey] };
let before: AuditDatabase;
let restored: AuditDatabase;
let log: ReadFile;
jest.setTimeout(240_000);

beforeAll(async () => {
  [before, restored] = await Promise.all([auditDatabase(), auditDatabase()]);
  for (const { sql } of [before, restored]) await createSheets(sql);
  await before.transaction(async (sql) => {
    await writeSheets(sql, 0, 6);
    const { facts, disclosures } = commit({ name: 'somebody' }, chance);
    await storeDisclosures(sql, await appendEvent(sql, { ...act, type: 'sheet.read', facts }, chance), disclosures);
  });
  await sealAll(before);
  const copy = await mirror(before.sql);
  await restored.transaction((sql) => restoreLog(sql, copy, trust, signer, steadyChance('lost')));
  await restored.transaction((sql) => writeSheets(sql, 6, 9));
  await sealAll(restored);
  log = await mirror(restored.sql);
});
afterAll(async () => {
  await before?.close();
  await restored?.close();
});

const verify = (sql: Sql, read = log, options: VerifyLogOptions = trust) =>
  verifyLog(read, { ...options, database: sql });

test('are told with the values behind their digests, and are no fault, because the log says so itself', async () => {
  const report = await verify(restored.sql);
  expect(report).toMatchObject({ fault: null });
  expect(report.unchecked.join()).toMatch(/rows that were lost with a database, as the log says at leaf \d+: only/);
});

test('a row that came after them is missed as ever', async () => {
  const report = await tampered(restored, async (sql) => {
    await sql('DELETE FROM sheet WHERE count = 7', []);
    return verify(sql);
  });
  expect(report.fault).toMatchObject({ code: 'row', message: expect.stringContaining('was deleted') });
});

test.each<[string, VerifyLogOptions]>([
  ['without a key of the log', {}],
  ['by a key that did not count then', { logKeys: [{ key: signer.verifierKey, from: 10 }] }],
])('nobody can have said so %s', async (_, options) => {
  expect((await verify(restored.sql, log, options)).fault).toMatchObject({ index: 0 });
});

test.each<[string, EventFacts]>([
  ['signed by another key', logRestored(0, 6, thief)],
  ['of leaves to come', logRestored(0, 60, signer)],
  ['for other leaves than signed', { ...logRestored(0, 1, signer), type: 'log.restored' }],
  ['not signed', { ...act, type: 'log.restored', facts: { from: 0, to: 6, by: signer.verifierKey } }],
  ['without numbers', { ...act, type: 'log.restored', facts: { from: '0', to: 6 } }],
  ['without facts', { ...act, type: 'log.restored' }],
  ['of another kind', { ...act, type: 'other', facts: { type: 'log.restored' } }],
])('rows that somebody deletes who writes an event %s are missed', async (_, event) => {
  const report = await tampered(before, async (sql) => {
    await sql('DELETE FROM sheet WHERE count = 5', []);
    await sql('ALTER TABLE audit.event ENABLE TRIGGER USER', []);
    await appendEvent(sql, event, chance);
    await sealPending(sql, signer);
    return verify(sql, await mirror(sql));
  });
  expect(report.fault).toMatchObject({ code: 'row', message: expect.stringContaining('was deleted') });
});
