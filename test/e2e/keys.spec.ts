import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint } from '@kinledger/audit';
import { Client } from 'pg';
import { person, until } from '../support/people.ts';
import { migratedDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Service, startService } from '../support/service.ts';

// The drills of the operator's page: the log's key is replaced, and a database is restored that is older than the log.

const ORIGIN = 'kinledger.local/log';
let database: TestDatabase;
let folder: string;
let backup: { readonly url: string; readonly close: () => Promise<void> } | undefined;

beforeAll(async () => {
  database = await migratedDatabase();
  folder = mkdtempSync(join(tmpdir(), 'kinledger-keys-'));
});
afterAll(async () => {
  await backup?.close();
  await database?.close();
  rmSync(folder, { recursive: true });
});

const file = (name: string) => join(folder, name);
const [oldKey, newKey] = [() => file('log-key'), () => file('log-key-2')];

function run(program: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/apps/${program}`, ...words], {
    env: { ...inherited, KINLEDGER_DATA: folder, PORT: '0', ...env },
    encoding: 'utf8',
    timeout: 200_000,
  });
  return { status, said: (stdout + stderr).trim() };
}
const kinledger = (...words: string[]) => run('cli/src/main.js', words);

async function running<T>(env: Readonly<Record<string, string>>, act: (service: Service) => Promise<T>): Promise<T> {
  const service = await startService({ databaseUrl: database.url, dataFolder: folder, env });
  try {
    return await act(service);
  } finally {
    await service.stop();
  }
}

/** The checkpoint once it counts at least `least` leaves and has `signatures` signatures. */
async function checkpointOf(service: Service, least: number, signatures: number): Promise<Checkpoint> {
  const ask = async () => {
    const answer = await fetch(`${service.url}/log/checkpoint`);
    return answer.ok ? parseCheckpoint(await answer.text()) : undefined;
  };
  const due = (found?: Checkpoint) => (found?.size ?? 0) >= least && found?.note.signatures.length === signatures;
  return (await until(ask, due)) as Checkpoint;
}

/** A copy of the database as it is now, as a backup restored elsewhere would be. */
async function copyDatabase(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  const admin = new Client({ connectionString: (await freshAdmin()).href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}_backup TEMPLATE ${name} STRATEGY file_copy`);
  url.pathname = `/${name}_backup`;
  const close = async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${name}_backup WITH (FORCE)`);
    await admin.end();
  };
  return { url: url.href, close };
}
async function freshAdmin(): Promise<URL> {
  const url = new URL(database.url);
  url.pathname = '/postgres';
  return url;
}

let first: string;
let size = 0;
let invitation: string;

test('a log begins under its first key', async () => {
  await running({}, async (service) => {
    size = (await checkpointOf(service, 1, 1)).size;
    invitation = /invitation for the administrator: (\S+)/.exec(service.output())?.[1] ?? '';
    expect(kinledger('mirror', service.url, file('early')).status).toBe(0);
  });
  const shown = kinledger('key', 'show', oldKey(), '--origin', ORIGIN);
  expect(shown.status).toBe(0);
  first = shown.said;
  backup = await copyDatabase();
});

test('the key is replaced: both sign for a time, then the new one alone; the log says so itself', async () => {
  expect(kinledger('key', 'new', newKey(), '--origin', ORIGIN).said).toContain(ORIGIN);
  await running({ LOG_KEY_FILE: newKey(), LOG_FORMER_KEY_FILE: oldKey() }, async (service) => {
    await checkpointOf(service, size + 1, 2);
    const password = 'correct horse battery staple';
    const { status } = await person(service).post('/api/invitations/accept', { invitation, password });
    expect(status).toBe(201);
  });
  await running({ LOG_KEY_FILE: newKey() }, async (service) => {
    await checkpointOf(service, size + 2, 1);
    expect(kinledger('mirror', service.url, file('copy')).status).toBe(0);
  });
  const policy = kinledger('key', 'policy', file('copy'), '--log-key', first);
  expect(policy.status).toBe(0);
  writeFileSync(file('policy.json'), policy.said);
  expect(JSON.parse(policy.said).log).toMatchObject([{ key: first, until: expect.any(Number) }, { from: size + 1 }]);
  expect(kinledger('verify', file('copy'), '--policy', file('policy.json')).status).toBe(0);
  expect(kinledger('verify', file('early'), '--policy', file('policy.json')).status).toBe(0);
  expect(kinledger('verify', file('copy'), '--log-key', first).status).toBe(1);
});

test('a database older than the log is not signed over; a mirror brings the log back, and it goes on', async () => {
  const env = { DATABASE_URL: backup?.url ?? '', LOG_KEY_FILE: newKey() };
  const both = { ...env, LOG_FORMER_KEY_FILE: oldKey() };
  const refused = run('registry/src/main.js', [], both);
  expect([refused.status, refused.said]).toEqual([1, expect.stringContaining('Restore a newer backup')]);
  const restored = run('registry/src/restore-log.js', [file('copy')], env);
  expect([restored.status, restored.said]).toEqual([0, expect.stringContaining(`held ${size} events`)]);
  const restoredSize = Number(/now holds (\d+)/.exec(restored.said)?.[1]);
  const service = await startService({ databaseUrl: env.DATABASE_URL, dataFolder: folder, env });
  try {
    await checkpointOf(service, restoredSize + 1, 1);
    expect(kinledger('mirror', service.url, file('copy')).status).toBe(0);
    const trust = ['--policy', file('policy.json'), '--reconcile', env.DATABASE_URL];
    const { status, said } = kinledger('verify', file('copy'), ...trust);
    expect(said).toMatch(/not checked +\d+ rows that were lost with a database, as the log says at leaf \d+: only/);
    expect(status).toBe(0);
  } finally {
    await service.stop();
  }
});
