import { connect } from 'node:net';
import { readUpload } from '@kinledger/profile';
import { readPlainly } from '../reference/uploads.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { type Spoilt, sent, spoiltUploads } from '../support/spoilt.ts';

// Spoilt files and spoilt requests: no answer 5xx, nothing half imported, and nothing accepted that does not stand in the file.
// MALFORMED_UPLOADS_SENT=100000 is the long run.

const RUNS = Number(process.env.MALFORMED_UPLOADS_SENT ?? 120);
const SEED = 20_261_124;

let journey: Journey;
beforeAll(async () => {
  journey = await startJourney();
}, 240_000);
afterAll(() => journey?.end());

const total = async (): Promise<readonly number[]> => {
  const { rows } = await journey.sql.query(
    `SELECT (SELECT count(*) FROM submission)::int AS s, (SELECT count(*) FROM profile)::int AS p, (SELECT count(*) FROM submission_row)::int AS r`,
  );
  return [rows[0].s, rows[0].p, rows[0].r];
};

/** The same of what was added behind this submission: ids grow with the time, so a long run does not count all from the start. */
const added = async (last: string): Promise<readonly number[]> => {
  const { rows } = await journey.sql.query(
    `SELECT (SELECT count(*) FROM submission WHERE id > $1)::int AS s, (SELECT count(*) FROM profile WHERE id > $1)::int AS p,
            (SELECT count(*) FROM submission_row WHERE submission_id > $1)::int AS r`,
    [last],
  );
  return [rows[0].s, rows[0].p, rows[0].r];
};

const plain = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/^AMEL0GENIN$/, 'AMEL');
const sorted = (alleles: readonly string[]): string =>
  alleles
    .map((allele) => allele.toUpperCase())
    .sort()
    .join('/');

/** What the plain reading finds for a sample: its typings by locus; undefined where it would not be sure. */
function inFile(file: Spoilt, sample: string): Readonly<Record<string, string>> | undefined {
  const { encoding } = readUpload(file.bytes);
  const text = new TextDecoder(encoding).decode(file.bytes, { stream: encoding === 'windows-1252' });
  const own = readPlainly(text, file.form)?.filter((typing) => typing.sample === sample && typing.alleles.length > 0);
  return own && Object.fromEntries(own.map(({ locus, alleles }) => [plain(locus), sorted(alleles)]));
}

test('spoilt files: answered in our words, imported whole or not at all, and just as they stand there', async () => {
  let [accepted, refused, compared] = [0, 0, 0];
  const sum = [0, 0, 0];
  let last = '00000000-0000-0000-0000-000000000000';
  for (const file of spoiltUploads(RUNS, SEED)) {
    const { status, body } = await journey.people.laboratory.upload(sent(file));
    expect([201, 422]).toContain(status);
    if (status === 422) {
      refused += 1;
      expect(body.detail).toMatch(/^[^\0\n]{10,500}$/);
      expect(await added(last)).toEqual([0, 0, 0]);
      continue;
    }
    const stored = [1, body.accepted, body.rows.length];
    expect(await added(last)).toEqual(stored);
    for (const [place, count] of stored.entries()) sum[place]! += count;
    last = [body.id, ...body.rows.map(({ profileId }: { profileId?: string }) => profileId ?? body.id)].sort().at(-1);
    for (const { sample, status: fate, profileId } of body.rows) {
      if (fate !== 'accepted') continue;
      accepted += 1;
      const { rows } = await journey.sql.query('SELECT genotypes::json AS genotypes FROM profile WHERE id = $1', [
        profileId,
      ]);
      const stands = inFile(file, sample);
      if (stands === undefined) continue;
      compared += 1;
      const kept = Object.entries<string[]>(rows[0].genotypes).map(([locus, all]) => [plain(locus), sorted(all)]);
      expect(Object.fromEntries(kept)).toEqual(stands);
    }
  }
  expect(await total()).toEqual(sum);
  // There must have been something to accept, to compare and to refuse.
  expect([accepted > RUNS / 20, compared > RUNS / 20, refused > RUNS / 20]).toEqual([true, true, true]);
}, 86_400_000);

/** Sends these very bytes as the body of an upload; the status of the answer, or 0 when the connection was closed without one. */
function sendRaw(body: string, type: string, length = Buffer.byteLength(body)): Promise<number> {
  const { hostname, port } = new URL(journey.service.url);
  const head = [
    'POST /api/submissions HTTP/1.1',
    `host: ${hostname}:${port}`,
    `cookie: ${journey.people.laboratory.cookie}`,
    `content-type: ${type}`,
    `content-length: ${length}`,
    'connection: close',
  ].join('\r\n');
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(`${head}\r\n\r\n${body}`));
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)));
  });
}

const FORM = 'multipart/form-data; boundary=b';
const part = (disposition: string, content = 'x'): string =>
  `--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

test.each([
  ['no boundary', 'multipart/form-data', part('name="file"; filename="a"')],
  ['another boundary', 'multipart/form-data; boundary=c', `${part('name="file"; filename="a"')}--b--\r\n`],
  ['an empty body', FORM, ''],
  ['an end without parts', FORM, '--b--\r\n'],
  ['a cut file', FORM, part('name="file"; filename="a.csv"', 'Sample Name,Marker')],
  ['no file', FORM, `${part('name="reason"')}--b--\r\n`],
  ['a reason that goes on for ever', FORM, `${part('name="reason"', 'x'.repeat(100_000))}--b--\r\n`],
  ['a hundred parts', FORM, `${part('name="reason"').repeat(100)}--b--\r\n`],
  ['two files', FORM, `${part('name="file"; filename="a"').repeat(2)}--b--\r\n`],
  ['a name with line breaks', FORM, `${part('name="file"; filename="a%0d%0aset-cookie: x"', '')}--b--\r\n`],
  ['a polluting field', FORM, `${part('name="__proto__"')}--b--\r\n`],
  ['a header that never ends', FORM, `--b\r\n${'x'.repeat(200_000)}`],
  ['JSON', 'application/json', '{"file":"x"}'],
])('a request with %s is refused and leaves nothing', async (_, type, body) => {
  const before = await total();
  const status = await sendRaw(body, type);
  expect(status === 0 || (status >= 400 && status < 500)).toBe(true);
  expect(await total()).toEqual(before);
  expect((await journey.people.laboratory.get('/api/health/ready')).status).toBe(200);
});

test('a sender that goes away in the middle leaves nothing', async () => {
  const before = await total();
  expect(await sendRaw(part('name="file"; filename="a.csv"', 'Sample Name,Marker\n'), FORM, 1_000_000)).toBeLessThan(
    500,
  );
  expect(await total()).toEqual(before);
});
