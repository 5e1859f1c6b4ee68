import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Journey, startJourney } from '../support/journey.ts';
import { until } from '../support/people.ts';

// What somebody does who trusts nobody: copies the running log with the command line and verifies it without us.

let journey: Journey;
let folder: string;
let copy: string;
let key: string;

beforeAll(async () => {
  journey = await startJourney();
  folder = mkdtempSync(join(tmpdir(), 'kinledger-verify-'));
  copy = join(folder, 'copy');
  const { auditor } = journey.people;
  await until(
    () => auditor.get('/api/history/log'),
    (answer) => answer.body.size >= 15,
  );
  key = (await auditor.get('/api/history/log')).body.verifierKey;
  expect(kinledger('mirror', `${journey.service.url}/log`, copy).status).toBe(0);
}, 240_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  await journey?.end();
});

function kinledger(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/cli/src/main.js', ...args], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** A copy of the copy, with one file changed. */
function changed(name: string, file: (bundle: string) => string, change: (bytes: Buffer) => Buffer): string {
  const target = join(folder, name);
  cpSync(copy, target, { recursive: true });
  const path = join(target, file(bundleOf(target)));
  const before = readFileSync(path);
  const after = change(before);
  expect(after.equals(before)).toBe(false);
  writeFileSync(path, after);
  return target;
}

/** The one entry bundle of a small log. */
function bundleOf(target: string): string {
  const [name] = readdirSync(join(target, 'tile/entries/000.p'));
  return `tile/entries/000.p/${name}`;
}

/** The bundle's entries: each has its length, in two bytes, before it. */
function entries(bundle: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
    found.push(bundle.subarray(at, at + 2 + bundle.readUInt16BE(at)));
  }
  return found;
}

test('a copy of the running log verifies without the service', () => {
  const { status, said } = kinledger('verify', copy, '--log-key', key);
  expect(said).toContain('VERIFIED');
  expect(status).toBe(0);
});

test.each([
  ['a changed byte', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))],
  ['a removed entry', (bytes: Buffer) => Buffer.concat(entries(bytes).filter((_, at) => at !== 3))],
  ['two entries in the other order', (bytes: Buffer) => swap(entries(bytes), 4, 5)],
  [
    'a rewritten event',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace(/"nonce":"./, '"nonce":"x'), 'latin1'),
  ],
  [
    'a rewritten role',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('auditor', 'auditer'), 'latin1'),
  ],
])('%s is found', (name, change) => {
  const target = changed(name.replaceAll(' ', '-'), (bundle) => bundle, change);
  const { status, said } = kinledger('verify', target, '--log-key', key);
  expect(said).not.toContain('VERIFIED:');
  expect(status).toBe(1);
});

function swap(all: Buffer[], a: number, b: number): Buffer {
  return Buffer.concat(all.map((entry, at) => (at === a ? (all[b] as Buffer) : at === b ? (all[a] as Buffer) : entry)));
}

test('a forged checkpoint and a strange key are found', () => {
  const forged = changed(
    'forged',
    () => 'checkpoint',
    (bytes) => Buffer.from(bytes.toString().replace(/\n(\d+)\n/, '\n1\n')),
  );
  expect(kinledger('verify', forged, '--log-key', key).status).toBe(1);
  const strange = `${key.slice(0, -4)}AAA=`;
  expect(kinledger('verify', copy, '--log-key', strange).status).toBe(1);
});

test('a receipt verifies alone; a forged one does not', async () => {
  const { body: events } = await journey.people.auditor.get('/api/history/events');
  const { body } = await journey.people.auditor.get(`/api/history/events/${events[2].eventId}`);
  const receipt = join(folder, 'receipt.tlog-proof');
  writeFileSync(receipt, body.proof);
  expect(kinledger('verify', receipt, '--log-key', key)).toMatchObject({ status: 0 });
  const event = Buffer.from(body.event.replace('"role":"', '"role":"x')).toString('base64');
  writeFileSync(receipt, body.proof.replace(/^extra .*$/m, `extra ${event}`));
  expect(kinledger('verify', receipt, '--log-key', key).status).toBe(1);
  writeFileSync(receipt, body.proof.replace(/^index \d+$/m, 'index 0'));
  expect(kinledger('verify', receipt, '--log-key', key).status).toBe(1);
});

test('mirroring again fetches what is new, and refuses a log that rewrote its past', () => {
  expect(kinledger('mirror', `${journey.service.url}/log`, copy).status).toBe(0);
  const other = changed(
    'rewritten',
    (bundle) => bundle,
    (bytes) => Buffer.from(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte))),
  );
  const { status, said } = kinledger('mirror', `${journey.service.url}/log`, other);
  const verified = kinledger('verify', other, '--log-key', key);
  expect(status === 1 || verified.status === 1).toBe(true);
  expect(said.length).toBeGreaterThan(0);
});
