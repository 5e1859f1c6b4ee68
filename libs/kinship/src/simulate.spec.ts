import type { FrequencyTable } from '@kinledger/profile';
import { seededRandom } from './random.ts';
import { simulateChild, simulateProfile } from './simulate.ts';

const frequencies = { '9': 0.2, '9.3': 0.3, '10': 0.5 };
const table: FrequencyTable = {
  id: 'test-table',
  title: 'Test table',
  population: 'nobody',
  source: 'made up',
  citation: 'none',
  licence: 'none',
  digest: 'd1',
  loci: { TH01: { chromosomes: 500, frequencies }, TPOX: { chromosomes: 500, frequencies } },
};

test('a seed gives the same numbers every time, on every machine', () => {
  const random = seededRandom('kinledger');
  const first = [random(), random(), random()];
  const again = seededRandom('kinledger');
  expect([again(), again(), again()]).toEqual(first);
  expect(seededRandom('kinledger ')()).not.toBe(first[0]);
  expect(first).toEqual([0.5986133748515441, 0.936706614429998, 0.43255443189744247]);
});

test('alleles are drawn as often as the table says, and genotypes are sorted', () => {
  const random = seededRandom('frequencies');
  const counts: Record<string, number> = {};
  for (let i = 0; i < 20_000; i++) {
    const [a, b] = simulateProfile(table, random, ['TH01']).TH01 as [string, string];
    expect(Number(a)).toBeLessThanOrEqual(Number(b));
    for (const allele of [a, b]) counts[allele] = (counts[allele] ?? 0) + 1;
  }
  for (const [allele, f] of Object.entries(frequencies)) {
    expect(Math.abs((counts[allele] as number) / 40_000 - f)).toBeLessThan(0.01);
  }
});

test('a child has one allele of each parent at the loci they have in common', () => {
  const random = seededRandom('child');
  const father = { TH01: ['9', '9'], TPOX: ['9', '9'] };
  const child = simulateChild({ father, mother: { TH01: ['10', '10'] } }, table, random);
  expect(child).toEqual({ TH01: ['9', '10'] });
  const half = simulateChild({ father, mother: null }, table, random);
  expect(Object.keys(half)).toEqual(['TH01', 'TPOX']);
  for (const genotype of Object.values(half)) expect(genotype).toContain('9');
});

test('with a mutation rate of one no allele arrives as it was', () => {
  const mutation = { model: 'equal', maleRate: 1, femaleRate: 1 } as const;
  const parents = { father: { TH01: ['9', '9'] }, mother: { TH01: ['9', '9'] } };
  const child = simulateChild(parents, table, seededRandom('mutation'), mutation);
  expect(child.TH01).not.toContain('9');
});
