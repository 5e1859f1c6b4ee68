// What it costs to hand in profiles, from the first byte sent to the last profile stored with its event: beside a raw COPY of
// the same rows in the same run. After a build: node test/bench/uploads.mjs [profiles] [single uploads]
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startEmbedded } from '../../dist/database/embedded.js';
import { LOCI } from '../../dist/libs/profile/src/index.js';

const PROFILES = Number(process.argv[2] ?? 20_000);
const SINGLE = Number(process.argv[3] ?? 200);
/** What the project promises. */
const PER_SECOND = 1_500;
const MOST_MEMORY = 512;
const P50 = 30;

const PASSWORD = 'a password of the benchmark';
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

function* inBlocks(pieces) {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < 65_536) continue;
    yield block;
    block = '';
  }
  yield block;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startService(databaseUrl, dataFolder) {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    NODE_OPTIONS: process.env.NODE_OPTIONS ?? '',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    KINLEDGER_DATA: dataFolder,
  };
  const child = spawn(process.execPath, ['dist/apps/registry/src/main.js'], {
    env: { ...env, UPLOAD_LIMIT_MB: '2000', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 1200; tries += 1) {
    if (
      await fetch(`${url}/api/health/ready`)
        .then(({ ok }) => ok)
        .catch(() => false)
    )
      break;
    await pause(100);
  }
  return { child, url, invitation: /invitation for the administrator: (\S+)/.exec(output)?.[1] };
}

async function laboratoryAt({ url, invitation }) {
  const post = async (path, body, cookie) => {
    const headers = { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert(response.ok, `${path}: ${response.status}`);
    return { body: await response.json(), cookie: response.headers.get('set-cookie')?.split(';')[0] };
  };
  await post('/api/invitations/accept', { invitation, password: PASSWORD });
  const admin = await post('/api/session', { name: 'administrator', password: PASSWORD });
  const { body: laboratory } = await post('/api/laboratories', { name: 'Bench' }, admin.cookie);
  const invited = { name: 'lab', role: 'laboratory', laboratoryId: laboratory.id };
  const { body } = await post('/api/invitations', invited, admin.cookie);
  await post('/api/invitations/accept', { invitation: body.invitation, password: PASSWORD });
  return (await post('/api/session', { name: 'lab', password: PASSWORD })).cookie;
}

/** Sends a file without holding it. */
async function send(url, cookie, pieces) {
  const boundary = 'kinledger-bench';
  const body = (function* () {
    yield `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="run.csv"\r\n\r\n`;
    yield* pieces;
    yield `\r\n--${boundary}--\r\n`;
  })();
  const response = await fetch(`${url}/api/submissions`, {
    method: 'POST',
    duplex: 'half',
    headers: { cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Readable.toWeb(Readable.from(body)),
  });
  assert.equal(response.status, 201);
  return response.json();
}

const memoryOf = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Seconds of CPU time that a process has used so far, and its id of the parent. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / 100 };
}

/** The same of all processes of the database that run now. */
function cpuOfDatabase(postmaster) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  let sum = 0;
  for (const pid of pids) {
    try {
      const { parent, seconds } = cpuOf(pid);
      if (parent === postmaster) sum += seconds;
    } catch {} // ended meanwhile
  }
  return sum;
}

const folder = mkdtempSync(join(tmpdir(), 'kinledger-bench-'));
const database = await startEmbedded({ dataFolder: join(folder, 'data'), throwAway: true });
const service = await startService(database.ownerUrl, join(folder, 'service'));
let kept = true;
try {
  const cookie = await laboratoryAt(service);

  const source = new pg.Client({ connectionString: database.ownerUrl });
  source.on('error', () => {});
  await source.connect();
  const { rows: backend } = await source.query('SELECT pg_backend_pid() AS pid');
  const postmaster = cpuOf(backend[0].pid).parent;
  const cpu = () => [cpuOf(service.child.pid).seconds, cpuOfDatabase(postmaster)];

  const times = [];
  const idle = cpu();
  for (let n = 0; n < SINGLE; n += 1) {
    const began = performance.now();
    const { accepted } = await send(service.url, cookie, lines(100_000_000 + n, 100_000_001 + n));
    times.push(performance.now() - began);
    assert.equal(accepted, 1);
  }
  times.sort((a, b) => a - b);
  const p50 = times[Math.floor(SINGLE / 2)];
  const [each, eachThere] = cpu().map((after, place) => ((after - idle[place]) / SINGLE) * 1000);
  kept &&= p50 < P50;
  console.log(
    `one profile of ${panel.length} loci: p50 ${p50.toFixed(1)} ms, p95 ${times[Math.floor(SINGLE * 0.95)].toFixed(1)} ms; CPU: service ${each.toFixed(1)} ms, database ${eachThere.toFixed(1)} ms`,
  );

  const before = cpu();
  const began = performance.now();
  const { id } = await send(service.url, cookie, inBlocks(lines(0, PROFILES)));
  const received = (performance.now() - began) / 1000;
  let view;
  do {
    await pause(200);
    const listed = await (await fetch(`${service.url}/api/submissions`, { headers: { cookie } })).json();
    view = listed.find((each) => each.id === id);
  } while (view.state === 'reading' || view.state === 'storing');
  const seconds = (performance.now() - began) / 1000;
  assert.deepEqual([view.state, view.accepted, view.refused], ['done', PROFILES, 0]);
  const rate = PROFILES / seconds;
  const [ours, theirs] = cpu().map((after, place) => after - before[place]);
  const memory = memoryOf(service.child.pid);

  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query('CREATE TABLE raw AS SELECT * FROM profile LIMIT 0');
  const { rows } = await source.query(
    'SELECT id, laboratory_id, sample, version, genotypes, digest, salt FROM profile WHERE submission_id = $1 LIMIT 50000',
    [id],
  );
  const text = (function* () {
    for (const row of rows) yield `${Object.values(row).join('\t')}\n`;
  })();
  const start = performance.now();
  const copy = client.query(
    copyFrom('COPY raw (id, laboratory_id, sample, version, genotypes, digest, salt) FROM STDIN'),
  );
  await pipeline(Readable.from(inBlocks(text)), copy);
  const raw = rows.length / ((performance.now() - start) / 1000);
  await client.end();
  await source.end();
  kept &&= rate >= PER_SECOND && memory < MOST_MEMORY;
  console.log(
    `${PROFILES} profiles of ${panel.length} loci: ${rate.toFixed(0)} per second (received after ${received.toFixed(1)} s, done after ${seconds.toFixed(1)} s)`,
  );
  console.log(
    `CPU: service ${ours.toFixed(1)} s, database ${theirs.toFixed(1)} s: ${(PROFILES / Math.max(ours, theirs)).toFixed(0)} to ${(PROFILES / (ours + theirs)).toFixed(0)} per second on two idle cores`,
  );
  console.log(`a raw COPY of the same rows: ${raw.toFixed(0)} per second   ratio ${(raw / rate).toPrecision(3)}`);
  console.log(`service: ${memory.toFixed(0)} MB resident at most`);
} finally {
  service.child.kill('SIGTERM');
  await new Promise((resolve) => service.child.once('close', resolve));
  await database.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
if (!kept) {
  console.error(`Missed: ${PER_SECOND} profiles per second, ${MOST_MEMORY} MB, p50 ${P50} ms.`);
  process.exitCode = 1;
}
