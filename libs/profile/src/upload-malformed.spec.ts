import fc from 'fast-check';
import { zipSync } from 'fflate';
import { type PlainForm, readPlainly } from '../../../test/reference/uploads.ts';
import { type Encoding, ProfileError, readUpload, type Upload, writeCmf, writeCsv, writeJson } from './index.ts';

// Files of laboratories, spoilt in every way we could think of: each is read or refused in our words, and what is accepted
// of it stands in it just so. MALFORMED_UPLOADS=100000 is the long run.

const RUNS = Number(process.env.MALFORMED_UPLOADS ?? 1200);
const SEED = 20_261_123;

const SAMPLES = [
  { sample: 'KL-1', profile: { TH01: ['6', '9.3'], FGA: ['20', '22.2'], vWA: ['17', '17'], AMEL: ['X', 'Y'] } },
  { sample: '-5649', profile: { TH01: ['7'], FGA: ['21', '24'], vWA: ['15', '18'], 'Penta E': ['7', '12'] } },
  { sample: 'Zoë 样本', profile: { TH01: ['6', '8'], FGA: ['19', '23'], vWA: ['14', '16'] } },
];
const FACTS = {
  destination: 'KLTEST',
  sourceLaboratory: 'KLTEST',
  submittedBy: 'kl',
  submittedAt: '2026-01-05T10:00:00',
  readingBy: 'kl',
  readingAt: '2026-01-05T09:00:00',
  category: 'Other',
};
const FILES: Readonly<Record<PlainForm, readonly string[]>> = {
  csv: ([',', ';', '\t'] as const).map((separator) => [...writeCsv(SAMPLES, separator)].join('')),
  json: [[...writeJson(SAMPLES)].join('')],
  cmf: [[...writeCmf(SAMPLES, FACTS)].join('')],
};

/** What spreadsheets, programs and attackers put into cells. */
const VALUES = [
  ...[
    '',
    ' ',
    'NULL',
    'OL',
    '0',
    '99',
    '6',
    '9.3',
    '9,3',
    '9.30',
    '09',
    '9-Mar',
    '34.200000000000003',
    '1e1',
    '<9',
    '>22',
  ],
  ...[
    '٩',
    '６',
    '9·3',
    '−9',
    '9\u00a0',
    '\u200b9',
    'NaN',
    'X',
    '6/7',
    '6;7',
    '6,7',
    '6\t7',
    '=6',
    "'6",
    '"6"',
    '6"',
    '"',
    '{}',
  ],
  ...[
    'THO1',
    'TH01',
    'FGA',
    'D99S9',
    'QS1',
    'AMEL',
    'KL-1',
    '__proto__',
    'constructor',
    '\0',
    '\ud800',
    '\ufffd',
    '\ufeff',
  ],
  ...[
    'a\r\nKL-1,FGA,20,20,',
    '\n',
    '\r',
    '&lt;9',
    '&x;',
    '&#57;',
    '<![CDATA[9]]>',
    '<!--9-->',
    '</ALLELE>',
    '[[[[',
    '\\u0039',
  ],
  'x'.repeat(70),
  '9'.repeat(2000),
];

/** Where something may be put: between any two signs, or instead of a value. */
type Change = (text: string) => string;
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const value = fc.constantFrom(...VALUES);
const VALUE = /[A-Za-z0-9.][A-Za-z0-9. -]*/g;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, value).map(([at, put]) => (text: string) => {
    const found = [...text.matchAll(VALUE)];
    const old = found[Math.floor(at * found.length)];
    return old === undefined ? text : text.slice(0, old.index) + put + text.slice(old.index + old[0].length);
  }),
  fc.tuple(place, value).map(([at, put]) => (text: string) => {
    const index = Math.floor(at * text.length);
    return text.slice(0, index) + put + text.slice(index);
  }),
  fc.tuple(place, fc.integer({ min: 1, max: 12 })).map(([at, count]) => (text: string) => {
    const index = Math.floor(at * text.length);
    return text.slice(0, index) + text.slice(index + count);
  }),
  place.map((at) => (text: string) => text.slice(0, Math.floor(at * text.length))),
  fc.tuple(place, place).map(([from, to]) => (text: string) => {
    const lines = text.split('\n');
    const [moved = ''] = lines.splice(Math.floor(from * lines.length), 1);
    lines.splice(Math.floor(to * lines.length), 0, moved);
    return lines.join('\n');
  }),
  fc.tuple(place, place).map(([from, to]) => (text: string) => {
    const lines = text.split('\n');
    lines.splice(Math.floor(to * lines.length), 0, lines[Math.floor(from * lines.length)] ?? '');
    return lines.join('\n');
  }),
  fc.constantFrom<Change>(
    (text) => text.replaceAll('\r\n', '\r'),
    (text) => `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${text}`,
    (text) => '['.repeat(5000) + text,
    (text) => '<a>'.repeat(5000) + text,
    (text) => text.toLowerCase(),
    (text) => text + text,
    (text) => `\n\n \n${text}`,
  ),
);

const ENCODERS = {
  utf8: (text: string): Uint8Array => Buffer.from(text),
  marked: (text: string): Uint8Array => Buffer.from(`\ufeff${text}`),
  utf16: (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le'),
  unmarked: (text: string): Uint8Array => Buffer.from(text, 'utf16le'),
  latin1: (text: string): Uint8Array => Buffer.from(text, 'latin1'),
};

const spoiltBytes = fc.option(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { freq: 4 });

function outcome(bytes: Uint8Array): Upload | ProfileError {
  try {
    return readUpload(bytes);
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
}

/** Node takes Windows-1252 for Latin-1 unless it decodes a stream. */
const textOf = (bytes: Uint8Array, encoding: Encoding): string =>
  new TextDecoder(encoding).decode(bytes, { stream: encoding === 'windows-1252' });

const plain = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase()
    .replaceAll('O', '0');
const LOCI: Readonly<Record<string, string>> = { AMELOGENIN: 'AMEL', AMEL0GENIN: 'AMEL' };
const locusForm = (text: string): string => LOCI[plain(text)] ?? plain(text);
const sorted = (alleles: readonly string[]): string =>
  [...alleles]
    .map((allele) => allele.toUpperCase())
    .sort()
    .join('/');

/** Every typing of an accepted sample stands in the file just so, and nothing that stands there for it is missing. */
function compare(upload: Upload, text: string, form: PlainForm): number {
  const accepted = upload.samples.filter(({ profile }) => profile !== undefined);
  const typings = accepted.length === 0 ? undefined : readPlainly(text, form);
  if (typings === undefined) return 0;
  for (const { sample, profile = {} } of accepted) {
    const own = typings.filter(
      (typing) => typing.sample === sample && typing.alleles.length > 0 && plain(typing.locus) !== 'QS1',
    );
    expect(new Set(own.map(({ locus }) => locusForm(locus)))).toEqual(new Set(Object.keys(profile).map(locusForm)));
    for (const [locus, genotype] of Object.entries(profile)) {
      const written = own
        .filter((typing) => locusForm(typing.locus) === locusForm(locus))
        .map(({ alleles }) => sorted(alleles));
      expect(new Set(written)).toEqual(new Set([sorted(genotype)]));
    }
  }
  return accepted.length;
}

test.each(['csv', 'json', 'cmf'] as const)(
  '%s, spoilt: read or refused in our words, and accepted only as it stands there',
  (form) => {
    let compared = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...FILES[form]),
        fc.array(change, { maxLength: 4 }),
        fc.constantFrom(...(Object.keys(ENCODERS) as (keyof typeof ENCODERS)[])),
        spoiltBytes,
        fc.boolean(),
        (file, changes, encoding, spoilt, packed) => {
          const text = changes.reduce((spoiled, act) => act(spoiled), file);
          const bytes = Uint8Array.from(ENCODERS[encoding](text));
          if (spoilt !== null && bytes.length > 0) bytes[Math.floor(spoilt[0] * bytes.length)] = spoilt[1];
          const found = outcome(packed ? zipSync({ 'a.txt': bytes }, { level: 1 }) : bytes);
          if (found instanceof ProfileError) {
            refused += 1;
            expect(found.message).toMatch(/^[^\0\n]{10,500}$/);
            return;
          }
          for (const sample of found.samples) {
            expect([sample.profile === undefined, sample.sample]).toEqual([
              sample.problems.length > 0,
              sample.sample.trim(),
            ]);
          }
          compared += compare(found, textOf(bytes, found.encoding), form);
        },
      ),
      { numRuns: Math.ceil(RUNS / 3), seed: SEED },
    );
    // The test must have had something to compare and something to refuse.
    expect([compared > RUNS / 30, refused > RUNS / 30]).toEqual([true, true]);
  },
);

const SMALL = [
  { sample: 'KL-1', profile: { TH01: ['6', '9.3'], FGA: ['20', '22.2'] } },
  { sample: 'KL-2', profile: { TH01: ['7', '8'] } },
];

test.each([
  ['csv', ...[',', ';', '\t'].map((separator) => [...writeCsv(SMALL, separator as ',')].join(''))],
  ['json', [...writeJson(SMALL)].join('')],
  ['cmf', [...writeCmf(SMALL, FACTS)].join('')],
] as [PlainForm, ...string[]][])('%s with every value in every place', (form, ...files) => {
  const told = new Set<string>();
  for (const file of files) {
    for (const { 0: old, index } of file.matchAll(form === 'cmf' ? /(?<=>)[^<>\n]+(?=<)/g : VALUE)) {
      for (const put of VALUES) {
        const text = file.slice(0, index) + put + file.slice(index + old.length);
        const found = outcome(Buffer.from(text));
        if (found instanceof ProfileError) told.add(found.code);
        else compare(found, Buffer.from(text).toString(), form);
      }
    }
  }
  expect(told.size).toBeGreaterThan(1);
});

test('bytes of any kind are read or refused in our words', () => {
  const start = fc.constantFrom(
    '',
    'PK\x03\x04',
    '\xff\xfe',
    '<?xml version="1.0"?>',
    '{"samples":[',
    '"Output from Familias',
    'Sample Name,TH01\n',
  );
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 300 }), (begin, rest) => {
      outcome(Buffer.concat([Buffer.from(begin, 'latin1'), rest]));
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

test.each([
  ['a header of signs', `Sample Name,${'_'.repeat(90_000)}\nA,6\n`],
  ['cells of blanks', `Sample Name,TH01\nA,${', '.repeat(20_000)}\n`],
  ['a name of apostrophes', `Sample Name,TH01\n${"'".repeat(90_000)},6\n`],
  ['a specimen of loci', `<CODISImportFile><SPECIMEN>${'<LOCUS/>'.repeat(5000)}</SPECIMEN></CODISImportFile>`],
  ['a comment', `<CODISImportFile><!--${'-x'.repeat(1_000_000)}--></CODISImportFile>`],
  ['a name of an entity', `<CODISImportFile>&${'x'.repeat(1_000_000)};</CODISImportFile>`],
  ['a Familias file of persons', `"Output from Familias"\n""\n3\n999999\n${'1\n'.repeat(50_000)}`],
])('%s without end is refused or passed over in moments', (_what, text) => {
  const found = outcome(Buffer.from(text));
  if (!(found instanceof ProfileError)) expect(found.samples.map(({ profile }) => profile)).toEqual([undefined]);
});
