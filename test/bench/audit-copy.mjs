// What it takes to verify a copy of the log: beside hashing and parsing each event once. After a build:
// node test/bench/audit-copy.mjs [events of the log that is verified]
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSigner } from '../../dist/libs/audit/src/index.js';
import { compare, count, say, timed } from '../support/figures.mjs';
import { eventText, writeLog } from '../support/large-log.mjs';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const signer = createSigner(randomBytes(32), 'bench.example/log');
const folder = mkdtempSync(join(tmpdir(), 'kinledger-bench-'));

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

try {
  for (const size of [EVENTS / 10, EVENTS]) await benchVerification(size);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
