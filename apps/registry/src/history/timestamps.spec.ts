import { randomBytes } from 'node:crypto';
import { appendEvent, latestCheckpoint, parseCheckpoint, sealPending, verifyTimestamp } from '@kinledger/audit';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog1700000000001 } from '../../../../database/migrations/0001-audit-log.ts';
import { Timestamps1700000000006 } from '../../../../database/migrations/0006-timestamps.ts';
import { testSigner } from '../../../../test/support/audit-log.ts';
import { freshDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { type Identity, identity, stamp, startTsa } from '../../../../test/support/tsa.ts';
import type { Config, TimestampConfig } from '../config.ts';
import { sqlOf } from '../record.ts';
import { TimestampsStore } from './timestamps.store.ts';
import { Timestamps } from './timestamps.ts';

let database: TestDatabase;
let source: DataSource;
let store: TimestampsStore;
let authority: Identity;
let tsa: Awaited<ReturnType<typeof startTsa>> | undefined;
let asked = 0;

beforeAll(async () => {
  Logger.overrideLogger(false);
  authority = await identity();
  database = await freshDatabase();
  const migrations = [AuditLog1700000000001, Timestamps1700000000006];
  source = await new DataSource({ type: 'postgres', url: database.url, migrations }).initialize();
  await source.runMigrations();
  store = new TimestampsStore(source);
  await grow();
});
afterEach(() => tsa?.close());
afterAll(async () => {
  await source?.destroy();
  await database?.close();
});

async function grow(): Promise<void> {
  await appendEvent(sqlOf(source), { type: 'test.event', actor: null, role: null }, randomBytes);
  await source.transaction((tx) => sealPending(sqlOf(tx), testSigner()));
}

/** Looks once, at an authority that answers so. */
async function look(answer?: (request: Buffer) => Promise<Buffer>, everyMinutes = 60): Promise<void> {
  asked = 0;
  tsa = await startTsa(authority, (request) => {
    asked += 1;
    return answer?.(request) ?? stamp(request, authority, { at: new Date() });
  });
  const settings: TimestampConfig = { url: tsa.url, certificates: authority.pem, everyMinutes };
  await new Timestamps(store, { logTimestamps: settings } as Config).look(settings);
}

test.each<[string, (request: Buffer) => Promise<Buffer>]>([
  ['rubbish', async () => Buffer.from('no')],
  ['far too much', async () => Buffer.alloc(100_000)],
  ['a refusal', (request) => stamp(request, authority, { status: 2 })],
  ['a stamp of a stranger', async (request) => stamp(request, await identity())],
  [
    'a stamp of something else',
    async (request) => stamp(Buffer.from(request.map((b, i) => (i === 40 ? b ^ 1 : b))), authority),
  ],
  ['a stamp it gave before', (request) => stamp(request, authority, { change: (info) => delete info.nonce })],
])('an authority that answers with %s: nothing is kept', async (_, answer) => {
  await expect(look(answer)).rejects.toMatchObject({ code: expect.stringMatching(/^(bad-timestamp|too-large)$/) });
  expect([asked, await store.sizes()]).toEqual([1, []]);
});

test('the latest checkpoint is stamped, once, and again only when its time has come and the log has grown', async () => {
  await look();
  expect([asked, await store.sizes()]).toEqual([1, [1]]);
  const { note } = parseCheckpoint((await latestCheckpoint(sqlOf(source)))!);
  const kept = (await store.find(1))!;
  expect((await verifyTimestamp(kept, note.text, authority.pem)).at).toBeGreaterThan(Date.parse('2026-01-01'));
  await tsa?.close();
  await look();
  await tsa?.close();
  await grow();
  await look();
  expect([asked, await store.sizes()]).toEqual([0, [1]]);
  await tsa?.close();
  await look(undefined, 0);
  expect([asked, await store.sizes(), (await store.last())?.size]).toEqual([1, [1, 2], 2]);
});

test('of two processes one asks', async () => {
  await grow();
  let inner: unknown;
  await look(async (request) => {
    inner = await new Timestamps(store, {} as Config).look({
      url: tsa!.url,
      certificates: authority.pem,
      everyMinutes: 0,
    });
    return stamp(request, authority, { at: new Date() });
  }, 0);
  expect([asked, inner, await store.sizes()]).toEqual([1, undefined, [1, 2, 3]]);
});

test('a stamp that was kept is neither changed nor removed', async () => {
  for (const statement of [
    'DELETE FROM audit.timestamp',
    'UPDATE audit.timestamp SET tree_size = 9',
    'TRUNCATE audit.timestamp',
  ]) {
    await expect(source.query(statement)).rejects.toThrow('the log only grows');
  }
});

test('with certificates that cannot be read nothing is started', async () => {
  const logTimestamps = { url: 'http://127.0.0.1:1', certificates: 'x', everyMinutes: 60 };
  await expect(new Timestamps(store, { logTimestamps } as Config).start()).rejects.toThrow(
    'LOG_TIMESTAMP_CERTIFICATE_FILE',
  );
});
