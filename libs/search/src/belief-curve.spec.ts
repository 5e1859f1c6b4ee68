import { answerCompiled } from '@kinledger/kinship';
import { motherSeeks, NONE, placeQuestion, SMALL, STEPWISE, strangers } from '../../../test/support/belief.ts';
import { chanceCandidates } from './belief-chance.ts';
import { chanceFrom, ratioCurve } from './belief-curve.ts';
import { type LocusOutcomes, questionOutcomes } from './belief-outcomes.ts';
import type { Truth } from './belief-question.ts';
import { sampledChanceCandidates } from './belief-sampled.ts';

const small = (theta: number, mutation: typeof NONE): readonly LocusOutcomes[] => {
  const typed = { M: { TH01: ['6', '9.3'], TPOX: ['9', '9'], vWA: ['16', '18'] } };
  const asked = { related: 'M f, X m ? M', unrelated: 'M f, X m', place: 'X', typed, tables: SMALL };
  return questionOutcomes(placeQuestion({ ...asked, settings: { theta, mutation } })).loci;
};

/** Every combination of outcomes: sum of log10, and its chance. */
function enumerated(loci: readonly LocusOutcomes[], truth: Truth): readonly (readonly [number, number])[] {
  return loci.reduce<readonly (readonly [number, number])[]>(
    (sums, { log10, chances }) =>
      sums.flatMap(([sum, chance]) =>
        [...log10].map((value, i) => [sum + value, chance * chances[truth]![i]!] as const),
      ),
    [[0, 1]],
  );
}

const share = (all: readonly (readonly [number, number])[], log10: number): number =>
  all.reduce((sum, [value, chance]) => sum + (value >= log10 - 1e-12 ? chance : 0), 0);

test.each([
  [0, NONE],
  [0.03, STEPWISE],
])('the curve holds what enumerating all genotypes of three loci gives, theta %s', (theta, mutation) => {
  const loci = small(theta, mutation);
  for (const truth of ['unrelated', 'related', 'full-sibling', 'half-sibling'] as const) {
    const all = enumerated(loci, truth);
    const curve = ratioCurve(loci, truth);
    const possible = all.map(([value]) => value).filter((value) => value >= 0);
    expect(possible.length).toBeGreaterThan(5);
    for (const log10 of [0, 0.3, 1, 1.234, 2, 9, ...possible]) {
      const { low, value, high } = chanceFrom(curve, log10);
      const expected = share(all, log10);
      expect(low).toBeLessThanOrEqual(expected * (1 + 1e-12));
      expect(high).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
      expect(value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12)).toBe(true);
    }
  }
});

test('a registry of several patterns: the mean of the curves of each', () => {
  const loci = small(0.01, STEPWISE);
  const patterns = [
    { loci: ['TH01', 'TPOX', 'vWA'], count: 5 },
    { loci: ['TPOX'], count: 2 },
    { loci: ['vWA', 'TH01'], count: 3 },
    { loci: [], count: 10 },
  ];
  const curve = ratioCurve(loci, 'unrelated', patterns);
  for (const log10 of [0.2, 0.5, 1]) {
    const each = patterns.map(({ loci: names, count }) => {
      return (
        count *
        share(
          enumerated(
            loci.filter(({ locus }) => names.includes(locus)),
            'unrelated',
          ),
          log10,
        )
      );
    });
    const expected = each.reduce((sum, one) => sum + one, 0) / 20;
    const { low, high } = chanceFrom(curve, log10);
    expect(low).toBeLessThanOrEqual(expected * (1 + 1e-12));
    expect(high).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
    expect(high - low).toBeLessThan(0.1 * expected + 1e-3);
  }
});

/** BELIEF_PROFILES=300000 draws a larger registry. */
const PROFILES = 3 * Math.round(Number(process.env.BELIEF_PROFILES ?? 9000) / 3);

test.each([
  [0, NONE, 1],
  [0.03, STEPWISE, 0.5],
])('a simulated registry has as many chance candidates as are expected, theta %s', (theta, mutation, log10) => {
  const count = 8;
  const { asked } = motherSeeks(count, { theta, mutation });
  const { compiled, loci } = questionOutcomes(asked);
  const all = compiled.loci.map(({ locus }) => locus);
  // every third profile lacks two loci
  const registry = strangers(count, PROFILES).map((profile, i) =>
    i % 3 === 0 ? without(profile, all.slice(0, 2)) : profile,
  );
  const found = registry.filter((profile) => (answerCompiled(compiled, profile).log10 ?? -1) >= log10).length;
  const patterns = [
    { loci: all, count: (2 * PROFILES) / 3 },
    { loci: all.slice(2), count: PROFILES / 3 },
  ];
  const { expected, sampled, any } = chanceCandidates(loci, patterns, log10);
  expect(expected!.value).toBeGreaterThan(20);
  expect(Math.abs(found - expected!.value)).toBeLessThan(4 * Math.sqrt(expected!.value));
  expect(Math.abs(sampled.value - expected!.value)).toBeLessThan(4 * sampled.standardError);
  expect(any).toBeGreaterThan(0.999);
});

function without(profile: Readonly<Record<string, readonly string[]>>, loci: readonly string[]) {
  return Object.fromEntries(Object.entries(profile).filter(([locus]) => !loci.includes(locus)));
}

test('24 loci with mutation: bounds, best guess and sampling agree at every threshold, and more work narrows the bounds', () => {
  const { asked } = motherSeeks(24, { theta: 0.01, mutation: STEPWISE });
  const { loci } = questionOutcomes(asked);
  const registry = [{ loci: loci.map(({ locus }) => locus), count: 10_000_000 }];
  const fine = ratioCurve(loci, 'unrelated', registry, { work: 40_000_000 });
  for (const log10 of [0, 2, 4, 6, 9]) {
    const { expected, sampled } = chanceCandidates(loci, registry, log10, { draws: 3000 });
    expect(Math.abs(sampled.value - expected!.value)).toBeLessThan(4 * sampled.standardError);
    expect(sampled.standardError).toBeLessThan(0.1 * sampled.value);
    const better = chanceFrom(fine, log10);
    expect(Math.abs(1e7 * better.value - expected!.value)).toBeLessThan(0.02 * expected!.value);
    expect(expected!.low).toBeLessThanOrEqual(1e7 * better.high);
    expect(expected!.high).toBeGreaterThanOrEqual(1e7 * better.low);
    expect(better.high / better.low).toBeLessThan(1.2);
    // Markov: P(ratio >= t | unrelated) <= 1 / t
    expect(expected!.high).toBeLessThan(1e7 * 10 ** -log10);
  }
});

test('chance children of a couple, one in a million million: curve and sampling agree there too', () => {
  const { mother } = motherSeeks(24, { theta: 0, mutation: NONE });
  const [father] = strangers(24, 1, 'father');
  const tables = motherSeeks(24, { theta: 0, mutation: NONE }).asked.question.loci.map(({ table }) => table);
  const asked = placeQuestion({
    related: 'F m, M f, X m F M',
    unrelated: 'F m, M f, X m',
    place: 'X',
    typed: { F: father!, M: mother },
    tables,
    settings: { theta: 0.01, mutation: { ...STEPWISE, maleRate: 0.002, femaleRate: 0.002 } },
  });
  const { loci } = questionOutcomes(asked, { relatives: 'none' });
  const { expected, sampled } = chanceCandidates(loci, [{ loci: tables.map(({ locus }) => locus), count: 1e7 }], 4);
  expect(expected!.value).toBeLessThan(0.001);
  expect(Math.abs(sampled.value - expected!.value)).toBeLessThan(4 * sampled.standardError);
  expect(expected!.high).toBeLessThan(2 * expected!.low);
});

test('where nobody is compared, nobody is expected', () => {
  expect(chanceCandidates(small(0, NONE), [], 4)).toMatchObject({ registry: 0, expected: { high: 0 }, any: 0 });
});

test('the same seed draws the same, and another one something else', () => {
  const loci = small(0, STEPWISE);
  const registry = [{ loci: loci.map(({ locus }) => locus), count: 1000 }];
  const draw = (seed: string) => sampledChanceCandidates(loci, registry, 0.5, { draws: 500, seed }).value;
  expect(draw('a')).toBe(draw('a'));
  expect(draw('a')).not.toBe(draw('b'));
});

test('patterns beyond counting are sampled, and the figure says so', () => {
  const { asked } = motherSeeks(24, { theta: 0.01, mutation: STEPWISE });
  const { loci } = questionOutcomes(asked);
  const names = loci.map(({ locus }) => locus);
  const patterns = Array.from({ length: 5000 }, (_, i) => ({
    loci: names.filter((_, l) => ((i * 2_654_435_761 + 12_345 * l * l) >>> (l % 20)) % 5 !== 0),
    count: 1 + (i % 3),
  }));
  const { expected, sampled } = chanceCandidates(loci, patterns, 4, { draws: 300 });
  expect(expected).toBeNull();
  expect(sampled.value).toBeGreaterThan(0);
});

test.each([
  [() => chanceCandidates(small(0, NONE), [{ loci: ['TH01'], count: 1 }], -1), 'threshold'],
  [() => ratioCurve(small(0, NONE), 'unrelated', []), 'No profile'],
  [() => sampledChanceCandidates(small(0, NONE), [{ loci: ['TH01'], count: 1 }], 1, { draws: 0 }), 'draws'],
])('refused: %#', (ask, message) => {
  expect(ask).toThrow(message);
});
