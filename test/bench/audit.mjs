// What the audit log costs: each figure beside a plain baseline measured in the same run. After a build:
// node test/bench/audit.mjs [seconds per measurement]
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign, verify } from 'node:crypto';
import { fdatasyncSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
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
  appendRow,
  createSigner,
  leafIndexes,
  rowDigest,
  sealPending,
} from '../../dist/libs/audit/src/index.js';
import { compare, rate, say, timed } from '../support/figures.mjs';
import { eventText } from '../support/large-log.mjs';

const SECONDS = Number(process.argv[2] ?? 6);
const CLIENTS = 16;
const BULK = 20_000;
/** Seconds. */
const TURN = 0.5;
const COLUMNS = `id uuid PRIMARY KEY, case_id uuid NOT NULL, content_hash text NOT NULL, verdict text NOT NULL,
  log10 text NOT NULL, salt text NOT NULL, signed_at timestamptz NOT NULL DEFAULT now()`;
const signer = createSigner(randomBytes(32), 'bench.example/log');
const chance = (count) => randomBytes(count);

const folder = mkdtempSync(join(tmpdir(), 'kinledger-bench-'));
let pool;
let postmaster;

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

const newRow = () => ({
  id: randomUUID(),
  caseId: randomUUID(),
  contentHash: 'ab'.repeat(32),
  verdict: 'supported',
  log10: '6.25',
  salt: randomBytes(16).toString('base64url'),
});

/** A confirmation-like row, without an event. */
async function insertRow(sql, table, row, eventId) {
  const columns = 'id, case_id, content_hash, verdict, log10, salt';
  const values = [row.id, row.caseId, row.contentHash, row.verdict, row.log10, row.salt];
  if (eventId === undefined) return sql(`INSERT INTO ${table} (${columns}) VALUES ($1, $2, $3, $4, $5, $6)`, values);
  return sql(`INSERT INTO ${table} (${columns}, audit_event_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    ...values,
    eventId,
  ]);
}

const factsOf = (row) => ({
  type: 'confirmation.signed',
  actor: '0198f000-0000-7000-8000-000000000001',
  role: 'caseworker',
  case: row.caseId,
  facts: { log10: row.log10, verdict: row.verdict },
});

const about = (table, row) => ({ ...factsOf(row), row: { table, id: row.id, digest: rowDigest(row) } });

const ACTS = {
  plain: (sql) => insertRow(sql, 'plain', newRow()),
  event: (sql) => appendEvent(sql, about('bound_act', newRow()), chance),
  unbound: async (sql) => {
    const row = newRow();
    return appendRow(sql, factsOf(row), ['act', row.id, row], chance);
  },
  act: async (sql) => {
    const row = newRow();
    return appendRow(sql, factsOf(row), ['bound_act', row.id, row], chance);
  },
  two: async (sql) => {
    const row = newRow();
    const id = await appendEvent(sql, about('bound_act', row), chance);
    await insertRow(sql, 'bound_act', row, id);
    return id;
  },
};

/** In short turns, so that whatever else the machine does disturbs each kind of act alike; the middle one counts. */
async function benchActs() {
  const waits = watchSeals();
  const unwatched = () => undefined;
  const kinds = {
    plain: () => load(ACTS.plain),
    event: () => load(ACTS.event),
    unbound: () => load(ACTS.unbound),
    act: () => load(ACTS.act),
    sealed: () => whileSealing(() => load(ACTS.act, waits.watch), waits.sealed),
    two: () => whileSealing(() => load(ACTS.two), unwatched),
  };
  const turns = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let turn = -1; turn < 2 * SECONDS; turn += 1) {
    for (const [kind, run] of Object.entries(kinds)) {
      const cpu = cpuSeconds();
      const acts = await run();
      if (turn >= 0) turns[kind].push({ acts, cpu: (cpuSeconds() - cpu) / acts });
      await sealAll();
    }
  }
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const plain = turns.plain.map(({ acts }) => acts / TURN);
  const sayKind = (name, kind) => {
    const ratio = median(turns[kind].map(({ acts }, i) => acts / TURN / plain[i]));
    const cpu = (of) => median(turns[of].map((turn) => turn.cpu));
    const used = `${(cpu(kind) * 1e6).toFixed(0)} us of processor each`;
    say(name, rate(median(turns[kind].map(({ acts }) => acts / TURN))).padStart(12), `ratio ${ratio.toFixed(2)}`, used);
  };
  say(`acts at ${CLIENTS} clients, each in a transaction of its own:`);
  sayKind('  plain: a row', 'plain');
  sayKind('  an event alone', 'event');
  sayKind('  a row with its event', 'unbound');
  sayKind('  the same, and PostgreSQL checks the digest', 'act');
  sayKind('  the same, while the log is sealed every 200 ms', 'sealed');
  sayKind('  the same in two statements, while the log is sealed', 'two');
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
  const acts = Array.from({ length: BULK }, () => about('plain_bulk', newRow()));
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

async function load(act, done = () => undefined) {
  const end = performance.now() + 1000 * TURN;
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

/** Processor seconds of this process and of PostgreSQL's, those that ended included; on Linux. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  const ticks = (pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 4).split(' ');
      return {
        parent: Number(parent),
        own: Number(rest[9]) + Number(rest[10]),
        ended: Number(rest[11]) + Number(rest[12]),
      };
    } catch {
      return { parent: 0, own: 0, ended: 0 };
    }
  };
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(ticks);
  const server = processes.filter(({ parent }) => parent === postmaster).reduce((sum, { own }) => sum + own, 0);
  return (user + system) / 1e6 + (server + ticks(postmaster).ended) / 100;
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

try {
  sayLimits();
  const server = await startEmbedded({ dataFolder: folder });
  pool = new pg.Pool({ connectionString: server.ownerUrl, max: CLIENTS + 2 });
  pool.on('error', () => undefined); // the server ends idle connections when it stops
  try {
    postmaster = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    await prepareTables(server.ownerUrl);
    await benchActs();
    await benchBulk();
  } finally {
    await pool.end();
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
