import fc from 'fast-check';
import {
  cmfMisfit,
  compareAlleles,
  type Encoding,
  isCmfLaboratory,
  LOCI,
  mappedForCmf,
  type Profile,
  readUpload,
  type SampleToWrite,
  writeCmf,
  writeCsv,
  writeJson,
} from './index.ts';

const CMF = {
  destination: 'KLTEST',
  sourceLaboratory: 'KLTEST',
  submittedBy: 'kl',
  submittedAt: '2026-01-05T10:00:00',
  readingBy: 'kl',
  readingAt: '2026-01-05T09:00:00',
  category: 'Biological Mother',
};

const WRITERS = {
  csv: (samples: readonly SampleToWrite[]) => writeCsv(samples),
  'csv with semicolons': (samples: readonly SampleToWrite[]) => writeCsv(samples, ';'),
  'csv with tabs': (samples: readonly SampleToWrite[]) => writeCsv(samples, '\t'),
  json: writeJson,
  'codis-xml': (samples: readonly SampleToWrite[]) => writeCmf(samples, CMF),
};

const written = (form: keyof typeof WRITERS, samples: readonly SampleToWrite[]): string =>
  [...WRITERS[form](samples)].join('');

/** Every character of GB18030 in two bytes, by which text becomes bytes here; the platform has no such encoder. */
const GB18030: ReadonlyMap<string, readonly number[]> = new Map(
  Array.from({ length: 0x7e }, (_, i) => i + 0x81).flatMap((lead) =>
    Array.from({ length: 0xbf }, (_, i) => i + 0x40)
      .filter((trail) => trail !== 0x7f)
      .map((trail) => [new TextDecoder('gb18030').decode(Uint8Array.of(lead, trail)), [lead, trail]] as const),
  ),
);

const ENCODERS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'utf-8': (text) => new TextEncoder().encode(text),
  'utf-8 with a mark': (text) => new TextEncoder().encode(`\ufeff${text}`),
  'utf-16le': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
  gb18030: (text) => Uint8Array.from([...text].flatMap((sign) => GB18030.get(sign) ?? [sign.charCodeAt(0)])),
};

const SIGNS: Readonly<Record<string, string>> = {
  'windows-1252': 'aZ09=+-@\'",; \t<>&.#/éßÿñÀ',
  gb18030: 'aZ09=+-@\'",; \t<>&.#/样本张镕朱雷',
};

const COMMON = new Set(['csv', 'json']);

const profileOf = (forCmf: boolean): fc.Arbitrary<Profile> =>
  fc
    .uniqueArray(fc.constantFrom(...LOCI.filter(({ kind, name }) => (forCmf ? FOR_CMF.has(name) : kind !== 'sex'))), {
      minLength: 1,
      maxLength: 30,
      selector: ({ name }) => name,
    })
    .chain((loci) =>
      fc.tuple(
        ...loci.map(({ name, range: [smallest, largest] }) => {
          const whole = Array.from({ length: 99 }, (_, i) => i).filter(
            (n) => n > Number(smallest) && n < Number(largest),
          );
          const alleles = [smallest, largest, ...whole.map(String), ...whole.slice(0, -1).map((n) => `${n}.2`)];
          return fc
            .array(fc.constantFrom(...alleles), { minLength: 1, maxLength: 2 })
            .map((genotype) => [name, genotype.sort(compareAlleles)] as const);
        }),
      ),
    )
    .map((entries): Profile => Object.fromEntries(entries));

const FOR_CMF = new Set(['TH01', 'TPOX', 'vWA', 'FGA', 'Penta D', 'SE33', 'D21S11', 'DYS389I', 'DYS385', 'D3S1358']);

const name = (signs: string): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 20 })
    .map((text) => text.replace(/[\t]/g, '').trim())
    .filter((text) => text !== '');

const cases = Object.keys(WRITERS).flatMap((form) =>
  Object.keys(ENCODERS).map((encoding) => [form as keyof typeof WRITERS, encoding] as const),
);

test.each(cases)('%s in %s: what is written is read again, whatever the profiles', (form, encoding) => {
  const isXml = form === 'codis-xml';
  const signs = SIGNS[encoding] ?? 'aZ09=+-@\'",; \t<>&.#/éß样本𝔸＝';
  const samples = fc.uniqueArray(
    fc.record({ sample: name(isXml ? signs.replaceAll(';', '') : signs), profile: profileOf(isXml) }),
    { minLength: 1, maxLength: 4, selector: ({ sample }) => sample.normalize('NFC') },
  );
  const stated = encoding in SIGNS ? { encoding: encoding as Encoding } : {};
  fc.assert(
    fc.property(samples, (list) => {
      const text = written(form, list);
      const declared =
        encoding === 'gb18030' || encoding === 'windows-1252' ? text.replace(' encoding="UTF-8"', '') : text;
      const { samples: found, problems } = readUpload(ENCODERS[encoding]!(declared), stated);
      expect(problems).toEqual([]);
      expect(found.map(({ sample, profile }) => ({ sample, profile }))).toEqual(list);
    }),
    { numRuns: COMMON.has(form) ? 40 : 15 },
  );
});

const ODD = { sample: 'A', profile: { TPOX: ['8', '10', '11'], AMEL: ['X'], DYS389II: ['29'] } };

test.each(Object.keys(WRITERS) as (keyof typeof WRITERS)[])(
  '%s: three alleles and Amelogenin are written as they are',
  (form) => {
    const [sample] = readUpload(new TextEncoder().encode(written(form, [ODD]))).samples;
    expect(sample?.profile).toEqual(ODD.profile);
  },
);

test.each(['=1+2', '+1', '-5649', '@A', '＝A', "'=A", "''-"])(
  '%s is written so that no spreadsheet takes it for a formula',
  (sample) => {
    const text = written('csv', [{ sample, profile: { TH01: ['6'] } }]);
    expect(text.split('\r\n')[1]).toMatch(/^'/);
    expect(readUpload(new TextEncoder().encode(text)).samples[0]?.sample).toBe(sample);
  },
);

test('a list without samples is written, and refused when read', () => {
  for (const form of Object.keys(WRITERS) as (keyof typeof WRITERS)[]) {
    expect(() => readUpload(new TextEncoder().encode(written(form, [])))).toThrow(
      expect.objectContaining({ code: 'empty-file' }),
    );
  }
});

test.each([
  ['a name too long', { sample: 'x'.repeat(25), profile: { TH01: ['6'] } }],
  ['a name with a bar', { sample: 'a|b', profile: { TH01: ['6'] } }],
  ['a locus that it lacks', { sample: 'A', profile: { D6S1043: ['12'] } }],
])('a CODIS file is not written with %s', (_what, sample) => {
  expect(() => written('codis-xml', [sample])).toThrow(expect.objectContaining({ name: 'ProfileError' }));
});

test('what CODIS has no room for is mapped in sight: an id for the name, a comment for the rest', () => {
  const odd = { sample: `${'x'.repeat(25)};1`, profile: { TH01: ['6'], D6S1043: ['12', '13'] } };
  expect(cmfMisfit(odd)).toEqual({ name: true, loci: ['D6S1043'] });
  const mapped = mappedForCmf(odd, 'KL-1');
  const comment = `sample name: ${'x'.repeat(25)}%3B1, left out: D6S1043`;
  expect(mapped).toEqual({ sample: 'KL-1', profile: { TH01: ['6'] }, comment });
  const text = written('codis-xml', [mapped]);
  expect(text).toContain(`<SPECIMENCOMMENT>${comment}</SPECIMENCOMMENT>`);
  expect(readUpload(new TextEncoder().encode(text)).samples).toMatchObject([
    { sample: 'KL-1', profile: { TH01: ['6'] } },
  ]);
  expect(mappedForCmf({ sample: 'A', profile: { TH01: ['6'] } }, 'KL-2')).toEqual({
    sample: 'A',
    profile: { TH01: ['6'] },
  });
});

test('a comment that would be too long for CODIS counts the loci that are left out, and none is cut', () => {
  const profile = Object.fromEntries(LOCI.map(({ name: locus }) => [locus, ['12']]));
  const { comment, profile: kept } = mappedForCmf({ sample: 'A'.repeat(64), profile }, 'KL-1');
  expect(comment).toBe(`sample name: ${'A'.repeat(64)}, left out: ${LOCI.length - Object.keys(kept).length} loci`);
  expect([isCmfLaboratory('Laboratory'), isCmfLaboratory('Laboratory1'), isCmfLaboratory('a;b')]).toEqual([
    true,
    false,
    false,
  ]);
});
