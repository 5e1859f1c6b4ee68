import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import { Problem } from '../problem.ts';
import { receiveFile } from './receive.ts';

const LIMIT = 3 * 1024 * 1024;
const folder = join(tmpdir(), `kinledger-receive-${randomUUID()}`);
const told: (readonly [string, number, number | null])[] = [];
const watcher = { came: (...all: (typeof told)[number]) => void told.push(all) };
const reception = { limitBytes: LIMIT, folder, watcher };
let server: FastifyInstance;
let url: string;

beforeAll(async () => {
  server = fastify();
  await server.register(multipart);
  server.post('/', async (request) => {
    const { fileName, size, sha256, source, reason, dispose } = await receiveFile(request, reception);
    const hash = createHash('sha256');
    for await (const piece of source()) hash.update(piece);
    for await (const _ of source()) break;
    const left = existsSync(folder) ? readdirSync(folder) : [];
    await dispose();
    expect([hash.digest('hex'), left]).toEqual([sha256, []]);
    return { fileName, size, reason: reason ?? null };
  });
  server.post('/impatient', (request) =>
    receiveFile(request, { ...reception, pace: { everyMs: 300, leastBytes: 2_000 } }),
  );
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof Problem) return reply.status(error.status).send({ code: error.code, detail: error.detail });
    return reply.status(500).send({ code: 'unforeseen' });
  });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function send(
  parts: Readonly<Record<string, string | File>>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  const answer = await fetch(url, { method: 'POST', body: form });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const fileOf = (bytes: number, name = 'a.csv') => new File([new Uint8Array(bytes)], name);

test('a file is received with its name and the reason, whichever part comes first', async () => {
  expect((await send({ file: fileOf(9), reason: ' wrong bin ' })).body).toEqual({
    fileName: 'a.csv',
    size: 9,
    reason: 'wrong bin',
  });
  expect((await send({ reason: 'wrong bin', file: fileOf(9) })).body).toEqual({
    fileName: 'a.csv',
    size: 9,
    reason: 'wrong bin',
  });
  expect((await send({ file: fileOf(0), reason: '' })).body).toEqual({ fileName: 'a.csv', size: 0, reason: null });
});

test('a file of exactly the limit is received, one byte more is refused', async () => {
  expect((await send({ file: fileOf(LIMIT) })).body).toMatchObject({ size: LIMIT });
  expect(await send({ file: fileOf(LIMIT + 1) })).toMatchObject({ status: 413, body: { code: 'too-large' } });
});

test('the sender of a file many times too large gets the answer, and the next request is served', async () => {
  const { status, body } = await send({ file: fileOf(12 * LIMIT) });
  expect([status, body.code]).toEqual([413, 'too-large']);
  expect(body.detail).toContain('split the file');
  expect((await send({ file: fileOf(3) })).status).toBe(200);
});

test('a request without a file, with a bad reason or in another form is refused with its code', async () => {
  expect((await send({ reason: 'wrong bin' })).body.code).toBe('missing-file');
  expect((await send({ file: fileOf(1), reason: 'a\u0000b' })).body.code).toBe('malformed-reason');
  const other = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([415, 'not-multipart']);
});

test('a path in the file name is cut off', async () => {
  expect((await send({ file: fileOf(1, '../../etc/run 7.csv') })).body.fileName).toBe('run 7.csv');
});

test('a large file is shown with its name and with how much of it has come, a small one is not', async () => {
  told.length = 0;
  await send({ file: fileOf(1_000, 'small.csv') });
  expect(told).toEqual([]);
  await send({ file: fileOf(2 * 1024 * 1024, 'large.csv') });
  expect(told.at(-1)).toEqual(['large.csv', 2 * 1024 * 1024, expect.any(Number)]);
  expect(told.at(-1)![2]).toBeGreaterThan(2 * 1024 * 1024);
});

/** Begins a request and goes on with one byte at a time; returns what was answered until the connection ended. */
function sendSlowly(): Promise<string> {
  const { hostname, port } = new URL(url);
  const head = `POST /impatient HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n`;
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head}--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`);
    });
    const drip = setInterval(() => socket.write('x'), 50);
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
    socket.on('close', () => {
      clearInterval(drip);
      resolve(answer);
    });
  });
}

test('a sender who hardly sends is told so, loses the connection, and leaves nothing', async () => {
  const answer = await sendSlowly();
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('"code":"upload-too-slow"');
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  expect((await send({ file: fileOf(3) })).status).toBe(200);
});
