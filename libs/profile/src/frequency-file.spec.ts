import { readdirSync, readFileSync } from 'node:fs';
import { copiesAmong, type FrequencyFile, readFrequencyFile, readFrequencyTable, reviewFrequencies } from './index.ts';

const FOLDER = 'database/reference/frequencies';
const KNOWN = readdirSync(FOLDER).map((file) =>
  readFrequencyTable(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))),
);
const read = (text: string): FrequencyFile => readFrequencyFile(new TextEncoder().encode(text));
const codeOf = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'read';
};

/** A shipped table as FSIgen has it, with the decimals asked for and N in chromosomes. */
function fsigen(id: string, decimals: number, loci: readonly string[]): string {
  const table = KNOWN.find((one) => one.id === id)!;
  const alleles = [...new Set(loci.flatMap((locus) => Object.keys(table.loci[locus]!.frequencies)))];
  const rows = alleles.map((allele) =>
    [allele, ...loci.map((locus) => (table.loci[locus]!.frequencies[allele] ?? 0).toFixed(decimals))].join(','),
  );
  const counts = loci.map((locus) => table.loci[locus]!.chromosomes);
  return [`Allele,${loci.join(',')}`, ...rows, `N,${counts.join(',')}`, ''].join('\n');
}

const LOCI = ['TH01', 'FGA', 'D3S1358', 'Penta E'];

test('a table of FSIgen gives back the counts that it was made of', () => {
  const [population] = read(fsigen('FBI2015-Apache', 4, LOCI)).populations;
  const { loci } = reviewFrequencies(population!, 'chromosomes', []);
  expect(loci.map(({ locus, chromosomes, problems }) => [locus, chromosomes, problems])).toEqual(
    LOCI.map((locus) => [locus, 384, []]),
  );
  const shipped = JSON.parse(readFileSync(`${FOLDER}/FBI2015-Apache.json`, 'utf8')).loci;
  for (const { locus, counts } of loci) expect(counts).toEqual(shipped[locus].counts);
});

test('N in the wrong unit shows, and doubles or halves the minimum frequency', () => {
  const [population] = read(fsigen('FBI2015-Apache', 4, LOCI)).populations;
  const right = reviewFrequencies(population!, 'chromosomes', []);
  const wrong = reviewFrequencies(population!, 'individuals', []);
  expect([right.loci[0]?.minimumFrequency, wrong.loci[0]?.minimumFrequency]).toEqual([5 / 384, 5 / 768]);
  expect([right.unitDoubtful, wrong.unitDoubtful]).toEqual([false, true]);
});

test('a copy of a table is found under any name, and the nearest population with its distance', () => {
  const loci = Object.keys(KNOWN.find(({ id }) => id === 'UKDNA17-Chinese')!.loci);
  const [population] = read(fsigen('UKDNA17-Chinese', 4, loci)).populations;
  const review = reviewFrequencies(population!, 'chromosomes', KNOWN);
  expect(review.copyOf).toBe('UKDNA17-Chinese');
  const others = KNOWN.filter(({ id }) => id !== 'UKDNA17-Chinese');
  const without = reviewFrequencies(population!, 'chromosomes', others);
  expect(without.copyOf).toBeUndefined();
  expect(without.nearest).toMatchObject({ id: 'NIST1036-Asian', loci: 16 });
  expect(without.nearest?.distance).toBeCloseTo(0.0155, 3);
  expect(without.nearest?.fst).toBeCloseTo(0.0011, 3);
});

const STRIDER = (second: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><frequencies>${['VWA', 'TH01', 'FGA']
    .map(
      (marker) =>
        `<marker><name>${marker}</name><alleles>18, 20</alleles>${['AUSTRIA', second]
          .map(
            (origin, i) =>
              `<origin name="${origin}" n="222"><frequency allele="${marker === 'TH01' ? 6 : 18}">${second === 'COPY' || i === 0 ? '2.5e-1' : '3.5e-1'}</frequency><frequency allele="${marker === 'TH01' ? 7 : 20}">${second === 'COPY' || i === 0 ? '7.5e-1' : '6.5e-1'}</frequency></origin>`,
          )
          .join('')}</marker>`,
    )
    .join('')}</frequencies>`;

test('STRidER has several populations and counts persons', () => {
  const { format, populations } = read(STRIDER('BELGIUM'));
  expect([format, populations.map(({ name }) => name)]).toEqual(['strider-xml', ['AUSTRIA', 'BELGIUM']]);
  expect(populations[0]?.loci.vWA).toEqual({ n: 222, frequencies: { '18': 0.25, '20': 0.75 } });
  expect(reviewFrequencies(populations[0]!, 'individuals', []).loci[0]?.chromosomes).toBe(444);
  expect(copiesAmong(populations)).toEqual([]);
});

test('two populations of a file that are copies of each other are found', () => {
  expect(copiesAmong(read(STRIDER('COPY')).populations)).toEqual([['AUSTRIA', 'COPY']]);
});

test('tables of EuroForMix and strvalidator, and the text of Familias, are read', () => {
  const frequencies = { '6': 0.25, '9.3': 0.75 };
  expect(read('\ufeffAllele;TH01;Nonsense\n6;0,25;1\n9,3;0,75;\n').populations).toEqual([
    { name: '', loci: { TH01: { frequencies } }, unread: ['Nonsense'] },
  ]);
  expect(read('Database\tN\tAllele\tTHO1\nHere\t200\t6\t0.25\nHere\t200\t9.3\t0.75\n').populations).toEqual([
    { name: 'Here', loci: { TH01: { n: 200, frequencies } }, unread: [] },
  ]);
  expect(read('TH01\n6\t0.25\n9.3\t0.75\n\nFGA\n20\t1\n').populations[0]?.loci).toEqual({
    TH01: { frequencies },
    FGA: { frequencies: { '20': 1 } },
  });
});

test('a locus that does not sum to 1, has no N or strange alleles says so', () => {
  const [population] = read('Allele,TH01,FGA\n6,0.25,0.5\n9.3,0.70,\n20,,0.4\n>27,,0.1\n').populations;
  expect(
    reviewFrequencies(population!, 'chromosomes', []).loci.map(({ locus, problems }) => [locus, problems]),
  ).toEqual([
    ['TH01', ['sum-not-1', 'n-not-stated']],
    ['FGA', ['n-not-stated', 'outliers']],
  ]);
  expect(reviewFrequencies(population!, 'chromosomes', []).loci[1]?.outliers).toEqual(['6', '>27']);
});

test.each([
  ['', 'empty-file'],
  ['Allele,TH01\n', 'empty-file'],
  ['Allele,TH01\n6,1.5\n', 'bad-table'],
  ['Allele,TH01\n6,many\n', 'bad-table'],
  ['Allele,TH01\n__proto__,0.5\n', 'bad-table'],
  ['Allele,TH01\n6,0.5\n6,0.5\n', 'bad-table'],
  ['Allele,TH01\n6,0.5\nN,many\n', 'bad-table'],
  ['Allele,Nonsense\n6,0.5\n', 'unknown-format'],
  ['Sample Name,TH01\nA,6/7\n', 'unknown-format'],
  ['<a/>', 'unknown-format'],
  ['<frequencies/>', 'unknown-format'],
  ['<frequencies>', 'broken-file'],
])('%j is refused: %s', (text, code) => {
  expect(codeOf(text)).toBe(code);
});
