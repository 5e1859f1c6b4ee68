import { type AuditDatabase, auditDatabase, steadyChance, testSigner } from '../../../test/support/audit-log.ts';
import { appendEvent } from './append.store.ts';
import { AuditError } from './errors.ts';
import { assertLogContinues, latestCheckpoint, readTile, type Sql, sealedSize } from './log.ts';
import { type SealResult, sealPending } from './sealing.ts';
import { createSigner } from './signer.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
const logKeys = [signer.verifierKey];
const chance = steadyChance('log-guard.spec');
let database: AuditDatabase;
jest.setTimeout(240_000);
let sql: Sql;

beforeEach(async () => {
  database = await auditDatabase();
  sql = database.sql;
});
afterEach(() => database.close());

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await appendEvent(sql, { type: 't', actor: null, role: null }, chance);
}
const seal = (limit = 2000): Promise<SealResult> => database.transaction((tx) => sealPending(tx, signer, { limit }));
const codeOf = (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => 'nothing thrown',
    (error) => (error instanceof AuditError ? error.code : String(error)),
  );

describe('the guard at the start', () => {
  test('goes on with every checkpoint the database continues', async () => {
    await append(300);
    const seen: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      await seal(75);
      seen.push((await latestCheckpoint(sql))!);
    }
    for (const note of seen) await assertLogContinues(sql, note);
  });

  test('refuses a database that holds less than has been seen', async () => {
    await append(3);
    const notes = await database.connect();
    await notes.sql('BEGIN', []);
    await sealPending(notes.sql, signer);
    const seen = (await latestCheckpoint(notes.sql))!;
    await notes.sql('ROLLBACK', []);
    await notes.close();
    expect(await codeOf(assertLogContinues(sql, seen))).toBe('log-rolled-back');
  });

  test('refuses a database that holds something else than has been seen', async () => {
    await append(2);
    const notes = await database.connect();
    await notes.sql('BEGIN', []);
    await sealPending(notes.sql, signer);
    const seen = (await latestCheckpoint(notes.sql))!;
    await notes.sql('ROLLBACK', []);
    await notes.close();
    await sql('ALTER TABLE audit.pending DISABLE TRIGGER USER', []);
    await sql('DELETE FROM audit.pending', []);
    await append(2);
    await seal();
    expect(await codeOf(assertLogContinues(sql, seen))).toBe('log-forked');
  });
});

describe('keys', () => {
  test('the sealing refuses to continue a checkpoint that is not signed by its key', async () => {
    await append(2);
    await seal(1);
    const stranger = testSigner(2);
    expect(await codeOf(database.transaction((tx) => sealPending(tx, stranger)))).toBe('log-damaged');
    const otherLog = createSigner(new Uint8Array(32).fill(1), 'kinledger.example/other');
    expect(await codeOf(database.transaction((tx) => sealPending(tx, otherLog)))).toBe('log-damaged');
    expect(await sealedSize(sql)).toBe(1);
  });

  test('a key is replaced by signing with both for a time', async () => {
    const next = testSigner(2);
    const sealWith = (by: typeof signer, options: Parameters<typeof sealPending>[2]) =>
      database.transaction((tx) => sealPending(tx, by, options));
    await append(2);
    await seal();
    await append(1);
    await sealWith(signer, { alsoSigning: [next] });
    const read = (path: string) => readTile(sql, path);
    expect(await verifyLog(read, { logKeys })).toMatchObject({ verified: true });
    expect(await verifyLog(read, { logKeys: [next.verifierKey] })).toMatchObject({ verified: true });
    await append(1);
    await sealWith(next, { formerKeys: [signer.verifierKey] });
    expect(await verifyLog(read, { logKeys: [next.verifierKey] })).toMatchObject({ verified: true, size: 4 });
    expect(await verifyLog(read, { logKeys })).toMatchObject({ verified: false, fault: { code: 'signature' } });
  });
});
