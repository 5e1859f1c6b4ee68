import { readdirSync, readFileSync } from 'node:fs';
import { parseProfile, readFrequencyTable } from './index.ts';

const FOLDER = 'database/reference/frequencies';
type Shipped = { digest: string; loci: Record<string, { chromosomes: number; counts: Record<string, number> }> };
const shipped = (population: string): Shipped =>
  JSON.parse(readFileSync(`database/reference/frequencies/NIST1036-${population}.json`, 'utf8'));

test.each([
  ['AfAm', 342],
  ['Asian', 97],
  ['Cauc', 361],
  ['Hisp', 236],
])('the table of %s holds 29 loci of the %i persons of NIST 1036', (population, persons) => {
  const table = readFrequencyTable(shipped(population));
  expect(Object.keys(table.loci)).toHaveLength(29);
  expect(table.loci.CSF1PO?.chromosomes).toBe(2 * persons);
  for (const { chromosomes, frequencies } of Object.values(table.loci)) {
    // One person of the set has no call at a few loci.
    expect([2 * persons, 2 * persons - 2]).toContain(chromosomes);
    expect(Object.values(frequencies).reduce((sum, frequency) => sum + frequency, 0)).toBeCloseTo(1, 12);
  }
});

test('a frequency is the exact count over the chromosomes typed', () => {
  const { frequencies } = readFrequencyTable(shipped('Cauc')).loci.CSF1PO!;
  expect(frequencies['12']).toBe(260 / 722);
});

test.each(readdirSync(FOLDER))(
  '%s: the file is named by its id, names its licence, and every locus sums to 1',
  (file) => {
    const table = readFrequencyTable(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')));
    expect(`${table.id}.json`).toBe(file);
    expect(table.licence).toMatch(/Public domain|Open Government Licence/);
    for (const { frequencies } of Object.values(table.loci)) {
      expect(Object.values(frequencies).reduce((sum, frequency) => sum + frequency, 0)).toBeCloseTo(1, 12);
    }
  },
);

test('every allele of a shipped table lies in the range of its locus', () => {
  const outside = readdirSync(FOLDER).flatMap((file) => {
    const { loci } = readFrequencyTable(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')));
    return Object.entries(loci).flatMap(([locus, { frequencies }]) =>
      Object.keys(frequencies).filter((allele) => !isRead(locus, allele)),
    );
  });
  expect(outside).toEqual([]);
});

function isRead(locus: string, allele: string): boolean {
  try {
    return parseProfile({ [locus]: [allele] })[locus]?.[0] === allele;
  } catch {
    return false;
  }
}

test('a table with one count moved from an allele to another is refused', () => {
  const table = shipped('Asian');
  table.loci.TH01!.counts['6']! += 1;
  table.loci.TH01!.counts['7']! -= 1;
  expect(() => readFrequencyTable(table)).toThrow(expect.objectContaining({ code: 'table-changed' }));
});

test('a table whose counts do not add up to its chromosomes is refused', () => {
  const table = shipped('Asian');
  table.loci.TH01!.chromosomes = 97;
  expect(() => readFrequencyTable(table)).toThrow(expect.objectContaining({ code: 'bad-table' }));
});

test('a table without a licence or a digest is refused', () => {
  expect(() => readFrequencyTable({ ...shipped('Asian'), licence: '' })).toThrow(/licence/);
  expect(() => readFrequencyTable({ ...shipped('Asian'), digest: undefined })).toThrow(/digest/);
});

const counted = (id: string): Shipped['loci'] => JSON.parse(readFileSync(`${FOLDER}/${id}.json`, 'utf8')).loci;

test('no two shipped tables have the same figures at more than a locus', () => {
  const tables = readdirSync(FOLDER).map((file) => [file, counted(file.replace('.json', ''))] as const);
  const copies = tables.flatMap(([first, loci], i) =>
    tables.slice(i + 1).flatMap(([second, others]) => {
      const same = Object.keys(loci).filter((locus) => JSON.stringify(loci[locus]) === JSON.stringify(others[locus]));
      return same.length > 1 ? [`${first} and ${second}: ${same.join(', ')}`] : [];
    }),
  );
  expect(copies).toEqual([]);
});

test.each([
  ['FBI2015-AfricanAmericanBahamianJamaican', ['FBI2015-AfricanAmerican', 'FBI2015-Bahamian', 'FBI2015-Jamaican']],
  ['UKDNA17-BlackAfricanCaribbean', ['UKDNA17-African', 'UKDNA17-AfricanCaribbean']],
])('the pooled table %s is the sum of its parts', (pooled, parts) => {
  for (const [locus, { counts }] of Object.entries(counted(pooled))) {
    const sums: Record<string, number> = {};
    for (const part of parts) {
      for (const [allele, count] of Object.entries(counted(part)[locus]!.counts))
        sums[allele] = (sums[allele] ?? 0) + count;
    }
    expect([locus, counts]).toEqual([locus, sums]);
  }
});
