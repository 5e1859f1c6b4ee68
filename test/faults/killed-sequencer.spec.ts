import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { appendEvent, readTile, type Sql, verifyLog } from '@kinledger/audit';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { type EmbeddedDatabase, startEmbedded } from '../../database/embedded.ts';
import { AuditLog1700000000001 } from '../../database/migrations/0001-audit-log.ts';
import { LOG_NAME, testSigner } from '../support/audit-log.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/people.ts';

// Two processes seal at once while people act, and are killed with -9 in the middle of a batch; so is PostgreSQL. The
// whole drill is FAULT_KILLS=50: fifty kills of a sequencer, ten of PostgreSQL.

const KILLS = Number(process.env.FAULT_KILLS ?? 5);
const DATABASE_KILLS = Math.max(1, Math.floor(KILLS / 5));
const CLIENTS = 4;
const signer = testSigner();

let folder: string;
let database: EmbeddedDatabase;
const sequencers: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinledger-faults-'));
  database = await startEmbedded({ dataFolder: folder, port: await freePort(), throwAway: true });
  const source = new DataSource({ type: 'postgres', url: database.ownerUrl, migrations: [AuditLog1700000000001] });
  await (await source.initialize()).runMigrations();
  await source.query('CREATE TABLE act (number int PRIMARY KEY, event_id uuid NOT NULL UNIQUE REFERENCES audit.event)');
  await source.destroy();
});
afterAll(async () => {
  for (const each of sequencers) each.kill('SIGKILL');
  await database?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
});

function startSequencer(): ChildProcess {
  const args = ['test/faults/sequencer.mjs', database.ownerUrl, LOG_NAME];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const killNow = () => void child.kill('SIGKILL');
  process.once('exit', killNow);
  child.once('close', () => process.off('exit', killNow));
  sequencers.push(child);
  return child;
}

/** The next time this process says so. Throws if it ends before: a sequencer ends only when it finds the log damaged. */
function says(child: ChildProcess, what: 'sealing' | 'sealed'): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`A sequencer ended before it said ${what}.`));
    const listen = (chunk: Buffer) => {
      if (!chunk.toString().split('\n').includes(what)) return;
      child.stdout?.off('data', listen);
      child.off('close', ended);
      resolve();
    };
    child.stdout?.on('data', listen);
    child.once('close', ended);
  });
}

/** Kills one of the two somewhere in a batch, when it has sealed at least one, and starts another. */
async function killSequencer(): Promise<void> {
  const victim = sequencers.shift() as ChildProcess;
  await says(victim, 'sealing');
  await pause(randomInt(0, 30));
  const ended = new Promise((resolve) => victim.once('close', resolve));
  victim.kill('SIGKILL');
  await ended;
  startSequencer();
  await Promise.race(sequencers.map((each) => says(each, 'sealed')));
}

/** The server's process; undefined while none is there. */
function postmaster(): number | undefined {
  const file = join(folder, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) || undefined : undefined;
}

async function killDatabase(): Promise<void> {
  const killed = await until(
    async () => postmaster(),
    (pid) => pid !== undefined,
  );
  process.kill(killed as number, 'SIGKILL');
  await Promise.all(sequencers.map((each) => says(each, 'sealed')));
}

async function connect(): Promise<{ client: Client; sql: Sql }> {
  const client = new Client({ connectionString: database.ownerUrl });
  client.on('error', () => {});
  await client.connect();
  return { client, sql: async (text, parameters) => (await client.query(text, [...parameters])).rows };
}

/** Somebody who acts again and again. What COMMIT was answered for is kept; after an error nobody knows. */
async function act(acts: { running: boolean; tried: number; readonly acknowledged: Map<number, string> }) {
  while (acts.running) {
    const connected = await connect().catch(() => undefined);
    try {
      while (connected && acts.running) {
        acts.tried += 1;
        const number = acts.tried;
        await connected.client.query('BEGIN');
        const facts = { type: 'confirmation.signed', actor: 'a', role: 'reviewer', facts: { number } };
        const id = await appendEvent(connected.sql, facts, randomBytes);
        await connected.client.query('INSERT INTO act VALUES ($1, $2)', [number, id]);
        await connected.client.query('COMMIT');
        acts.acknowledged.set(number, id);
      }
    } catch {
      await pause(50);
    } finally {
      await connected?.client.end().catch(() => {});
    }
  }
}

test(`sequencers killed ${KILLS} times and PostgreSQL ${DATABASE_KILLS} times under load: nothing acknowledged is lost, doubled or out of the log`, async () => {
  const acts = { running: true, tried: 0, acknowledged: new Map<number, string>() };
  const acting = Promise.all(Array.from({ length: CLIENTS }, () => act(acts)));
  startSequencer();
  startSequencer();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await killSequencer();
    if (kill % Math.ceil(KILLS / DATABASE_KILLS) === 0) await killDatabase();
  }
  acts.running = false;
  await acting;

  const { client, sql } = await connect();
  await until(
    () => sql('SELECT count(*)::int AS waiting FROM audit.pending', []),
    ([row]) => row?.waiting === 0,
    180_000,
  );
  for (const each of sequencers.splice(0)) each.kill('SIGKILL');
  const stored = await sql(
    `SELECT number, event_id, count(leaf_index)::int AS leaves FROM act LEFT JOIN audit.leaf USING (event_id) GROUP BY 1, 2`,
    [],
  );
  const kept = new Map(stored.map(({ number, event_id }) => [number as number, event_id as string]));
  const lost = [...acts.acknowledged].filter(([number, id]) => kept.get(number) !== id);
  expect(lost).toEqual([]);
  expect(acts.acknowledged.size).toBeGreaterThan(KILLS);
  expect(stored.filter(({ leaves }) => leaves !== 1)).toEqual([]);
  const [events] = await sql(
    'SELECT count(*)::int AS count, max(leaf_index)::int AS last FROM audit.event JOIN audit.leaf USING (event_id)',
    [],
  );
  expect(events).toEqual({ count: stored.length, last: stored.length - 1 });

  const old = (await sql('SELECT note FROM audit.checkpoint ORDER BY tree_size', [])).map(({ note }) => note as string);
  expect(old.length).toBeGreaterThan(KILLS);
  const report = await verifyLog((path) => readTile(sql, path), { logKeys: [signer.verifierKey], old });
  expect(report).toMatchObject({ fault: null, verified: true, size: stored.length });
  await client.end();
}, 1_200_000);
