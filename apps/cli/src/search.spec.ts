import { join } from 'node:path';
import { frequencyLookup } from './frequency-lookup.ts';
import { readSearch, type SearchFile, searchLine } from './search.ts';

const lookup = frequencyLookup(undefined, join(__dirname, '../../../database/reference/frequencies'));
const frequency = (locus: string, allele: string): number => lookup('NIST1036-Cauc')[locus]?.[allele] as number;

const search: SearchFile = {
  frequencies: 'NIST1036-Cauc',
  loci: ['TH01', 'vWA'],
  query: { id: 'Q', sex: 2, genotypes: { TH01: ['6', '9.3'], vWA: ['16', '17'] } },
  profiles: {
    weak: ['6/7', ''],
    strong: ['6/9.3', '16/17'],
    never: ['7/8', '16/17'],
    strange: ['6/6', '16/99'],
    empty: ['', null],
  },
  scenarios: [{ name: 'none', theta: 0, mutation: { model: 'none' } }],
};

test('every profile is compared or counted as skipped, those with a ratio above zero stand best first', () => {
  const line = searchLine(search, { name: 'none' }, lookup);
  expect(line).toMatchObject({ name: 'none', compared: 3, skipped: 2 });
  expect(line.candidates.map(({ id }) => id)).toEqual(['strong', 'weak']);
  expect(line.candidates[1]?.log10LR).toBeCloseTo(Math.log10(1 / (4 * frequency('TH01', '6'))), 12);
});

test('with a mutation model no profile is impossible, and a father mutates at the rate of fathers', () => {
  const mutation = { model: 'equal', maleRate: 0.02, femaleRate: 0.01 } as const;
  const ratioOf = (sex: 1 | 2): number => {
    const line = searchLine({ ...search, query: { ...search.query, sex } }, { name: 'equal', mutation }, lookup);
    expect(line.candidates).toHaveLength(3);
    return line.candidates.find(({ id }) => id === 'never')?.log10LR as number;
  };
  expect(ratioOf(1)).toBeGreaterThan(ratioOf(2));
});

test('a file without a query is refused', () => {
  expect(() => readSearch('{"profiles":{}}')).toThrow('no "query"');
});
