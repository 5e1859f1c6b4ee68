import { type AuditDatabase, auditDatabase, insertEvents, testSigner } from '../../../test/support/audit-log.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { latestCheckpoint, sealedSize } from './log.ts';
import { checkSignature, parseVerifierKey } from './note.ts';
import { sealPending } from './sealing.ts';
import { createMlDsaSigner, type LogSigner } from './signer.ts';

let database: AuditDatabase;
let second: LogSigner;
beforeAll(async () => {
  database = await auditDatabase();
  second = await createMlDsaSigner(new Uint8Array(32).fill(3), testSigner().name);
});
afterAll(() => database.close());

const seal = (also: LogSigner) =>
  database.transaction((sql) => sealPending(sql, testSigner(), { alsoSigning: [also] }));

test('a second signature that does not verify is not published, and nothing is sealed', async () => {
  await insertEvents(database.sql, 0, 3);
  const lying = { ...second, sign: (text: string) => second.sign(text.replace('\n3\n', '\n4\n')) };
  await expect(seal(lying)).rejects.toMatchObject({ code: 'log-damaged' });
  expect(await sealedSize(database.sql)).toBe(0);
});

test('a log goes on under two signatures, and under one of them again', async () => {
  await seal(second);
  const { note } = parseCheckpoint((await latestCheckpoint(database.sql))!);
  for (const { verifierKey } of [testSigner(), second]) {
    expect(checkSignature(note, parseVerifierKey(verifierKey))).toBe('valid');
  }
  await insertEvents(database.sql, 3, 5);
  await database.transaction((sql) => sealPending(sql, testSigner()));
  expect(await sealedSize(database.sql)).toBe(5);
});
