import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import {
  type CollectedSamples,
  ProfileError,
  readUpload,
  streamUpload,
  surveyUpload,
  type Upload,
  type UploadOptions,
  type UploadSource,
} from './index.ts';

// Reading in pieces of one byte takes its time where others work too.
jest.setTimeout(60_000);

const UPLOADS = 'fixtures/uploads';
const FILES = ['good', 'bad', 'unreadable'].flatMap((folder) =>
  readdirSync(`${UPLOADS}/${folder}`).map((file) => `${folder}/${file}`),
);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const inPieces = (bytes: Uint8Array, sizes: readonly number[]): UploadSource =>
  async function* () {
    for (let at = 0, i = 0; at < bytes.length; i += 1) {
      const size = sizes[i % sizes.length]!;
      yield bytes.slice(at, at + size);
      at += size;
    }
  };

async function streamed(source: UploadSource, options?: UploadOptions): Promise<unknown> {
  try {
    const survey = await surveyUpload(source, options);
    const all: CollectedSamples = { samples: [], problems: [], skipped: [] };
    for await (const batch of streamUpload(source, survey, options)) {
      for (const kind of ['samples', 'problems', 'skipped'] as const) (all[kind] as unknown[]).push(...batch[kind]);
    }
    return inOrder({ ...all, format: survey.format, encoding: survey.encoding, certainty: survey.certainty });
  } catch (error) {
    if (error instanceof ProfileError) return error.code;
    throw error;
  }
}

function whole(bytes: Uint8Array, options?: UploadOptions): unknown {
  try {
    return inOrder(readUpload(bytes, options));
  } catch (error) {
    if (error instanceof ProfileError) return error.code;
    throw error;
  }
}

/** Samples in several places come when the last of them was read, so that only the order may differ. */
function inOrder(upload: Upload): Upload {
  return { ...upload, samples: [...upload.samples].sort((a, b) => (a.sample < b.sample ? -1 : 1)) };
}

test.each(FILES)('%s: in pieces of any size the outcome is the same as in one', async (file) => {
  const bytes = readFileSync(`${UPLOADS}/${file}`);
  const expected = whole(bytes);
  for (const sizes of [bytes.length > 10_000 ? [997] : [1], [7, 1000]])
    expect(await streamed(inPieces(bytes, sizes))).toEqual(expected);
});

const rows = fc.array(
  fc.tuple(
    fc.constantFrom('A', 'B', 'Ü', '样', ''),
    fc.constantFrom('TH01', 'FGA', 'X'),
    fc.constantFrom('6', '20', 'OL'),
    fc.constantFrom('7', '21', ''),
  ),
  { minLength: 1, maxLength: 12 },
);

test('samples in several places are joined or refused in pieces as in one', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
      async (table, sizes) => {
        const bytes = text(
          `Sample Name,Marker,Allele 1,Allele 2\n${table.map((row) => `${row.join(',')}\n`).join('')}`,
        );
        expect(await streamed(inPieces(bytes, sizes))).toEqual(whole(bytes));
      },
    ),
  );
});

test('a sample that stands once is given as soon as it has been read', async () => {
  const table = Array.from({ length: 4000 }, (_, index) => `S${index},TH01,6,7\n`).join('');
  const source = inPieces(text(`Sample Name,Marker,Allele 1,Allele 2\n${table}S0,TH01,6,7\n`), [5000]);
  const survey = await surveyUpload(source);
  expect([survey.samples, [...survey.repeated]]).toEqual([4000, [['S0', 2]]]);
  const sizes: number[] = [];
  let last = '';
  for await (const { samples } of streamUpload(source, survey)) {
    sizes.push(samples.length);
    last = samples.at(-1)?.sample ?? last;
  }
  expect(sizes.length).toBeGreaterThan(3);
  expect([sizes.reduce((sum, size) => sum + size, 0), last]).toEqual([4000, 'S0']);
});

test('a file that changes between its two readings is refused or read as it is, never with another error', async () => {
  const one = inPieces(text('Sample Name,TH01\nA,6/7\n'), [10]);
  const survey = await surveyUpload(one);
  const other = inPieces(zipSync({ 'a.csv': text('Sample Name,TH01\nA,6/7\n') }), [10]);
  await expect(streamUpload(other, survey).next()).rejects.toThrow(expect.objectContaining({ code: 'broken-file' }));
});

test('a file over the given size is refused before it is read to its end', async () => {
  let given = 0;
  const endless: UploadSource = async function* () {
    for (;;) {
      given += 1;
      yield text('A,6/7\n'.repeat(100));
    }
  };
  await expect(surveyUpload(endless, { maxBytes: 10_000 })).rejects.toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
  expect(given).toBeLessThan(30);
});

const TABLE = text('Sample Name,TH01\nA,6/7\n');
const archive = { maxFiles: 3, maxUnpacked: 2000 };

test('samples of an archive say which of its files they stand in', () => {
  const { format, samples, problems } = readUpload(
    zipSync({
      'a.csv': text('Sample Name,TH01\nA,6/7\n'),
      'b.json': text('[{"sample":"B","genotypes":{"TH01":["6"]}},{}]'),
    }),
  );
  expect(format).toBe('zip');
  expect(samples.map(({ sample, part, row }) => [sample, part, row])).toEqual([
    ['A', 1, 2],
    ['B', 2, 1],
  ]);
  expect(problems).toMatchObject([{ part: 2, row: 2, code: 'empty-sample-name' }]);
});

test('what cannot be read inside an archive names the file by its place, not by its name', () => {
  expect(() => readUpload(zipSync({ 'a.csv': TABLE, 'secret name.csv': text('{"a":') }))).toThrow(
    expect.objectContaining({
      code: 'broken-file',
      message: expect.stringMatching(/^File 2 of the archive: (?!.*secret)/),
    }),
  );
});

test.each([
  ['too many files', { a: TABLE, b: TABLE, c: TABLE, d: TABLE }],
  ['too many bytes', { a: text(`Sample Name,TH01\n${'A,6/7\n'.repeat(500)}`) }],
])('an archive with %s is refused', (_what, files) => {
  expect(() => readUpload(zipSync(files), { archive })).toThrow(expect.objectContaining({ code: 'too-large' }));
});

test('an archive that is changed in any byte is refused or gives the same samples', () => {
  const bytes = zipSync({ 'a.csv': TABLE, 'b.csv': text('Sample Name,FGA\nB,20/21\n') });
  const expected = readUpload(bytes).samples.map(({ profile }) => profile);
  for (let at = 0; at < bytes.length; at += 1) {
    for (const change of [1, 0x80, 0xff]) {
      const changed = bytes.slice();
      changed[at]! ^= change;
      const found = whole(changed);
      if (typeof found !== 'string') expect((found as Upload).samples.map(({ profile }) => profile)).toEqual(expected);
    }
  }
});
