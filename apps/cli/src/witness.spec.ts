import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addCheckpointRequest, askWitness, createWitness, type SendToWitness, verifyLog } from '@kinledger/audit';
import { testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, type LogFolder, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { readOrMakeKey, witnessServer } from './witness.ts';

const log = testSigner();
const witness = createWitness(new Uint8Array(32).fill(41), 'witness.example/w1');
const entries = sampleEntries(300);
let folder: string;
let server: Server;
let url: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinledger-witness-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

async function start(keys = [log.verifierKey]): Promise<void> {
  server = witnessServer(witness, keys, folder);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
function stop(): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => {
    server.close(() => done());
  });
}
const send: SendToWitness = async (body) => {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: response.status, body: await response.text() };
};
const logOf = (size: number, of: readonly Uint8Array[] = entries): LogFolder => logFolder(of.slice(0, size), log);
/** The cosignature, in a list; an empty one when there is none. */
const ask = async (of: LogFolder, known = 0): Promise<readonly string[]> => {
  const verdict = await askWitness(readerOf(of), checkpointOf(of), witness.verifierKey, known, send);
  return verdict.state === 'cosigned' ? [verdict.line] : [];
};

test('a growing log is cosigned, and with the cosignature it verifies for whoever trusts the witness', async () => {
  for (const size of [5, 256, 300]) {
    const copy = logOf(size);
    const [line] = await ask(copy);
    copy.set('checkpoint', Buffer.from(`${checkpointOf(copy)}${line}\n`));
    const trust = { logKeys: [log.verifierKey], witnesses: [witness.verifierKey] };
    expect(await verifyLog(readerOf(copy), trust)).toMatchObject({ verified: true, size });
  }
});

test('what it cosigned it still knows after a restart: a rewritten or shortened log gets nothing', async () => {
  expect(await ask(logOf(200))).toHaveLength(1);
  await stop();
  await start();
  expect(await ask(logOf(300, entries.with(5, Buffer.from('{}'))))).toEqual([]);
  expect(await ask(logOf(199))).toEqual([]);
  expect(await ask(logOf(300))).toHaveLength(1);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('a log that replaces its key is followed by a witness that was told of the new one while both signed', async () => {
  const next = testSigner(2);
  await ask(logOf(100));
  const both = logFolder(entries.slice(0, 200), log, next);
  expect(await ask(both)).toHaveLength(1);
  expect(await ask(logFolder(entries, next))).toEqual([]);
  await stop();
  await start([log.verifierKey, next.verifierKey]);
  expect(await ask(logFolder(entries, next))).toHaveLength(1);
});

test('a key that is none is told at once', () => {
  expect(() => witnessServer(witness, ['x'], folder)).toThrow(expect.objectContaining({ code: 'bad-key' }));
});

test('of two checkpoints sent at once both are cosigned only if the larger continues the smaller', async () => {
  await ask(logOf(100));
  const other = logOf(250, entries.with(150, Buffer.from('{}')));
  const both = await Promise.all([ask(logOf(200), 100), ask(other, 100)]);
  expect(both.flat()).toHaveLength(1);
});

test('with a state that is damaged or cannot be written nothing is cosigned', async () => {
  await ask(logOf(100));
  const [file] = readdirSync(folder);
  writeFileSync(join(folder, file!), 'damaged');
  expect((await send(await addCheckpointRequest(readerOf(logOf(200)), 100, checkpointOf(logOf(200))))).status).toBe(
    500,
  );
  rmSync(join(folder, file!));
  mkdirSync(join(folder, `${file}.new`));
  expect(await ask(logOf(200))).toEqual([]);
});

test('a key is made once, for its owner only, and then kept', () => {
  const file = join(folder, 'keys/w.pem');
  const key = readOrMakeKey(file);
  expect(createWitness(key, 'w.example').verifierKey).toContain('w.example+');
  expect(readOrMakeKey(file)).toBe(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a log it does not watch, another path, another method and a huge body are refused', async () => {
  expect((await send('old 0\n\nx')).status).toBe(400);
  expect((await fetch(`${url}/add-checkpoint`)).status).toBe(404);
  expect((await fetch(`${url}/else`, { method: 'POST', body: '' })).status).toBe(404);
  expect(await ask(logFolder(entries.slice(0, 3), testSigner(2)))).toEqual([]);
  expect((await send('x'.repeat(1_000_001))).status).toBe(413);
  expect(readdirSync(folder)).toEqual([]);
});
