// What the audit log costs: each figure beside a plain baseline measured in the same run. After a build:
// node test/bench/audit.mjs [seconds per measurement] [events of the log that is verified]
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign, verify } from 'node:crypto';
import { fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { startEmbedded } from '../../dist/database/embedded.js';
import { AuditLog1700000000001, recordsOf } from '../../dist/database/migrations/0001-audit-log.js';
import {
  appendEvent,
  appendEvents,
  canonicalJson,
  createSigner,
  leafIndexes,
  sealPending,
  sha256Hex,
} from '../../dist/libs/audit/src/index.js';
import { eventText, writeLog } from '../support/large-log.mjs';

const SECONDS = Number(process.argv[2] ?? 6);
const EVENTS = Number(process.argv[3] ?? 1_000_000);
const CLIENTS = 16;
const BULK = 20_000;
const COLUMNS = `id uuid PRIMARY KEY, case_id uuid NOT NULL, content_hash text NOT NULL, verdict text NOT NULL,
  log10 text NOT NULL, salt text NOT NULL, signed_at timestamptz NOT NULL DEFAULT now()`;
const signer = createSigner(randomBytes(32), 'bench.example/log');
const chance = (count) => randomBytes(count);

const count = (value) => Math.round(value).toLocaleString('en');
const rate = (value) => `${count(value)}/s`;
const say = (name, ...said) => console.log(`${name.padEnd(62)} ${said.join('  ')}`);
const compare = (name, ours, plain) =>
  say(name, rate(ours).padStart(12), 'plain', rate(plain).padStart(12), 'ratio', (ours / plain).toFixed(2));

const folder = mkdtempSync(join(tmpdir(), 'kinledger-bench-'));
let pool;

/** What this machine can do at all: one disk write that waits, one hash, one signature at a time. */
function sayLimits() {
  const file = openSync(join(folder, 'sync'), 'w');
  const block = randomBytes(8192);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const event = Buffer.from(eventText(1));
  const signature = sign(null, event, privateKey);
  const limits = {
    'writes of 8 KiB with fdatasync': () => fdatasyncSync(file, writeSync(file, block, 0, block.length, 0)),
    [`SHA-256 of an event of ${event.length} bytes`]: () => createHash('sha256').update(event).digest(),
    'Ed25519 signatures': () => sign(null, event, privateKey),
    'Ed25519 verifications': () => verify(null, event, publicKey, signature),
  };
  for (const [name, act] of Object.entries(limits)) {
    const end = performance.now() + 500;
    let done = 0;
    for (; performance.now() < end; done += 1) act();
    say(`limit: ${name}`, rate(done * 2).padStart(12));
  }
}

async function prepareTables(url) {
  const source = new DataSource({ type: 'postgres', url, migrations: [AuditLog1700000000001] });
  await (await source.initialize()).runMigrations();
  await source.destroy();
  await pool.query(`CREATE TABLE plain (${COLUMNS})`);
  for (const table of ['act', 'bound_act'])
    await pool.query(`CREATE TABLE ${table} (${COLUMNS}, audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event)`);
  await pool.query(recordsOf('bound_act', 'signed_at'));
  await pool.query('CREATE TABLE plain_bulk (id uuid PRIMARY KEY, body bytea NOT NULL)');
}

/** A confirmation-like row, without its event and with it. */
function insertRow(sql, table, row, eventId) {
  const values = [row.id, row.caseId, row.contentHash, row.verdict, row.log10, row.salt];
  const columns = 'id, case_id, content_hash, verdict, log10, salt';
  return eventId === undefined
    ? sql(`INSERT INTO ${table} (${columns}) VALUES ($1, $2, $3, $4, $5, $6)`, values)
    : sql(`INSERT INTO ${table} (${columns}, audit_event_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
        ...values,
        eventId,
      ]);
}

const newRow = () => ({
  id: randomUUID(),
  caseId: randomUUID(),
  contentHash: 'ab'.repeat(32),
  verdict: 'supported',
  log10: '6.25',
  salt: randomBytes(16).toString('base64url'),
});

const factsOf = (table, row) => ({
  type: 'confirmation.signed',
  actor: '0198f000-0000-7000-8000-000000000001',
  role: 'caseworker',
  case: row.caseId,
  row: { table, id: row.id, digest: sha256Hex(canonicalJson(row)) },
  facts: { log10: row.log10, verdict: row.verdict },
});

const actInto = (table) => async (sql) => {
  const row = newRow();
  const id = await appendEvent(sql, factsOf(table, row), chance);
  await insertRow(sql, table, row, id);
  return id;
};

/** In turns of a second, so that whatever else the machine does disturbs each kind of act alike. */
async function benchActs() {
  const waits = watchSeals();
  const kinds = {
    plain: () => load((sql) => insertRow(sql, 'plain', newRow())),
    act: () => load(actInto('act')),
    sealed: () => whileSealing(() => load(actInto('act'), waits.watch), waits.sealed),
    bound: () =>
      whileSealing(
        () => load(actInto('bound_act')),
        () => undefined,
      ),
  };
  await kinds.plain();
  const done = { plain: 0, act: 0, sealed: 0, bound: 0 };
  for (let second = 0; second < SECONDS; second += 1) {
    for (const [kind, run] of Object.entries(kinds)) {
      done[kind] += await run();
      await sealAll();
    }
  }
  const per = (kind) => done[kind] / SECONDS;
  compare(`acts with their event, ${CLIENTS} clients`, per('act'), per('plain'));
  compare('acts with their event while the log is sealed every 200 ms', per('sealed'), per('plain'));
  compare("  the same, and PostgreSQL checks the row's digest in the event", per('bound'), per('plain'));
  const delays = waits.delays.sort((a, b) => a - b);
  const at = (share) => `${Math.round(delays[Math.floor(delays.length * share)])} ms`;
  say('from the act to the signed checkpoint', `p50 ${at(0.5)}, p99 ${at(0.99)}, ${delays.length} samples`);
}

/** Notes for every tenth act how long it waited until it stood under a signed checkpoint. */
function watchSeals() {
  const waiting = new Map();
  const delays = [];
  let acts = 0;
  return {
    delays,
    watch: (id) => {
      acts += 1;
      if (acts % 10 === 0) waiting.set(id, performance.now());
    },
    sealed: async () => {
      const now = performance.now();
      const indexes = await leafIndexes(sqlOf(pool), [...waiting.keys()]);
      for (const id of indexes.keys()) {
        delays.push(now - waiting.get(id));
        waiting.delete(id);
      }
    },
  };
}

async function whileSealing(act, afterBatch) {
  let running = true;
  const sealing = (async () => {
    while (running) {
      const started = performance.now();
      const { state } = await seal();
      if (state === 'sealed') await afterBatch();
      await pause(Math.max(0, 200 - (performance.now() - started)));
    }
  })();
  const done = await act();
  running = false;
  await sealing;
  await sealAll();
  await afterBatch();
  return done;
}

const INSERT_PLAIN = `INSERT INTO plain_bulk
  SELECT gen_random_uuid(), convert_to(body, 'UTF8') FROM unnest($1::text[]) body`;

/** An act that is many acts, then its sealing, beside as many rows inserted in statements of the same size. */
async function benchBulk() {
  const acts = Array.from({ length: BULK }, () => factsOf('plain_bulk', newRow()));
  const appending = await timed(() => transaction((sql) => appendEvents(sql, acts, chance)));
  const sealing = await timed(sealAll);
  const bodies = acts.map((act) => JSON.stringify(act));
  const plain = await timed(() =>
    transaction(async (sql) => {
      for (let from = 0; from < BULK; from += 2000) await sql(INSERT_PLAIN, [bodies.slice(from, from + 2000)]);
    }),
  );
  compare('events appended in bulk, in one transaction', BULK / appending, BULK / plain);
  compare('events sealed in bulk', BULK / sealing, BULK / plain);
  compare('events appended and sealed in bulk', BULK / (appending + sealing), BULK / plain);
}

/** The command line over a log folder, beside hashing and parsing each event once. */
async function benchVerification(size) {
  const log = join(folder, `log-${size}`);
  const writing = await timed(() => writeLog(log, size, signer));
  const { seconds, peak } = await verifyFolder(log);
  const plain = await timed(() => {
    for (let n = 0; n < size; n += 1) {
      const text = Buffer.from(eventText(n));
      createHash('sha256').update(text).digest();
      JSON.parse(text.toString());
    }
  });
  compare(`events verified from a folder, log of ${count(size)}`, size / seconds, size / plain);
  say('  the whole command', `${seconds.toFixed(1)} s, at most ${Math.round(peak / 1024)} MiB of memory`);
  say('  (writing that log, for the test)', `${writing.toFixed(1)} s`);
  rmSync(log, { recursive: true, force: true });
}

/** Seconds and the most memory (KiB, as the kernel counts it) of `kinledger verify`, which must say that all is right. */
async function verifyFolder(log) {
  const started = performance.now();
  const args = ['dist/apps/cli/src/main.js', 'verify', log, '--log-key', signer.verifierKey];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let running = true;
  const ended = new Promise((resolve) => child.once('close', resolve)).finally(() => {
    running = false;
  });
  let peak = 0;
  for (; running; await pause(50)) peak = Math.max(peak, memoryOf(child.pid));
  if ((await ended) !== 0) throw new Error('The log did not verify.');
  return { seconds: (performance.now() - started) / 1000, peak };
}

function memoryOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // ended in this moment, or no Linux
  }
}

async function load(act, done = () => undefined) {
  const end = performance.now() + 1000;
  let acts = 0;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (performance.now() < end) {
      done(await transaction(act));
      acts += 1;
    }
  });
  await Promise.all(clients);
  return acts;
}

function sqlOf(client) {
  return async (text, values) => (await client.query(text, values)).rows;
}

async function transaction(act) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await act(sqlOf(client));
    await client.query('COMMIT');
    return result;
  } finally {
    client.release();
  }
}

function seal() {
  return transaction((sql) => sealPending(sql, signer));
}

async function sealAll() {
  while ((await seal()).state === 'sealed');
}

async function timed(act) {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}

try {
  sayLimits();
  const server = await startEmbedded({ dataFolder: folder });
  pool = new pg.Pool({ connectionString: server.ownerUrl, max: CLIENTS + 2 });
  pool.on('error', () => undefined); // the server ends idle connections when it stops
  try {
    await prepareTables(server.ownerUrl);
    await benchActs();
    await benchBulk();
  } finally {
    await pool.end();
    await server.stop();
  }
  for (const size of [EVENTS / 10, EVENTS]) await benchVerification(size);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
