// What it costs to hand in profiles, from the first byte sent to the last profile stored, with its event sealed: beside a raw
// COPY of the same bytes in the same run. After a build: node test/bench/uploads.mjs [profiles] [single uploads]
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startEmbedded } from '../../dist/database/embedded.js';
import { LOCI } from '../../dist/libs/profile/src/index.js';
import {
  cpuOf,
  cpuOfDatabase,
  inBlocks,
  laboratoryAt,
  memoryOf,
  sendFile,
  startService,
} from '../support/bench-service.mjs';
import { count, rate, say } from '../support/figures.mjs';

const PROFILES = Number(process.argv[2] ?? 20_000);
const SINGLE = Number(process.argv[3] ?? 200);
/** What the project promises. */
const PER_SECOND = 1_500;
const MOST_MEMORY = 512;
const P50 = 30;
/** Rows of the plain COPY: enough to measure, few enough to hold. */
const COPIED = 50_000;

const panel = LOCI.filter(({ kind, range }) => kind === 'autosomal' && Number(range[1]) - Number(range[0]) >= 9).slice(
  0,
  24,
);

/** Two alleles that depend on person and locus only, as good as chosen at random. */
function genotype(person, place) {
  let x = Math.imul(person + 1, 2654435761) ^ Math.imul(place + 1, 40503);
  x = Math.imul(x ^ (x >>> 15), 2246822519);
  x = Math.imul(x ^ (x >>> 13), 3266489917) >>> 0;
  const low = Math.ceil(Number(panel[place].range[0]));
  return [String(low + (x % 9)), String(low + ((x >>> 8) % 9))];
}

function* lines(from, to) {
  yield 'Sample Name,Marker,Allele 1,Allele 2\n';
  for (let person = from; person < to; person += 1) {
    const name = `KL-${String(person).padStart(8, '0')}`;
    yield panel.map((locus, place) => `${name},${locus.name},${genotype(person, place).join(',')}\n`).join('');
  }
}

const folder = mkdtempSync(join(tmpdir(), 'kinledger-bench-'));
// As users have it: commits wait for the disk.
const database = await startEmbedded({ dataFolder: join(folder, 'data') });
const service = await startService(database, join(folder, 'service'));
const client = new pg.Client({ connectionString: database.ownerUrl });
client.on('error', () => {});
await client.connect();
const one = async (text, parameters) => (await client.query(text, parameters)).rows[0];
const postmaster = cpuOf((await one('SELECT pg_backend_pid() AS pid')).pid).parent;

/** What has been used so far: CPU seconds of the service and of the database, bytes and flushes of its log (WAL). */
async function used() {
  const { bytes } = await one(`SELECT pg_current_wal_insert_lsn() - '0/0' AS bytes`);
  await client.query('SELECT pg_stat_force_next_flush()');
  const { flushes } = await one(`SELECT sum(fsyncs) AS flushes FROM pg_stat_io WHERE object = 'wal'`);
  return [cpuOf(service.child.pid).seconds, cpuOfDatabase(postmaster), Number(bytes), Number(flushes)];
}
const since = async (before) => (await used()).map((after, place) => after - before[place]);

/** Milliseconds in the middle, and those that 95 of 100 stay below. */
async function times(number, act) {
  const all = [];
  for (let n = 0; n < number; n += 1) {
    const began = performance.now();
    await act(n);
    all.push(performance.now() - began);
  }
  all.sort((a, b) => a - b);
  return [all[Math.floor(number / 2)], all[Math.floor(number * 0.95)]];
}

/** One profile at a time, beside transactions that write nothing but their own end and wait for the disk as well. */
async function single(cookie) {
  const empty = () => client.query('BEGIN; SELECT pg_current_xact_id(); COMMIT');
  const [plain] = await times(SINGLE, empty);
  const before = await used();
  const [p50, p95] = await times(SINGLE, async (n) => {
    const { accepted } = await sendFile(service.url, cookie, lines(100_000_000 + n, 100_000_001 + n));
    assert.equal(accepted, 1);
  });
  const [ours, theirs] = (await since(before)).map((sum) => (1000 * sum) / SINGLE);
  say(
    `one profile of ${panel.length} loci, answered`,
    `p50 ${p50.toFixed(1)} ms  p95 ${p95.toFixed(1)} ms  CPU: service ${ours.toFixed(1)} ms, database ${theirs.toFixed(1)} ms`,
  );
  say('an empty transaction, committed', `p50 ${plain.toFixed(1)} ms  ratio ${(p50 / plain).toFixed(1)}`);
  return p50 < P50;
}

/** Until everything that happened is in the sealed log. */
async function sealed() {
  while ((await one('SELECT EXISTS (SELECT FROM audit.pending) AS waits')).waits) await pause(100);
}

async function ended(cookie, id) {
  for (;;) {
    await pause(200);
    const listed = await (await fetch(`${service.url}/api/submissions`, { headers: { cookie } })).json();
    const view = listed.find((each) => each.id === id);
    if (view.state === 'done' || view.state === 'failed') return view;
  }
}

async function large(cookie) {
  await sealed();
  const before = await used();
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  const { id } = await sendFile(service.url, cookie, inBlocks(lines(0, PROFILES)));
  const received = passed();
  const view = await ended(cookie, id);
  const done = passed();
  await sealed();
  const seconds = passed();
  assert.deepEqual([view.state, view.accepted, view.refused], ['done', PROFILES, 0]);
  const [ours, theirs, wal, flushes] = await since(before);
  const memory = memoryOf(service.child.pid);
  const perSecond = PROFILES / seconds;
  say(
    `${count(PROFILES)} profiles of ${panel.length} loci, stored and sealed`,
    `${rate(perSecond)}  received after ${received.toFixed(1)} s, stored after ${done.toFixed(1)} s, sealed after ${seconds.toFixed(1)} s`,
  );
  say(
    'CPU',
    `service ${ours.toFixed(1)} s  database ${theirs.toFixed(1)} s: on two idle cores ${rate(PROFILES / Math.max(ours, theirs, (ours + theirs) / 2))}, on one ${rate(PROFILES / (ours + theirs))}`,
  );
  say('memory', `service ${memory.toFixed(0)} MB at most`);
  say('log of PostgreSQL (WAL)', `${count(wal / PROFILES)} bytes for a profile, ${count(flushes)} flushes`);
  await plainly(id, theirs / PROFILES, wal / PROFILES);
  return perSecond >= PER_SECOND && memory < MOST_MEMORY;
}

/** The same profiles and events once more into tables without keys, digests, triggers or anybody who asks. */
async function plainly(id, cpu, wal) {
  const { rows } = await client.query(
    `SELECT p.id, laboratory_id, account_id, sample, version, genotypes, statuses, digest, salt, audit_event_id,
            translate(convert_from(body, 'UTF8'), '\\', '/') AS body
       FROM profile p JOIN audit.event ON event_id = audit_event_id WHERE submission_id = $1 LIMIT ${COPIED}`,
    [id],
  );
  await client.query(
    `CREATE TABLE raw (id uuid, laboratory_id uuid, account_id uuid, sample text, version int, genotypes text, statuses text, digest text, salt text, audit_event_id uuid, body text)`,
  );
  const text = (function* () {
    for (const row of rows) yield `${Object.values(row).join('\t')}\n`;
  })();
  const before = await used();
  const began = performance.now();
  await pipeline(Readable.from(inBlocks(text)), client.query(copyFrom('COPY raw FROM STDIN')));
  const seconds = (performance.now() - began) / 1000;
  const [, theirs, bytes] = (await since(before)).map((sum) => sum / rows.length);
  say(
    'a plain COPY of the same rows and events',
    `${rate(rows.length / seconds)}  ratio of the CPU of the database ${(cpu / theirs).toFixed(1)}, of the WAL ${(wal / bytes).toFixed(1)}`,
  );
}

let kept = true;
try {
  const cookie = await laboratoryAt(service);
  if (SINGLE > 0) kept = (await single(cookie)) && kept;
  kept = (await large(cookie)) && kept;
} finally {
  await client.end();
  service.child.kill('SIGTERM');
  await new Promise((resolve) => service.child.once('close', resolve));
  await database.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
if (!kept) {
  console.error(`Missed: ${PER_SECOND} profiles per second, ${MOST_MEMORY} MB, p50 ${P50} ms.`);
  process.exitCode = 1;
}
