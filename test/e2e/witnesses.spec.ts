import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  checkSignature,
  createMlDsaSigner,
  createSigner,
  mlDsaPem,
  parseCheckpoint,
  parsePolicy,
  parseVerifierKey,
  recordedCheckpoints,
  verifyProof,
} from '@kinledger/audit';
import { type Journey, startJourney } from '../support/journey.ts';
import { person, until } from '../support/people.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startService } from '../support/service.ts';
import { identity, startTsa } from '../support/tsa.ts';
import { startInstead, startWitness, type TestWitness } from '../support/witness.ts';
import { caseOfTrio, signedOnce } from './checks.ts';

// The built service with three witnesses, of whom one has no time, a second signature and a file of checkpoints.

const ORIGIN = 'kinledger.test/log';
const SEED = new Uint8Array(32).fill(17);
let folder: string;
let witnesses: readonly TestWitness[];
let policy: string;
let env: Record<string, string>;
let tsa: Awaited<ReturnType<typeof startTsa>>;
let journey: Journey;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinledger-witnesses-'));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const ed25519 = `302e020100300506032b657004220420${Buffer.from(SEED).toString('hex')}`;
  const pem = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(ed25519, 'hex').toString('base64')}\n-----END PRIVATE KEY-----\n`;
  const { verifierKey } = createSigner(SEED, ORIGIN);
  const mlDsa = await createMlDsaSigner(SEED, ORIGIN);
  const second = await startWitness(2, [verifierKey]);
  witnesses = await Promise.all([
    startWitness(1, [verifierKey]),
    startInstead(2, (request, response) => void held(second, request, response)),
    startInstead(3, (_request, response) => void response.writeHead(503).end()),
    second,
  ]);
  const authority = await identity();
  tsa = await startTsa(authority);
  policy = JSON.stringify({
    log: [{ key: verifierKey }, { key: mlDsa.verifierKey }],
    witnesses: witnesses.slice(0, 3).map(({ key, url }) => ({ key, url })),
    quorum: 2,
  });
  env = {
    LOG_ORIGIN: ORIGIN,
    LOG_KEY_FILE: file('log-key', pem),
    LOG_ML_DSA_KEY_FILE: file('second-key', mlDsaPem(SEED)),
    LOG_POLICY_FILE: file('policy.json', policy),
    LOG_CHECKPOINT_FILE: join(folder, 'checkpoints'),
    LOG_TIMESTAMP_CERTIFICATE_FILE: file('tsa.pem', authority.pem),
    LOG_TIMESTAMP_URL: tsa.url,
  };
  journey = await startJourney({ env });
});
afterAll(async () => {
  await journey?.end();
  for (const { close } of [...(witnesses ?? []), tsa]) await close();
  rmSync(folder, { recursive: true });
});

/** While it is set, the second witness cosigns and remembers it, but its answers do not arrive before this is settled. */
let withheld: Promise<void> | undefined;
/** Answers that were withheld. */
let lost = 0;

async function held({ url }: TestWitness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const answer = await fetch(`${url}${request.url}`, { method: 'POST', body });
  if (withheld) lost += 1;
  await withheld;
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
  response.end(await answer.text());
}

test('the log shows what two of three have cosigned, and is ready although one refuses', async () => {
  const health = await until(
    () => journey.people.auditor.get('/api/history/log/health'),
    ({ body }) => body.size > 10 && body.waiting === 0 && body.cosignedSize === body.size,
    60_000,
  );
  expect(health.body).toMatchObject({ quorum: 2, refusal: null, waitingSince: null });
  expect(health.body.witnesses).toHaveLength(3);
  const { body: checkpoint } = await journey.people.auditor.get('/log/checkpoint');
  const { note } = parseCheckpoint(checkpoint);
  const { logKeys, witnesses: trusted } = parsePolicy(policy);
  const keys = [...logKeys.map(({ key }) => key), ...trusted];
  expect(keys.map((key) => checkSignature(note, parseVerifierKey(key)))).toEqual([
    'valid',
    'valid',
    'valid',
    'valid',
    'absent',
  ]);
  expect((await journey.people.auditor.get('/api/health/ready')).status).toBe(200);
});

test('a receipt verifies under the policy with both signatures of the log', async () => {
  const { body: events } = await journey.people.auditor.get('/api/history/events');
  const { body } = await until(
    () => journey.people.auditor.get(`/api/history/events/${events[3].eventId}`),
    (answer) => answer.body.proof.split('witness').length === 3,
    60_000,
  );
  const { logKeys, ...others } = parsePolicy(policy);
  expect(await verifyProof(body.proof, undefined, logKeys, others)).toMatchObject({ fault: null });
});

test('every checkpoint kept in the file is one the log has signed, the last of them its latest', async () => {
  await until(
    async () => journey.people.auditor.get('/api/history/log'),
    ({ body }) =>
      body.checkpoint.startsWith(recordedCheckpoints(readFileSync(env.LOG_CHECKPOINT_FILE!, 'utf8')).at(-1)),
    60_000,
  );
});

test('a mirror verifies under the policy, with every checkpoint kept and the time stamp of others', async () => {
  const stamps = await until(
    () => journey.people.auditor.get('/log/timestamps'),
    ({ body }) => body !== '',
    60_000,
  );
  const health = (await journey.people.auditor.get('/api/history/log/health')).body;
  expect(`${health.timestamp.size}\n`).toBe(stamps.body);
  await until(
    () => journey.people.auditor.get('/api/history/log/health'),
    ({ body }) => body.cosignedSize === body.size,
    60_000,
  );
  const copy = join(folder, 'copy');
  expect(kinledger('mirror', journey.service.url, copy).said).toContain('1 new time stamps');
  const old = ['--old', env.LOG_CHECKPOINT_FILE!];
  const trust = ['--policy', env.LOG_POLICY_FILE!, '--tsa-certificate', env.LOG_TIMESTAMP_CERTIFICATE_FILE!];
  const { status, said } = kinledger('verify', copy, ...trust, ...old);
  expect(said).toMatch(/The first \d+ leaves existed at .*, says Test stamps/);
  expect(said).toMatch(/is signed by key [0-9a-f]{8} \(ML-DSA-44\)/);
  expect(said).toContain('2 of 3 witnesses cosigned it');
  expect(status).toBe(0);
  const [{ key: first }, { key: mlDsa }] = JSON.parse(policy).log;
  const fromLog = kinledger('key', 'policy', copy, '--log-key', first);
  expect(JSON.parse(fromLog.said).log).toEqual([{ key: first }, { key: mlDsa, from: expect.any(Number) }]);
  expect((await journey.people.auditor.get('/log/timestamp/999999')).status).toBe(404);
  expect((await journey.people.auditor.get('/log/timestamp/x')).status).toBe(404);
});

function kinledger(...args: string[]): { status: number | null; said: string } {
  const cli = ['dist/apps/cli/src/main.js', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, cli, { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

test('killed while witnesses cosign a confirmation: nothing is issued before; then its receipt and its bundle verify offline', async () => {
  const { people, service, databaseUrl, dataFolder } = journey;
  const { confirmation, contentHash } = await signedOnce(people, await caseOfTrio(people), 'NIST1036-Asian');
  let release = () => {};
  withheld = new Promise((resolve) => {
    release = resolve;
  });
  const signed = await people.reviewer.post(`/api/confirmations/${confirmation}/signature`, { contentHash });
  expect([signed.status, signed.body.receipt]).toEqual([202, null]);
  await until(
    () => people.reviewer.get(`/api/confirmations/${confirmation}/proof`),
    ({ status, body }) => status === 409 && body.code === 'not-cosigned' && lost > 0,
  );
  const early = await people.auditor.get(`/api/confirmations/${confirmation}/evidence`);
  expect([early.status, early.body.code]).toEqual([409, 'not-cosigned']);
  await service.kill('SIGKILL');
  withheld = undefined;
  release();
  const again = await startService({ databaseUrl, dataFolder, env });
  try {
    const reviewer = person(again, people.reviewer.cookie);
    const { body } = await until(
      () => reviewer.get(`/api/confirmations/${confirmation}/proof`),
      ({ status }) => status === 200,
    );
    const receipt = join(folder, 'confirmation.tlog-proof');
    writeFileSync(receipt, body);
    const verified = kinledger('verify', receipt, '--policy', env.LOG_POLICY_FILE!, '--strict');
    expect(verified.said).toMatch(/"type":"confirmation.confirmed".*2 of 3 witnesses cosigned it.*VERIFIED:/s);
    expect(verified.status).toBe(0);
    expect(kinledger('verify', receipt, '--policy', env.LOG_POLICY_FILE!, '--quorum', '3').status).toBe(1);
    const bundle = await fetch(`${again.url}/api/confirmations/${confirmation}/evidence`, {
      headers: { cookie: people.auditor.cookie ?? '' },
    });
    writeFileSync(join(folder, 'bundle.zip'), Buffer.from(await bundle.arrayBuffer()));
    for (const command of ['verify', 'recompute']) {
      expect(kinledger(command, join(folder, 'bundle.zip'), '--policy', env.LOG_POLICY_FILE!).status).toBe(0);
    }
  } finally {
    await again.stop();
  }
});

test('on a database that holds less, nothing is started: the file says so, and without the file a witness', async () => {
  const empty = await freshDatabase();
  try {
    const start = (more: Record<string, string>) =>
      startService({ databaseUrl: empty.url, dataFolder: folder, env: { ...env, ...more } });
    rmSync(join(folder, 'checkpoint'));
    await expect(start({})).rejects.toThrow(/The log cannot go on: A checkpoint of \d+ leaves has been seen/);
    await expect(start({ LOG_CHECKPOINT_FILE: '' })).rejects.toThrow(
      /The log cannot go on: Witness witness\d\.example has cosigned \d+ leaves/,
    );
    expect(existsSync(join(folder, 'checkpoint'))).toBe(false);
  } finally {
    await empty.close();
  }
});
