import type { FrequencyTable } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import { frequenciesFor } from './minimum-frequency.ts';
import type { RareAlleleRule } from './settings.ts';

const table: FrequencyTable = {
  id: 'tiny',
  title: 'Tiny',
  population: 'nobody',
  source: 'made up',
  citation: 'none',
  licence: 'none',
  digest: 'none',
  loci: { TH01: { chromosomes: 200, frequencies: { 6: 0.5, 7: 0.45, 8: 0.05 } } },
};
const counted = (rule: RareAlleleRule, ...observed: readonly string[]) => {
  const { table: locus, note } = frequenciesFor(table, 'TH01', new Set(observed), rule);
  return { note, frequencies: Object.fromEntries(locus.alleles.map((allele, i) => [allele, locus.frequencies[i]])) };
};
const sum = (frequencies: Readonly<Record<string, number | undefined>>): number =>
  Object.values(frequencies).reduce<number>((total, f) => total + (f ?? Number.NaN), 0);

test('x+1: an observed allele counts as seen once more in one chromosome more', () => {
  const { frequencies, note } = counted('x+1', '6', '8');
  expect(frequencies[6]).toBeCloseTo((100 + 1) / 201, 15);
  expect(frequencies[8]).toBeCloseTo((10 + 1) / 201, 15);
  expect(sum(frequencies)).toBeCloseTo(1, 15);
  expect(note).toBeUndefined();
});

test('x+1: an allele that the table lacks counts as seen once, and the note says so', () => {
  const { frequencies, note } = counted('x+1', '9');
  expect(frequencies[9]).toBeCloseTo(1 / 201, 15);
  expect(frequencies[6]).toBeCloseTo((0.5 * 200) / 201, 15);
  expect(note).toBe('allele-not-in-table');
});

test('5/2N: an allele that the table lacks counts as seen five times', () => {
  const { frequencies, note } = counted('5/2N', '9');
  expect(frequencies[9]).toBeCloseTo(5 / 200, 15);
  expect(note).toBe('allele-not-in-table');
});

test.each<RareAlleleRule>(['refuse', 'none'])(
  '%s: the table as it is, and an allele that it lacks is an error',
  (rule) => {
    expect(counted(rule, '6').frequencies).toEqual({ 6: 0.5, 7: 0.45, 8: 0.05 });
    let refused: unknown;
    try {
      counted(rule, '9');
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(KinshipError);
    expect((refused as KinshipError).code).toBe('allele-not-in-table');
    expect((refused as KinshipError).message).toContain('TH01');
  },
);

test('observed alleles that exceed 1 together are scaled', () => {
  const small = { ...table, loci: { TH01: { chromosomes: 2, frequencies: { 6: 1 } } } };
  const { table: locus } = frequenciesFor(small, 'TH01', new Set(['6', '7', '8']), 'x+1');
  expect(locus.frequencies.reduce((total, f) => total + f, 0)).toBeCloseTo(1, 15);
  expect(locus.frequencies[0]).toBeCloseTo(3 / 5, 15);
});

test('as in the table: decimals that do not sum to 1 stand as printed, and what nobody carries makes up for it', () => {
  const printed = { ...table, loci: { TH01: { chromosomes: 200, frequencies: { 6: 0.5, 7: 0.449, 8: 0.05 } } } };
  const { table: locus } = frequenciesFor(printed, 'TH01', new Set(['6', '8']), 'refuse');
  expect(locus.frequencies[0]).toBe(0.5);
  expect(locus.frequencies[1]).toBeCloseTo(0.45, 15);
  expect(locus.frequencies[2]).toBe(0.05);
});
