import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  appendEvent,
  createWitness,
  parseCheckpoint,
  parsePolicy,
  recordedCheckpoints,
  sealedSize,
} from '@kinledger/audit';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog1700000000001 } from '../../../../database/migrations/0001-audit-log.ts';
import { Timestamps1700000000006 } from '../../../../database/migrations/0006-timestamps.ts';
import { LOG_NAME } from '../../../../test/support/audit-log.ts';
import { freshDatabase } from '../../../../test/support/postgres.ts';
import { startInstead, type TestWitness } from '../../../../test/support/witness.ts';
import { witnessServer } from '../../../cli/src/witness.ts';
import type { Config } from '../config.ts';
import { sqlOf } from '../record.ts';
import { lastCheckpoint } from './checkpoint-files.ts';
import { LogKey } from './log-key.ts';
import { Sealer } from './sealer.ts';
import { TimestampsStore } from './timestamps.store.ts';
import { Timestamps } from './timestamps.ts';
import { WitnessesStore } from './witnesses.store.ts';
import { Witnesses } from './witnesses.ts';

const cleanups: (() => unknown)[] = [];
let folder: string;
beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinledger-sealer-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
});
afterEach(async () => {
  for (const end of cleanups.splice(0).reverse()) await end();
});

const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await condition())) await pause(20);
};

interface Process {
  readonly sealer: Sealer;
  readonly witnesses: Witnesses;
  readonly stop: () => Promise<void>;
}

async function newDatabase(): Promise<DataSource> {
  const database = await freshDatabase();
  const migrations = [AuditLog1700000000001, Timestamps1700000000006];
  const source = await new DataSource({ type: 'postgres', url: database.url, migrations }).initialize();
  await source.runMigrations();
  cleanups.push(() => source.destroy().then(() => database.close()));
  return source;
}

/** One process of the service, as far as the log goes; all of a test have the same keys. */
async function newProcess(source: DataSource, more: Partial<Config> = {}): Promise<Process> {
  const config = { logOrigin: LOG_NAME, logKeyFile: join(folder, 'log-key'), ...more } as Config;
  const key = await LogKey.open(config, []);
  const witnesses = new Witnesses(new WitnessesStore(source), key, config);
  const sealer = new Sealer(source, key, witnesses, new Timestamps(new TimestampsStore(source), config), config);
  const stop = async () => {
    await sealer.onApplicationShutdown();
    await witnesses.onApplicationShutdown();
  };
  return { sealer, witnesses, stop };
}

async function started(source: DataSource, more: Partial<Config> = {}): Promise<Process> {
  const made = await newProcess(source, more);
  await made.sealer.onApplicationBootstrap();
  cleanups.push(made.stop);
  return made;
}

async function act(source: DataSource, count = 1): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await appendEvent(sqlOf(source), { type: 'test.event', actor: null, role: null }, randomBytes);
  }
}
const isSealed = (source: DataSource, size: number) => async () => (await sealedSize(sqlOf(source))) === size;

test('checkpoints are appended to their file, and a database behind it or beside it is not signed on', async () => {
  const logCheckpointFile = join(folder, 'checkpoints');
  const config: Partial<Config> = { logCheckpointFile };
  const source = await newDatabase();
  const first = await started(source, config);
  await act(source, 3);
  await until(isSealed(source, 3));
  await first.stop();
  const kept = recordedCheckpoints(readFileSync(logCheckpointFile, 'utf8'));
  expect(parseCheckpoint(kept.at(-1)!).size).toBe(3);
  expect(await lastCheckpoint({ logKeyFile: join(folder, 'log-key') } as Config)).toBe(kept.at(-1));

  rmSync(join(folder, 'checkpoint'));
  const older = await newDatabase();
  const starting = async () => (await newProcess(older, config)).sealer.onApplicationBootstrap();
  await expect(starting()).rejects.toMatchObject({ code: 'log-rolled-back' });
  const alone = await started(older);
  await act(older, 4);
  await until(isSealed(older, 4));
  await alone.stop();
  rmSync(join(folder, 'checkpoint'));
  await expect(starting()).rejects.toMatchObject({ code: 'log-forked' });
});

test('a file of checkpoints of another log is refused; a line torn or written by others is passed over', async () => {
  const logCheckpointFile = join(folder, 'checkpoints');
  const source = await newDatabase();
  const first = await started(source, { logCheckpointFile });
  await act(source, 1);
  await until(isSealed(source, 1));
  await first.stop();
  const ours = readFileSync(logCheckpointFile, 'utf8');
  const strange = ours.replace('\n1\n', '\n1000\n');
  writeFileSync(logCheckpointFile, `${ours}${strange}${ours.slice(0, 60)}`);
  const again = await newProcess(source, { logCheckpointFile });
  await again.sealer.onApplicationBootstrap();
  await again.stop();
  writeFileSync(logCheckpointFile, strange);
  const misled = await newProcess(source, { logCheckpointFile });
  await expect(misled.sealer.onApplicationBootstrap()).rejects.toThrow('LOG_CHECKPOINT_FILE');
});

test('a file of checkpoints that cannot be written to holds up no sealing', async () => {
  const source = await newDatabase();
  const running = await started(source, { logCheckpointFile: join(folder, 'no', 'such', 'folder', 'file') });
  await act(source, 2);
  await until(isSealed(source, 2));
  expect(running.sealer.works).toBe(true);
});

test('a key is replaced: the log says so, both sign, and then the new one alone', async () => {
  const source = await newDatabase();
  const old = await started(source);
  await act(source, 1);
  await until(isSealed(source, 1));
  await old.stop();
  const next: Partial<Config> = { logKeyFile: join(folder, 'next', 'log-key') };
  const both = await started(source, { ...next, logFormerKeyFile: join(folder, 'log-key') });
  await until(isSealed(source, 2));
  await both.stop();
  const alone = await started(source, next);
  await until(isSealed(source, 3));
  await alone.stop();
  const rows = await source.query(
    `SELECT audit.member(body, 'type') AS type FROM audit.leaf JOIN audit.event USING (event_id) ORDER BY leaf_index`,
  );
  expect(rows.map(({ type }: { type: string }) => type)).toEqual(['test.event', 'key.rotated', 'key.retired']);
});

test('a service that learns of another history while it runs seals nothing more, and is not ready', async () => {
  const { logKeyFile, url, key, letIn } = await lockedWitness();
  const { verifierKey } = (await LogKey.open({ logOrigin: LOG_NAME, logKeyFile } as Config, [])).signer;
  const witnesses = [{ key, url }];
  const logPolicy = parsePolicy(JSON.stringify({ log: [{ key: verifierKey }], witnesses }));
  const [one, two] = [await newDatabase(), await newDatabase()];
  const here = await started(one, { logPolicy });
  await act(one, 1);
  await until(isSealed(one, 1));
  mkdirSync(join(folder, 'elsewhere'));
  copyFileSync(logKeyFile, join(folder, 'elsewhere', 'log-key'));
  const elsewhere = await newProcess(two, { logPolicy, logKeyFile: join(folder, 'elsewhere', 'log-key') });
  await act(two, 2);
  await elsewhere.sealer.onApplicationBootstrap();
  letIn(verifierKey);
  await until(() => !elsewhere.sealer.works || !here.sealer.works);
  const [stopped, source] = here.sealer.works ? [elsewhere, two] : [here, one];
  expect(stopped.witnesses.contradiction?.code).toMatch(/^log-(forked|rolled-back)$/);
  const size = await sealedSize(sqlOf(source));
  await act(source, 1);
  await stopped.stop();
  expect(await sealedSize(sqlOf(source))).toBe(size);
  await elsewhere.stop();
});

/** A witness that answers nobody until it is let in on the log's key. */
async function lockedWitness() {
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end();
  const served: TestWitness = await startInstead(1, (request, response) => answer(request, response));
  cleanups.push(served.close);
  const letIn = (logKey: string): void => {
    const witness = createWitness(new Uint8Array(32).fill(101), 'witness1.example');
    const server = witnessServer(witness, [logKey], join(folder, 'witness'));
    answer = (request, response) => void server.emit('request', request, response);
  };
  return { logKeyFile: join(folder, 'log-key'), url: served.url, key: served.key, letIn };
}
