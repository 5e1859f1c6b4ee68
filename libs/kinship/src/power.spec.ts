import fc from 'fast-check';
import { quantile, shareAtLeast } from './distribution.ts';
import type { LocusTable } from './locus.ts';
import { chancesGiven, parentRatios } from './parent-ratios.ts';
import type { Pedigree } from './pedigree.ts';
import {
  candidateRatios,
  combinedExclusionChance,
  exclusionChance,
  expectedGain,
  meanLog10,
  type SearchingFamily,
  simulatePower,
} from './power.ts';
import { kinshipRatios, type LocusAnswer } from './question.ts';
import { seededRandom } from './random.ts';
import { chanceAtLeast, combinedRatios } from './ratio-grid.ts';

const NONE = { model: 'none', maleRate: 0, femaleRate: 0 } as const;
const STEPWISE = { model: 'stepwise', maleRate: 0.02, femaleRate: 0.01, range: 0.1, rate2: 0.001 } as const;
const LOCI: readonly LocusTable[] = ['TH01', 'TPOX', 'vWA', 'FGA'].map((locus, i) => ({
  locus,
  alleles: ['6', '7', '8', '9'],
  frequencies: [0.1 + i / 100, 0.2 - i / 100, 0.3, 0.4],
}));
const founder = (id: string, sex: 'male' | 'female') => ({ id, sex, father: null, mother: null });
const BOTH: Pedigree = [
  founder('F', 'male'),
  founder('M', 'female'),
  { id: 'lost', sex: 'male', father: 'F', mother: 'M' },
  { id: 'sister', sex: 'female', father: 'F', mother: 'M' },
];
const family = (over: Partial<SearchingFamily> = {}): SearchingFamily => ({
  pedigree: BOTH,
  place: 'lost',
  profiles: { M: { TH01: ['6', '8'], TPOX: ['7', '7'], vWA: ['8', '9'], FGA: ['6', '9'] } },
  settings: { theta: 0, mutation: NONE },
  ...over,
});

const frequencies = fc
  .array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 8 })
  .map((counts) => counts.map((count) => count / counts.reduce((sum, other) => sum + other, 0)));

test('the power of exclusion of one locus: the formulas of Jamieson and Taylor', () => {
  fc.assert(
    fc.property(frequencies, (f) => {
      const table = { locus: 'X', alleles: f.map((_, i) => String(i + 5)), frequencies: f };
      const power = (k: number): number => f.reduce((sum, p) => sum + p ** k, 0);
      const [s2, s3, s4, s5] = [power(2), power(3), power(4), power(5)];
      const one = 1 - 4 * s2 + 2 * s2 ** 2 + 4 * s3 - 3 * s4;
      const known = 1 - 2 * s2 + s3 + 2 * s4 - 3 * s5 - 2 * s2 ** 2 + 3 * s2 * s3;
      expect(exclusionChance(table, 'one-parent')).toBeCloseTo(one, 12);
      expect(exclusionChance(table, 'known-parent')).toBeCloseTo(known, 12);
    }),
    { seed: 2, numRuns: 40 },
  );
});

test('exclusion by several loci: one minus the chance that none excludes', () => {
  const [a, b] = LOCI as readonly [LocusTable, LocusTable];
  const both = 1 - (1 - exclusionChance(a, 'one-parent')) * (1 - exclusionChance(b, 'one-parent'));
  expect(combinedExclusionChance([a, b], 'one-parent')).toBeCloseTo(both, 14);
});

test('what a candidate can come to is what the engine says of each genotype, and as probable as its likelihood', () => {
  for (const mutation of [NONE, STEPWISE]) {
    for (const theta of [0, 0.03]) {
      const [table] = LOCI as readonly [LocusTable];
      const asked = family({ settings: { theta, mutation } });
      const found = candidateRatios(asked, table);
      const beside: Pedigree = [
        ...BOTH.map((p) => ({ ...p, id: p.id === 'lost' ? 'empty' : p.id })),
        founder('lost', 'male'),
      ];
      const chances = new Map<string, readonly [number, number]>();
      const given = kinshipRatios({
        hypotheses: [{ name: 'h1', pedigree: BOTH }],
        against: 'h1',
        loci: [{ table, observations: { M: ['6', '8'] } }],
        settings: { theta, mutation },
      }).loci[0]?.likelihoods.h1 as number;
      for (const [i, a] of table.alleles.entries()) {
        for (const b of table.alleles.slice(i)) {
          const { likelihoods, ratios } = kinshipRatios({
            hypotheses: [
              { name: 'h1', pedigree: BOTH },
              { name: 'h2', pedigree: beside },
            ],
            against: 'h2',
            loci: [{ table, observations: { M: ['6', '8'], lost: [a, b] } }],
            settings: { theta, mutation },
          }).loci[0] as LocusAnswer;
          const key = Math.log10(ratios.h1 as number).toFixed(8);
          const [p, q] = chances.get(key) ?? [0, 0];
          chances.set(key, [p + (likelihoods.h1 as number) / given, q + (likelihoods.h2 as number) / given]);
        }
      }
      expect([...found.log10].map((value) => value.toFixed(8)).sort()).toEqual([...chances.keys()].sort());
      for (const [i, log10] of found.log10.entries()) {
        const [p, q] = chances.get(log10.toFixed(8)) as readonly [number, number];
        expect(found.related[i]).toBeCloseTo(p, 11);
        expect(found.unrelated[i]).toBeCloseTo(q, 11);
      }
    }
  }
});

test('simulated candidates come as often to a ratio as the exact distribution says', () => {
  const plan = { loci: LOCI, typed: ['M'] };
  const { related, unrelated } = simulatePower(family(), plan, 4000, seededRandom('candidates'));
  const loci = LOCI.map((table) => candidateRatios(family(), table));
  for (const [values, truth] of [
    [related, 'parent'],
    [unrelated, 'unrelated'],
  ] as const) {
    const exact = chanceAtLeast(combinedRatios(loci, truth, 1e-4), 3);
    const { share, standardError } = shareAtLeast(values, Math.log10(3));
    expect(Math.abs(share - exact.low)).toBeLessThan(4 * standardError + exact.high - exact.low);
  }
});

test('relatives not typed yet are drawn: a mother and her child drawn together are the exact parent and child', () => {
  const pedigree: Pedigree = [founder('M', 'female'), { id: 'lost', sex: 'male', father: null, mother: 'M' }];
  const asked = family({ pedigree, profiles: {} });
  const [table] = LOCI as readonly [LocusTable];
  const { related, unrelated } = simulatePower(asked, { loci: [table], typed: ['M'] }, 6000, seededRandom('drawn'));
  const ratios = parentRatios(table, 'one-parent', NONE, 'female');
  for (const [values, truth] of [
    [related, 'parent'],
    [unrelated, 'unrelated'],
  ] as const) {
    const chances = chancesGiven(ratios, truth);
    for (const [i, log10] of ratios.log10.entries()) {
      const share = values.filter((value) => value === log10 || Math.abs(value - log10) < 1e-9).length / values.length;
      expect(Math.abs(share - (chances[i] as number))).toBeLessThan(0.025);
    }
  }
});

test('typing the father or more loci is worth something, and the same seed gives the same answer', () => {
  const narrow = simulatePower(family(), { loci: LOCI.slice(0, 2), typed: ['M'] }, 800, seededRandom('a'));
  const wider = simulatePower(family(), { loci: LOCI, typed: ['M'] }, 800, seededRandom('b'));
  const father = simulatePower(family(), { loci: LOCI, typed: ['M', 'F', 'sister'] }, 800, seededRandom('c'));
  for (const [before, after] of [
    [narrow, wider],
    [wider, father],
  ] as const) {
    const { gain, standardError } = expectedGain(before, after);
    expect(gain).toBeGreaterThan(5 * standardError);
  }
  const again = simulatePower(family(), { loci: LOCI, typed: ['M'] }, 800, seededRandom('b'));
  expect(again).toEqual(wider);
  expect(quantile(wider.unrelated, 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(meanLog10(wider.unrelated).mean).toBe(Number.NEGATIVE_INFINITY);
});

test('the mean and its standard error', () => {
  expect(meanLog10(Float64Array.of(1, 2, 3, 6))).toEqual({ mean: 3, standardError: Math.sqrt(14 / 3 / 4) });
});

test.each([
  ['a place not in the pedigree', { place: 'nobody' }, 'Person nobody must be'],
  ['a place that is typed', { place: 'M' }, 'Person M must be'],
  ['a typed stranger', { profiles: { X: { TH01: ['6', '6'] } } }, 'Person X is typed'],
  ['one allele seen', { profiles: { M: { TH01: ['6'] } } }, 'Person M shows one allele at locus TH01'],
  [
    'an impossible family',
    { profiles: { M: { TH01: ['6', '6'] }, sister: { TH01: ['7', '7'] } } },
    'at locus TH01 are',
  ],
  ['theta of one', { settings: { theta: 1, mutation: NONE } }, 'Theta'],
])('refused: %s', (_, over, message) => {
  expect(() => candidateRatios(family(over as Partial<SearchingFamily>), LOCI[0] as LocusTable)).toThrow(message);
});

test('refused: typing the one who is sought, and no simulation at all', () => {
  expect(() => simulatePower(family(), { loci: LOCI, typed: ['lost'] }, 9, seededRandom('x'))).toThrow('Person lost');
  expect(() => simulatePower(family(), { loci: LOCI, typed: ['M'] }, 0, seededRandom('x'))).toThrow('simulations');
});
