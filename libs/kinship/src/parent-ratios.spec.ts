import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareAlleles, readFrequencyTable } from '@kinledger/profile';
import fc from 'fast-check';
import { shareAtLeast, simulateRatios } from './distribution.ts';
import { likelihood } from './likelihood.ts';
import { type LocusTable, locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { preparePanel } from './panel.ts';
import { chancesGiven, type LocusRatios, type ParentQuestion, parentRatios, type Truth } from './parent-ratios.ts';
import type { Pedigree, Person } from './pedigree.ts';
import { seededRandom } from './random.ts';
import { chanceAtLeast, chanceBelow, combinedRatios } from './ratio-grid.ts';

const NONE: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 };
const STEPWISE: MutationSettings = { model: 'stepwise', maleRate: 0.02, femaleRate: 0.01, range: 0.1, rate2: 0.001 };
const TABLE: LocusTable = { locus: 'TH01', alleles: ['6', '9.3', '10'], frequencies: [0.2, 0.3, 0.5] };

const person = (
  id: string,
  sex: Person['sex'],
  father: string | null = null,
  mother: string | null = null,
): Person => ({
  id,
  sex,
  father,
  mother,
});
const OTHER = person('other', 'female');
const GRANDFATHER = person('grandfather', 'male');
const GRANDMOTHER = person('grandmother', 'female');
const FATHER = person('father', 'male', 'grandfather', 'grandmother');
const CHILD = person('child', 'male', 'father', 'other');

/** The family of a child by its true father, the candidate standing where the truth has him. */
const FAMILIES: Readonly<Record<Truth, Pedigree>> = {
  parent: [OTHER, person('candidate', 'male'), { ...CHILD, father: 'candidate' }],
  'full-sibling': [
    OTHER,
    GRANDFATHER,
    GRANDMOTHER,
    FATHER,
    CHILD,
    person('candidate', 'male', 'grandfather', 'grandmother'),
  ],
  'half-sibling': [OTHER, GRANDFATHER, GRANDMOTHER, FATHER, CHILD, person('candidate', 'male', 'grandfather', null)],
  'uncle-or-aunt': [
    OTHER,
    person('elder', 'male'),
    person('eldress', 'female'),
    person('grandfather', 'male', 'elder', 'eldress'),
    GRANDMOTHER,
    FATHER,
    CHILD,
    person('candidate', 'male', 'elder', 'eldress'),
  ],
  unrelated: [OTHER, person('candidate', 'male'), { ...CHILD, father: null }],
};

/** Probability by ratio, from the engine: every genotype of the typed persons, one after the other. */
function enumerated(question: ParentQuestion, truth: Truth, mutation: MutationSettings): Map<string, number> {
  const model = locusModel(TABLE, { mutation });
  const { alleles } = TABLE;
  const genotypes = alleles.flatMap((a, i) => alleles.slice(i).map((b) => [a, b]));
  const typed = question === 'one-parent' ? ['candidate', 'child'] : ['candidate', 'child', 'other'];
  const shape = (pedigree: Pedigree): Pedigree =>
    question === 'known-parent' ? pedigree : pedigree.map((p) => (p.id === 'child' ? { ...p, mother: null } : p));
  const found = new Map<string, number>();
  const visit = (observations: Record<string, string[]>, rest: readonly string[]): void => {
    const [next, ...later] = rest;
    if (next !== undefined) {
      for (const genotype of genotypes) visit({ ...observations, [next]: genotype }, later);
      return;
    }
    const above = likelihood(shape(FAMILIES.parent), observations, model);
    const below = likelihood(shape(FAMILIES.unrelated), observations, model);
    if (below === 0) return;
    const key = Math.log10(above / below).toFixed(9);
    found.set(key, (found.get(key) ?? 0) + likelihood(shape(FAMILIES[truth]), observations, model));
  };
  visit({}, typed);
  return found;
}

const TRUTHS = Object.keys(FAMILIES) as Truth[];
const CASES = (['one-parent', 'known-parent'] as const).flatMap((question) => [
  ...TRUTHS.map((truth) => [question, truth, 'no', NONE] as const),
  ...(['parent', 'unrelated'] as const).map((truth) => [question, truth, 'stepwise', STEPWISE] as const),
]);

test.each(CASES)(
  '%s, the candidate being %s, %s mutation: the engine over all genotypes',
  (question, truth, _, mutation) => {
    const ratios = parentRatios(TABLE, question, mutation);
    const chances = chancesGiven(ratios, truth);
    const ours = new Map<string, number>();
    for (const [i, log10] of ratios.log10.entries()) ours.set(log10.toFixed(9), chances[i] as number);
    const theirs = enumerated(question, truth, mutation);
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    for (const [key, chance] of theirs) expect(ours.get(key)).toBeCloseTo(chance, 13);
  },
);

test('two alleles, one parent: the ratios of the textbook', () => {
  const [p, q] = [0.2, 0.8];
  const { log10, unrelated } = parentRatios({ ...TABLE, alleles: ['6', '7'], frequencies: [p, q] }, 'one-parent', NONE);
  const expected = [
    [0, 2 * p * p * q * q],
    [1 / (2 * q), 2 * (q * q * 2 * p * q)],
    [1 / q, q ** 4],
    [1 / (4 * p * q), 4 * p * p * q * q],
    [1 / (2 * p), 2 * (p * p * 2 * p * q)],
    [1 / p, p ** 4],
  ].sort(([a], [b]) => (a as number) - (b as number));
  expect([...log10].map((value) => 10 ** value)).toEqual(
    expected.map(([ratio]) => expect.closeTo(ratio as number, 12)),
  );
  expect([...unrelated]).toEqual(expected.map(([, chance]) => expect.closeTo(chance as number, 12)));
});

const tables = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 6 }).map((counts): LocusTable => {
  const sum = counts.reduce((total, count) => total + count, 0);
  return { locus: 'X', alleles: counts.map((_, i) => String(i + 6)), frequencies: counts.map((count) => count / sum) };
});

test('the chances sum to 1, the mean ratio of unrelated pairs is 1, and t is reached at most once in t', () => {
  fc.assert(
    fc.property(
      fc.array(tables, { minLength: 1, maxLength: 4 }),
      fc.constantFrom<ParentQuestion>('one-parent', 'known-parent'),
      fc.constantFrom(NONE, STEPWISE),
      fc.double({ min: 1, max: 1000, noNaN: true }),
      (several, question, mutation, ratio) => {
        const loci = several.map((table) => parentRatios(table, question, mutation));
        for (const { log10, related, unrelated } of loci) {
          expect(sum(related)).toBeCloseTo(1, 12);
          expect(sum(unrelated)).toBeCloseTo(1, 12);
          expect(sum(unrelated.map((p, i) => p * 10 ** (log10[i] as number)))).toBeCloseTo(1, 12);
        }
        const combined = combinedRatios(loci, 'unrelated', 0.01);
        expect(sum(combined.cells) + combined.zero).toBeCloseTo(1, 12);
        expect(chanceAtLeast(combined, ratio).low).toBeLessThanOrEqual(1 / ratio);
      },
    ),
    { seed: 3, numRuns: 25 },
  );
});

test('the bracket holds the exact chance, found by going through all combinations of two loci', () => {
  const second = { ...TABLE, alleles: ['6', '7', '8', '9'], frequencies: [0.1, 0.2, 0.3, 0.4] };
  const loci = [parentRatios(TABLE, 'one-parent', NONE), parentRatios(second, 'one-parent', NONE)] as const;
  for (const truth of TRUTHS) {
    for (const ratio of [0.5, 2.01, 5.03, 20.07]) {
      const combined = combinedRatios(loci, truth, 0.01);
      const exact = bothLoci(loci, truth, Math.log10(ratio));
      const { low, high } = chanceAtLeast(combined, ratio);
      expect(low).toBeLessThanOrEqual(exact + 1e-12);
      expect(high).toBeGreaterThanOrEqual(exact - 1e-12);
      const fine = chanceAtLeast(combinedRatios(loci, truth, 1e-4), ratio);
      expect(fine.low).toBeCloseTo(exact, 9);
      expect(fine.high).toBeCloseTo(exact, 9);
    }
  }
});

const file = join(__dirname, '../../../database/reference/frequencies/NIST1036-Asian.json');
const shipped = readFrequencyTable(JSON.parse(readFileSync(file, 'utf8')));
const IDENTIFILER =
  'D8S1179 D21S11 D7S820 CSF1PO D3S1358 TH01 D13S317 D16S539 D2S1338 D19S433 vWA TPOX D18S51 D5S818 FGA'.split(' ');
const nist = IDENTIFILER.map((locus): LocusTable => {
  const frequencies = shipped.loci[locus]?.frequencies ?? {};
  const alleles = Object.keys(frequencies).sort(compareAlleles);
  return { locus, alleles, frequencies: alleles.map((allele) => frequencies[allele] as number) };
});

test('25 to 26% of true one-parent pairs stay below 10,000 with 15 loci; published for Chinese tables: 23 to 25%', () => {
  const loci = nist.map((table) => parentRatios(table, 'one-parent', NONE));
  const below = chanceBelow(combinedRatios(loci, 'parent'), 10_000);
  expect(below.low).toBeGreaterThan(0.25);
  expect(below.high).toBeLessThan(0.262);
  expect(below.high - below.low).toBeLessThan(0.01);
  const consistent = 1 - combinedRatios(loci, 'unrelated').zero;
  expect(consistent).toBeCloseTo(273e-6, 6);
  expect(1 - combinedRatios(loci, 'full-sibling').zero).toBeCloseTo(0.0303, 4);
});

test('the simulation of the same families agrees within its error', () => {
  const panel = preparePanel(nist, { theta: 0, mutation: NONE });
  for (const [question, ratio] of [
    ['one-parent', 10_000],
    ['known-parent', 1_000_000],
  ] as const) {
    const random = seededRandom(question);
    const values = simulateRatios({ panel, question, sex: 'male', related: true, count: 4000, random });
    const { share, standardError } = shareAtLeast(values, Math.log10(ratio));
    const loci = nist.map((table) => parentRatios(table, question, NONE));
    const { low, high } = chanceAtLeast(combinedRatios(loci, 'parent'), ratio);
    expect(share).toBeGreaterThan(low - 4 * standardError);
    expect(share).toBeLessThan(high + 4 * standardError);
  }
});

test('an allele without frequency is refused by locus', () => {
  expect(() => parentRatios({ ...TABLE, frequencies: [0, 0.5, 0.5] }, 'one-parent', NONE)).toThrow('Locus TH01');
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function bothLoci([one, two]: readonly [LocusRatios, LocusRatios], truth: Truth, wanted: number): number {
  const [p, q] = [chancesGiven(one, truth), chancesGiven(two, truth)];
  let chance = 0;
  for (const [i, a] of one.log10.entries()) {
    for (const [j, b] of two.log10.entries()) if (a + b >= wanted) chance += (p[i] as number) * (q[j] as number);
  }
  return chance;
}
