import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigner, parseCheckpoint, signCheckpoint } from '@kinledger/audit';
import { Client } from 'pg';
import { type Person, signIn } from '../support/people.ts';
import { startService } from '../support/service.ts';

// The start as a newcomer meets it: nothing configured, the bundled database, trial accounts.

const MAIN = 'dist/apps/registry/src/main.js';
let dataFolder: string;
beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'kinledger-start-'));
});
afterAll(() => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20 }));

/** Signs in with what the start printed. */
async function printed(service: Awaited<ReturnType<typeof startService>>, role: string): Promise<Person> {
  const password = new RegExp(`^ {2}${role} +(\\S+)$`, 'm').exec(service.output())?.[1];
  return signIn(service, role, password ?? 'not printed');
}

/** Which logins the running service's connections have, and whether those could change a record. */
async function loginsAtWork(): Promise<readonly unknown[]> {
  const port = readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  const password = readFileSync(join(dataFolder, 'postgres-password'), 'utf8').trim();
  const client = new Client({ connectionString: `postgres://kinledger:${password}@127.0.0.1:${port}/kinledger` });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT DISTINCT usename AS login, has_table_privilege(usesysid, 'profile', 'UPDATE, DELETE, TRUNCATE') AS may_change
         FROM pg_stat_activity WHERE application_name LIKE 'kinledger%'`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

test('a first start prints one sign-in per role; the simulated registry loads once; a restart keeps everything', async () => {
  const first = await startService({ dataFolder });
  try {
    const caseworker = await printed(first, 'caseworker');
    expect((await caseworker.post('/api/demo')).body).toEqual({ demoLoaded: true });
    expect((await caseworker.post('/api/demo')).body).toEqual({ demoLoaded: true });
    expect((await caseworker.get('/api/cases')).body).toHaveLength(3);
  } finally {
    expect(await first.stop()).toBe(0);
  }
  const key = readFileSync(join(dataFolder, 'log-key'), 'utf8');
  expect(statSync(join(dataFolder, 'log-key')).mode & 0o777).toBe(0o600);
  expect(first.output()).not.toContain(key.split('\n')[1]);

  const second = await startService({ dataFolder });
  try {
    const auditor = await printed(second, 'auditor');
    expect((await auditor.get('/api/cases')).body).toHaveLength(3);
    expect((await auditor.get('/api/start')).body).toMatchObject({ trial: true, demoLoaded: true });
    expect((await auditor.get('/')).body).toContain('<div id="root">');
  } finally {
    await second.kill('SIGKILL');
  }

  const third = await startService({ dataFolder });
  try {
    expect((await (await printed(third, 'auditor')).get('/api/cases')).body).toHaveLength(3);
    expect(await loginsAtWork()).toEqual([{ login: 'kinledger', may_change: false }]);
  } finally {
    await third.stop();
  }
}, 240_000);

test('a lost log key is not replaced, and a log keeps its name', () => {
  renameSync(join(dataFolder, 'log-key'), join(dataFolder, 'kept'));
  const lost = run({ KINLEDGER_DATA: dataFolder });
  expect([lost.status, lost.stderr]).toEqual([1, expect.stringContaining('LOG_KEY_FILE')]);
  expect(existsSync(join(dataFolder, 'log-key'))).toBe(false);
  const { privateKey } = generateKeyPairSync('ed25519');
  const other = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(dataFolder, 'log-key'), other, { mode: 0o600 });
  expect(run({ KINLEDGER_DATA: dataFolder }).stderr).toContain('LOG_KEY_FILE holds another key');
  renameSync(join(dataFolder, 'kept'), join(dataFolder, 'log-key'));
  expect(run({ KINLEDGER_DATA: dataFolder, LOG_ORIGIN: 'example.org/other' }).stderr).toContain('LOG_ORIGIN');
}, 240_000);

test('a database behind a checkpoint that was seen is not started on: nothing is signed over it', () => {
  const { origin, size, root } = parseCheckpoint(readFileSync(join(dataFolder, 'checkpoint'), 'utf8'));
  const signer = createSigner(readFileSync(join(dataFolder, 'log-key'), 'utf8'), origin);
  writeFileSync(join(dataFolder, 'checkpoint'), signCheckpoint([signer], size + 1000, root));
  const { status, stderr } = run({ KINLEDGER_DATA: dataFolder });
  expect(status).toBe(1);
  expect(stderr).toContain('Restore a newer backup');
}, 240_000);

test.each([
  ['PORT', { PORT: 'eighty' }],
  ['HOST', { HOST: '999.1.1.1' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/x' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://user:hidden@127.0.0.1:1/x' }],
  ['REDIS_URL', { REDIS_URL: 'somewhere' }],
  ['KINLEDGER_DTA', { KINLEDGER_DTA: '/tmp' }],
])('a wrong %s is refused at start with a sentence that names it', (name, env) => {
  const { status, stderr } = run({ KINLEDGER_DATA: join(dataFolder, 'other'), ...env });
  expect(status).toBe(1);
  expect(stderr).toContain(name);
  expect(stderr).not.toMatch(/hidden| {4}at /);
});

function run(env: Readonly<Record<string, string>>): { status: number | null; stderr: string } {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env;
  return spawnSync(process.execPath, [MAIN], {
    env: { PORT: '0', ...inherited, ...env },
    encoding: 'utf8',
    timeout: 180_000,
  });
}
