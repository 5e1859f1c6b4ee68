// The built service with a laboratory, for benchmarks: what is sent to it, and what it and its database cost.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

const PASSWORD = 'a password of the benchmark';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts it as its users do: the tables belong to another login. SERVICE_FLAGS are handed to its Node.js (--cpu-prof). */
export async function startService({ url: databaseUrl, ownerUrl }, dataFolder) {
  const port = await freePort();
  const flags = process.env.SERVICE_FLAGS?.split(' ') ?? [];
  const child = spawn(process.execPath, [...flags, 'dist/apps/registry/src/main.js'], {
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: process.env.NODE_OPTIONS ?? '',
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATABASE_OWNER_URL: ownerUrl,
      KINLEDGER_DATA: dataFolder,
      UPLOAD_LIMIT_MB: '2000',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  const ready = () =>
    fetch(`${url}/api/health/ready`)
      .then(({ ok }) => ok)
      .catch(() => false);
  for (let tries = 0; tries < 1200 && !(await ready()); tries += 1) await pause(100);
  return { child, url, invitation: /invitation for the administrator: (\S+)/.exec(output)?.[1] };
}

/** The cookie of a laboratory's account. */
export async function laboratoryAt({ url, invitation }) {
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

export function* inBlocks(pieces) {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < 65_536) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** Sends a file without holding it. */
export async function sendFile(url, cookie, pieces) {
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

/** Megabytes that a process held at most. */
export const memoryOf = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Seconds of CPU time that a process has used so far, and its parent. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / 100 };
}

/** The same of all processes of the database that run now. */
export function cpuOfDatabase(postmaster) {
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
