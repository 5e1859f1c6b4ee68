// What the audit log costs: each figure beside a plain baseline measured in the same run. After a build:
// node test/bench/audit.mjs [seconds per measurement]
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { startEmbedded } from '../../dist/database/embedded.js';
import { AuditLog1700000000001 } from '../../dist/database/migrations/0001-audit-log.js';
import {
  allTiles,
  appendEvent,
  createSigner,
  readTile,
  sealedSize,
  sealPending,
  tilePath,
  verifyLog,
} from '../../dist/libs/audit/src/index.js';

const SECONDS = Number(process.argv[2] ?? 3);
const CLIENTS = 8;
const signer = createSigner(randomBytes(32), 'bench.example/log');
const chance = (count) => randomBytes(count);
const facts = {
  type: 'confirmation.signed',
  actor: '0198f000-0000-7000-8000-000000000001',
  role: 'caseworker',
  case: '0198f000-0000-7000-8000-000000000002',
  row: { table: 'confirmation', id: '0198f000-0000-7000-8000-000000000003', digest: 'ab'.repeat(32) },
  facts: { log10: '6.25', verdict: 'supported' },
};
const rate = (count, seconds) => `${Math.round(count / seconds).toLocaleString('en')}/s`;
const print = (name, ours, plain, ratio) =>
  console.log(`${name.padEnd(58)} ${ours.padStart(12)}  plain ${plain.padStart(12)}  ratio ${ratio.toFixed(2)}`);

const folder = mkdtempSync(join(tmpdir(), 'kinledger-bench-'));
const server = await startEmbedded({ dataFolder: folder });
const pool = new pg.Pool({ connectionString: server.ownerUrl, max: CLIENTS + 2 });
pool.on('error', () => undefined); // the server ends idle connections when it stops
try {
  const source = new DataSource({ type: 'postgres', url: server.ownerUrl, migrations: [AuditLog1700000000001] });
  await (await source.initialize()).runMigrations();
  await source.destroy();
  await pool.query('CREATE TABLE act (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid, body bytea)');
  await benchActs();
  await benchSealing();
  await benchVerification();
} finally {
  await pool.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Acts with and without their event, from several clients, then with the sealing running beside them. */
async function benchActs() {
  const body = randomBytes(400);
  const plain = await load((sql) => sql('INSERT INTO act (body) VALUES ($1)', [body]));
  const withEvent = await load(async (sql) => {
    const id = await appendEvent(sql, facts, chance);
    await sql('INSERT INTO act (event_id, body) VALUES ($1, $2)', [id, body]);
  });
  print(`acts with their event, ${CLIENTS} clients`, rate(withEvent, SECONDS), rate(plain, SECONDS), withEvent / plain);
  await sealAll();

  const waits = [];
  let running = true;
  const sealing = (async () => {
    while (running) {
      const started = performance.now();
      await transaction((sql) => sealPending(sql, signer));
      await pause(Math.max(0, 200 - (performance.now() - started)));
    }
  })();
  const sealed = await load(async (sql) => {
    const id = await appendEvent(sql, facts, chance);
    await sql('INSERT INTO act (event_id, body) VALUES ($1, $2)', [id, body]);
    waits.push([id, performance.now()]);
  }, watchSeal(waits));
  running = false;
  await sealing;
  await sealAll();
  const delays = waits.flatMap(([, , delay]) => (delay === undefined ? [] : [delay])).sort((a, b) => a - b);
  print(
    'acts with their event while the log is sealed every 200 ms',
    rate(sealed, SECONDS),
    rate(plain, SECONDS),
    sealed / plain,
  );
  const at = (share) => `${Math.round(delays[Math.floor(delays.length * share)])} ms`;
  console.log(
    `${'from act to signed checkpoint'.padEnd(58)} median ${at(0.5)}, 99% within ${at(0.99)} (${delays.length} samples)`,
  );
}

/** Looks 50 times a second how far the log is sealed and notes how long each act waited for it. */
function watchSeal(waits) {
  let seen = 0;
  return async () => {
    const { rows } = await pool.query('SELECT count(*)::int AS waiting FROM audit.pending');
    const done = waits.length - rows[0].waiting - CLIENTS;
    for (; seen < done; seen += 1) waits[seen].push(performance.now() - waits[seen][1]);
    await pause(20);
  };
}

/** Sealing in bulk, beside inserting as many rows in batches of the same size. */
async function benchSealing() {
  const count = 40_000;
  await pool.query(
    `INSERT INTO audit.event SELECT gen_random_uuid(), convert_to('{"n":' || n || ',"text":"' || repeat('x', 400) || '"}', 'UTF8') FROM generate_series(1, ${count}) n`,
  );
  const ours = await timed(sealAll);
  const plain = await timed(async () => {
    for (let done = 0; done < count; done += 2000) {
      await transaction((sql) =>
        sql('INSERT INTO act (event_id, body) SELECT event_id, body FROM audit.event LIMIT 2000', []),
      );
    }
  });
  print('events sealed in bulk', rate(count, ours), rate(count, plain), plain / ours);
}

/** Verifying the whole log from memory, beside hashing and parsing each event once. */
async function benchVerification() {
  const size = await sealedSize((text, values) => pool.query(text, values).then(({ rows }) => rows));
  const files = new Map();
  const sql = async (text, values) => (await pool.query(text, values)).rows;
  for (const place of allTiles(size)) files.set(tilePath(place), await readTile(sql, tilePath(place)));
  files.set('checkpoint', await readTile(sql, 'checkpoint'));
  const ours = await timed(async () => {
    const report = await verifyLog(async (path) => files.get(path), { logKeys: [signer.verifierKey] });
    if (!report.verified) throw new Error(report.fault.message);
  });
  const { rows } = await pool.query('SELECT body FROM audit.leaf JOIN audit.event USING (event_id)');
  const plain = await timed(async () => {
    for (const { body } of rows) {
      createHash('sha256').update(body).digest();
      JSON.parse(body.toString());
    }
  });
  print(`events verified, log of ${size.toLocaleString('en')}`, rate(size, ours), rate(size, plain), plain / ours);
}

async function load(act, beside = () => pause(20)) {
  const end = performance.now() + SECONDS * 1000;
  let count = 0;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (performance.now() < end) {
      await transaction(act);
      count += 1;
    }
  });
  const watching = (async () => {
    while (performance.now() < end) await beside();
  })();
  await Promise.all([...clients, watching]);
  return count;
}

async function transaction(act) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await act(async (text, values) => (await client.query(text, values)).rows);
    await client.query('COMMIT');
    return result;
  } finally {
    client.release();
  }
}

async function sealAll() {
  while ((await transaction((sql) => sealPending(sql, signer))).state === 'sealed');
}

async function timed(act) {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}
