import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { addImportCommand, runImport } from './import.ts';

const UPLOADS = 'fixtures/uploads';

test('a good file would be accepted whole', async () => {
  const { report, done } = await runImport(`${UPLOADS}/good/comma.csv`, {}, undefined);
  expect(report).toMatchObject({ accepted: 2, refused: 0, rows: [] });
  expect([done, report.notes.every(({ code }) => code === 'one-allele-seen')]).toEqual([true, true]);
});

test('a sample with a problem is refused, with its row, locus and code', async () => {
  const { report } = await runImport(`${UPLOADS}/bad/off-ladder.csv`, {}, undefined);
  expect(report).toMatchObject({
    accepted: 1,
    refused: 1,
    rows: [{ row: 4, sample: 'KL-0004', locus: 'FGA', code: 'off-ladder' }],
  });
});

test('ladders and controls are notes, no refusals', async () => {
  const { report } = await runImport(`${UPLOADS}/good/genemapper-long.txt`, {}, undefined);
  expect(report).toMatchObject({ accepted: 2, refused: 0, rows: [] });
  expect(report.notes.map(({ code }) => code)).toEqual([
    'ladder-row',
    'quality-sensor',
    'one-allele-seen',
    'control-row',
    'control-row',
  ]);
});

test.each([
  ['an unreadable file', `${UPLOADS}/unreadable/wrong-encoding-neither.csv`, 'wrong-encoding'],
  ['a file that is not there', `${UPLOADS}/none.csv`, 'no-such-file'],
])('%s is refused as a whole', async (_, file, code) => {
  const { report, done } = await runImport(file, {}, undefined);
  expect([done, report.accepted, report.rows[0]?.code]).toEqual([false, 0, code]);
});

test('an archive is read, and its rows say which of its files they stand in', async () => {
  const { report } = await runImport(`${UPLOADS}/good/two-tables.zip`, {}, undefined);
  expect(report).toMatchObject({ accepted: 2, refused: 0, rows: [] });
  expect(report.notes).toContainEqual(expect.objectContaining({ part: 2, row: 2, code: 'one-allele-seen' }));
});

test('a laboratory may say what its columns are, and what the encoding is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kinledger-import-'));
  try {
    const [file, mapping] = [join(folder, 'own.csv'), join(folder, 'mapping.json')];
    await writeFile(file, Buffer.from('Prüfling;System;A;B\nZoë;TH01;6;9,3\n', 'latin1'));
    await writeFile(mapping, '{"sample":"Prüfling","marker":"System","alleles":["A","B"],"decimal":","}');
    expect((await runImport(file, {}, undefined)).report.rows[0]?.code).toBe('missing-column');
    const { report } = await runImport(file, { mapping, encoding: 'windows-1252' }, undefined);
    expect(report).toEqual({ accepted: 1, refused: 0, rows: [], notes: [] });
    await writeFile(mapping, '{"sample":1}');
    expect((await runImport(file, { mapping }, undefined)).report.rows[0]?.code).toBe('bad-mapping');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the command is there with its options', () => {
  const program = new Command();
  addImportCommand(program);
  expect(program.commands[0]?.options.map(({ long }) => long)).toEqual([
    '--to',
    '--reason',
    '--encoding',
    '--format',
    '--mapping',
    '--json',
  ]);
});

describe('with --to', () => {
  const received: { authorization?: string; key?: string; body: string }[] = [];
  let answer: { status: number; body: unknown };
  let server: Server;
  let to: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { authorization, 'idempotency-key': key } = request.headers;
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        received.push({ ...(authorization && { authorization }), ...(typeof key === 'string' && { key }), body });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    to = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => received.splice(0));

  test('the file goes to the registry with the key, and its answer is told', async () => {
    const problems = [{ row: 2, code: 'stands-already', message: 'Sample A stands already.' }];
    answer = {
      status: 201,
      body: {
        accepted: 0,
        refused: 1,
        unchanged: 1,
        rows: [
          { sample: 'A', status: 'refused', problems },
          { sample: 'B', status: 'unchanged', problems: [] },
        ],
      },
    };
    const { report, done } = await runImport(`${UPLOADS}/good/comma.csv`, { to, reason: 'wrong bin' }, 'kl_key');
    expect(done).toBe(true);
    expect(report).toEqual({
      accepted: 0,
      refused: 1,
      unchanged: 1,
      rows: [{ ...problems[0], sample: 'A' }],
      notes: [],
    });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      authorization: 'Bearer kl_key',
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(received[0]?.body).toContain('filename="comma.csv"');
    expect(received[0]?.body).toContain('wrong bin');
  });

  test('a refusal by the registry is told in its words', async () => {
    answer = { status: 413, body: { code: 'too-large', detail: 'Split the file.' } };
    const { report, done } = await runImport(`${UPLOADS}/good/comma.csv`, { to }, 'kl_key');
    expect([done, report.rows]).toEqual([
      false,
      [{ row: 0, sample: '', code: 'too-large', message: 'Split the file.' }],
    ]);
  });

  test('without a key nothing is sent', async () => {
    const { report } = await runImport(`${UPLOADS}/good/comma.csv`, { to }, undefined);
    expect([report.rows[0]?.code, received]).toEqual(['no-key', []]);
  });

  test('an address where nobody answers is told', async () => {
    const { report } = await runImport(`${UPLOADS}/good/comma.csv`, { to: 'http://127.0.0.1:1' }, 'kl_key');
    expect(report.rows[0]?.code).toBe('no-registry');
  });
});
