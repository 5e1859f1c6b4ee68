import {
  type AuditDatabase,
  auditDatabase,
  exportLog,
  sealAll,
  steadyChance,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { readerOf } from '../../../test/support/log-folder.ts';
import { appendEvent } from './append.store.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { addCosignature, assertLogContinues, latestCheckpoint, readTile, sealedSize } from './log.ts';
import { restoreLog } from './restore.store.ts';
import { sealPending } from './sealing.ts';
import { createWitness } from './signer.ts';
import type { ReadFile } from './tiles.ts';
import { allTiles, tilePath } from './tiles.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
const trust = { logKeys: [signer.verifierKey] };
const witness = createWitness(new Uint8Array(32).fill(31), 'w.example');
let databases: AuditDatabase[];
beforeEach(() => {
  databases = [];
});
afterEach(async () => {
  for (const database of databases) await database.close();
});

async function opened(): Promise<AuditDatabase> {
  const database = await auditDatabase();
  databases.push(database);
  return database;
}

/** The same events, whatever database they are written to: as a backup has them. */
async function append(database: AuditDatabase, from: number, to: number, type = 't'): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i);
  const ids = numbers.map((n) => `00000000-0000-7000-9000-${String(n).padStart(12, '0')}`);
  await database.sql(
    `INSERT INTO audit.event SELECT id, convert_to('{"id":"' || id || '","type":"' || $2 || '"}', 'UTF8') FROM unnest($1::uuid[]) id`,
    [ids, type],
  );
}

/** The log at 300 leaves, cosigned, as its mirror has it. */
async function lost(): Promise<ReadFile> {
  const database = await opened();
  await append(database, 0, 300);
  await sealAll(database);
  const { note } = parseCheckpoint((await latestCheckpoint(database.sql))!);
  await addCosignature(database.sql, 300, 'w.example', witness.cosign(note.text, 1_700_000_000));
  const paths = ['checkpoint', ...[...allTiles(300)].map(tilePath)];
  return readerOf(await exportLog(database.sql, paths));
}

/** A backup: `sealed` leaves, and two more events that waited. */
async function backup(sealed: number, type = 't'): Promise<AuditDatabase> {
  const database = await opened();
  await append(database, 0, sealed, type);
  await sealAll(database);
  await append(database, sealed, sealed + 2, type);
  return database;
}

const restore = (database: AuditDatabase, read: ReadFile) =>
  database.transaction((sql) => restoreLog(sql, read, trust, signer, steadyChance('restore')));
const codeOf = (doing: Promise<unknown>) =>
  doing.then(
    () => 'nothing thrown',
    (error) => (error instanceof AuditError ? error.code : String(error)),
  );

test.each([0, 257])(
  'a database restored at %i leaves goes on where the log was, cosigned and verified',
  async (sealed) => {
    const read = await lost();
    const database = await backup(sealed);
    expect(await codeOf(assertLogContinues(database.sql, text((await read('checkpoint'))!)))).toBe('log-rolled-back');
    expect(await restore(database, read)).toEqual({ from: sealed, to: 300 });
    const [own] = text((await read('checkpoint'))!).split('— w.example');
    expect(await latestCheckpoint(database.sql)).toBe(own);
    await appendEvent(database.sql, { type: 'next', actor: null, role: null }, steadyChance('next'));
    await sealAll(database);
    const report = await verifyLog((path) => readTile(database.sql, path), {
      ...trust,
      old: [text((await read('checkpoint'))!)],
    });
    expect(report).toMatchObject({ verified: true, size: 302 });
  },
);

test('what is not behind the copy stays as it is', async () => {
  const read = await lost();
  const database = await backup(300);
  expect(await restore(database, read)).toEqual({ from: 300, to: 300 });
  await sealAll(database);
  expect(await restore(database, read)).toEqual({ from: 302, to: 302 });
});

test('a copy of another history, a copy that does not verify, and a log that is being sealed are refused', async () => {
  const read = await lost();
  const other = await backup(3, 'other');
  expect(await codeOf(restore(other, read))).toBe('log-forked');
  await append(other, 5, 310, 'other');
  await sealAll(other);
  expect(await codeOf(restore(other, read))).toBe('log-forked');
  const waiting = await opened();
  await append(waiting, 0, 2, 'other');
  expect(await codeOf(restore(waiting, read))).toBe('log-forked');
  expect(await sealedSize(waiting.sql)).toBe(0);
  const broken: ReadFile = async (path) => (path.includes('entries') ? new Uint8Array(3) : read(path));
  expect(await codeOf(restore(await backup(1), broken))).toBe('log-damaged');
  const busy = await backup(1);
  await busy.transaction(async (sql) => {
    await sealPending(sql, signer);
    expect(await codeOf(restore(busy, read))).toBe('log-damaged');
  });
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
