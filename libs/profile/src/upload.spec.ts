import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ProfileError, readUpload, readUploadInSteps, type Upload } from './index.ts';

const UPLOADS = 'fixtures/uploads';
const filesIn = (folder: string): string[] => readdirSync(`${UPLOADS}/${folder}`);
const upload = (path: string): Upload => readUpload(readFileSync(`${UPLOADS}/${path}`));
const uploadText = (text: string): Upload => readUpload(new TextEncoder().encode(text));

/** The same two samples stand in every good file. */
const EXPECTED = [
  [
    'KL-0001',
    {
      D3S1358: ['15', '17'],
      vWA: ['16', '18'],
      TH01: ['6', '9.3'],
      'Penta E': ['7', '12'],
      AMEL: ['X', 'Y'],
      FGA: ['21', '24'],
      D8S1179: ['13', '14'],
    },
  ],
  [
    'KL-0002',
    {
      D3S1358: ['15', '16'],
      vWA: ['18'],
      TH01: ['9.3'],
      'Penta E': ['12', '14'],
      AMEL: ['X'],
      FGA: ['22', '24'],
      D8S1179: ['13', '13'],
    },
  ],
] as const;

test.each(filesIn('good'))('%s: both samples are read', (file) => {
  const { samples, problems } = upload(`good/${file}`);
  expect(problems).toEqual([]);
  expect(samples.map(({ sample, profile }) => [sample, profile])).toEqual(EXPECTED);
});

test.each(filesIn('bad'))(
  '%s: the file name is the code that is told, and the other sample is read or refused for itself',
  (file) => {
    const code = file.split('.')[0]?.replace(/-(?:wide|codis)$/, '');
    const { samples, problems } = upload(`bad/${file}`);
    const told = [...problems, ...samples.flatMap((sample) => sample.problems)];
    expect(new Set(told.map((problem) => problem.code))).toEqual(new Set([code]));
    for (const sample of samples) expect(sample.profile === undefined).toBe(sample.problems.length > 0);
    if (code !== 'duplicate-sample') expect(samples[0]?.profile).toBeDefined();
  },
);

test.each(filesIn('unreadable'))('%s: the file is refused with the code in its name', (file) => {
  const attempt = (): Upload => upload(`unreadable/${file}`);
  expect(attempt).toThrow(ProfileError);
  try {
    attempt();
  } catch (error) {
    expect(file.startsWith((error as ProfileError).code)).toBe(true);
  }
});

test('ladders, controls and quality sensors are passed over, and that is told once for each', () => {
  const { skipped } = upload('good/genemapper-long.txt');
  expect(skipped.map(({ row, sample, code }) => [row, sample, code])).toEqual([
    [2, 'Ladder', 'ladder-row'],
    [11, undefined, 'quality-sensor'],
    [22, 'PC 2800M', 'control-row'],
    [23, 'NC', 'control-row'],
  ]);
});

test('a sample equal to a control DNA is read with a warning, a sample unlike it at one locus without', () => {
  const equal = {
    D3S1358: ['17', '18'],
    vWA: ['16', '19'],
    TH01: ['6', '9.3'],
    FGA: ['20', '23'],
    TPOX: ['11'],
    CSF1PO: ['12', '12'],
    D7S820: ['8', '11'],
    D16S539: ['9', '13'],
  };
  const samples = [
    { sample: 'A', genotypes: equal },
    { sample: 'B', genotypes: { ...equal, TPOX: ['8', '11'] } },
  ];
  const [a, b] = uploadText(JSON.stringify(samples)).samples;
  expect(a?.profile).toBeDefined();
  expect(a?.warnings.map(({ code }) => code)).toEqual(['equals-control', 'one-allele-seen']);
  expect(a?.warnings[0]?.message).toContain('2800M');
  expect(b?.warnings).toEqual([]);
});

test('a problem names its line and locus', () => {
  const [, refused] = upload('bad/three-alleles.csv').samples;
  expect(refused?.problems).toEqual([
    { row: 3, sample: 'KL-0004', locus: 'TPOX', code: 'three-alleles', message: expect.stringContaining('TPOX') },
  ]);
});

test('all problems of a sample are told at once', () => {
  const { samples } = uploadText(
    'Sample Name,Marker,Allele 1,Allele 2\nA,TH01,6,OL\nA,FGA,99,20\nA,D1,1,2\nA,vWA,16,17\n',
  );
  expect(samples[0]?.problems.map(({ row, code }) => [row, code])).toEqual([
    [2, 'off-ladder'],
    [3, 'allele-out-of-range'],
    [4, 'unknown-locus'],
  ]);
});

test('of a sample with more problems than anyone reads, the first 50 are told', () => {
  const rows = Array.from({ length: 200 }, (_, index) => `A,X${index},9\n`).join('');
  expect(uploadText(`Sample,Marker,Allele 1\n${rows}`).samples[0]?.problems).toHaveLength(50);
});

test('a text of millions of escapes in JSON is read', () => {
  const name = '\\n'.repeat(3_000_000);
  const { samples, problems } = uploadText(
    `[{"sample":"x${name}x","genotypes":{}},{"sample":"A\\\\","genotypes":{"TH01":["6"]}}]`,
  );
  expect(problems.map(({ code }) => code)).toEqual(['bad-sample-name']);
  expect(samples.map(({ sample }) => sample)).toEqual(['A\\']);
});

test('a locus without alleles is not typed, and is not made up', () => {
  const { samples } = uploadText('Sample Name,Marker,Allele 1,Allele 2\nA,TH01,,\nA,FGA,20,\n');
  expect(samples[0]?.profile).toEqual({ FGA: ['20'] });
});

test('an allele in the column of the locus is not repeated in the message', () => {
  const { samples } = uploadText('Sample Name,Marker,Allele 1,Allele 2\nA,29.2,D21S11,30\n');
  expect(JSON.stringify(samples[0]?.problems)).not.toContain('29.2');
});

test('a file over the given size is refused before it is read', () => {
  const bytes = new TextEncoder().encode('Sample Name,Marker,Allele 1\nA,TH01,6\n');
  expect(readUpload(bytes, { maxBytes: bytes.length }).samples).toHaveLength(1);
  expect(() => readUpload(bytes, { maxBytes: bytes.length - 1 })).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
});

const OBJECT_WORDS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

test.each([
  ['a table', (name: string) => `Sample Name,Marker,Allele 1,Allele 2\n${name},TH01,6,9.3\n`],
  ['a wide table', (name: string) => `Sample Name,TH01,TH01\n${name},6,9.3\n`],
  ['JSON', (name: string) => `[{"sample":"${name}","genotypes":{"TH01":["6","9.3"]}}]`],
  [
    'a CODIS file',
    (name: string) =>
      `<CODISImportFile><SPECIMEN><SPECIMENID>${name}</SPECIMENID><LOCUS><LOCUSNAME>TH01</LOCUSNAME><ALLELE><ALLELEVALUE>6</ALLELEVALUE></ALLELE><ALLELE><ALLELEVALUE>9.3</ALLELEVALUE></ALLELE></LOCUS></SPECIMEN></CODISImportFile>`,
  ],
])('in %s, a sample may bear a name that every object knows', (_, file) => {
  for (const name of OBJECT_WORDS) {
    const { samples, problems } = uploadText(file(name));
    expect(problems).toEqual([]);
    expect(samples.map(({ sample, profile }) => [sample, profile])).toEqual([[name, { TH01: ['6', '9.3'] }]]);
  }
});

test.each(OBJECT_WORDS)('%s is no locus in any format, and no allele', (word) => {
  const codes = (text: string): readonly string[] => uploadText(text).samples[0]!.problems.map(({ code }) => code);
  expect(codes(`Sample Name,Marker,Allele 1\nA,${word},6\n`)).toEqual(['unknown-locus']);
  expect(codes(`Sample Name,Marker,Allele 1\nA,TH01,${word}\n`)).toEqual(['not-an-allele']);
  expect(codes(`[{"sample":"A","genotypes":{"${word}":["6"]}}]`)).toEqual(['unknown-locus']);
  expect(codes(`[{"sample":"A","genotypes":{"TH01":["${word}"]}}]`)).toEqual(['not-an-allele']);
  expect(
    codes(
      `<CODISImportFile><SPECIMEN><SPECIMENID>A</SPECIMENID><LOCUS><LOCUSNAME>${word}</LOCUSNAME><ALLELE><ALLELEVALUE>6</ALLELEVALUE></ALLELE></LOCUS></SPECIMEN></CODISImportFile>`,
    ),
  ).toEqual(['unknown-locus']);
  expect(() => uploadText(`Sample Name,TH01,${word}\nA,6,6\n`)).toThrow(
    expect.objectContaining({ code: 'unknown-column' }),
  );
});

test('a sample in JSON does not inherit what stands under __proto__', () => {
  const { samples, problems } = uploadText('[{"__proto__":{"sample":"A","genotypes":{"TH01":["6"]}}}]');
  expect([samples, problems.map(({ code }) => code)]).toEqual([[], ['empty-sample-name']]);
});

test('a file of 5,000 samples is read whole, in many steps', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `S${index},TH01,6,9.3\nS${index},FGA,20,21\n`);
  const text = `Sample Name,Marker,Allele 1,Allele 2\n${rows.join('')}`;
  const steps = readUploadInSteps(new TextEncoder().encode(text));
  let count = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) count += 1;
  expect(count).toBeGreaterThan(10);
  expect(step.value.samples).toHaveLength(5000);
  expect(step.value.samples.every(({ profile }) => profile?.FGA?.length === 2)).toBe(true);
});

/** What a file of any content gives: an upload, or a ProfileError and nothing else. */
function outcome(bytes: Uint8Array): Upload | ProfileError {
  try {
    return readUpload(bytes);
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
}

const piece = fc.constantFrom(
  'Sample Name',
  'Marker',
  'Allele 1',
  'TH01',
  'FGA',
  'A',
  '9.3',
  'OL',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '"',
  '{',
  '[',
  ']',
  '}',
  ':',
  '\0',
  '\ufeff',
  'é',
  ' ',
);

test('any content is read or refused in our words, never with another error', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }),
      (pieces) => void outcome(new TextEncoder().encode(pieces.join(''))),
    ),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void outcome(bytes)));
});

test('no message ever holds what stands in an allele column', () => {
  const secret = fc.constantFrom('77.7', '7,77', '77.70', '77-Mar', '77', '77.7,78', '<77', '0.77', '77?');
  const rows = fc.array(fc.tuple(fc.constantFrom('TH01', 'FGA', 'AMEL', 'D99S9'), secret, secret), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(rows, fc.constantFrom(';', '\t'), (table, separator) => {
      const lines = table.map((cells, index) => [`S${index % 2}`, ...cells].join(separator));
      const told = outcome(
        new TextEncoder().encode([['Sample', 'Marker', 'Allele 1', 'Allele 2'].join(separator), ...lines].join('\n')),
      );
      const messages =
        told instanceof ProfileError
          ? [told.message]
          : told.samples.flatMap(({ problems }) => problems.map(({ message }) => message));
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.join(' ')).not.toMatch(/77|Mar/);
    }),
  );
});

test('one allele at an autosomal locus is accepted, kept as one, and told', () => {
  const text = 'Sample Name,Marker,Allele 1,Allele 2\nA,TH01,6,\nA,FGA,21,21\nA,AMEL,X,\n';
  const [sample] = readUpload(new TextEncoder().encode(text)).samples;
  expect(sample?.profile).toEqual({ TH01: ['6'], FGA: ['21', '21'], AMEL: ['X'] });
  expect(sample?.warnings.map(({ code }) => code)).toEqual(['one-allele-seen']);
  expect(sample?.warnings[0]?.message).toContain('one locus of sample A (TH01)');
});
