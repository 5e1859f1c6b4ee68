import { answerCompiled, seededRandom, simulateChild } from '@kinledger/kinship';
import { asianTable, motherSeeks, NONE, STEPWISE } from '../../../test/support/belief.ts';
import { searchBelief } from './belief.ts';
import { questionOutcomes } from './belief-outcomes.ts';
import { effectOf, suggestThreshold, truthCurves } from './belief-threshold.ts';

const LOCI = 12;
const { mother, asked } = motherSeeks(LOCI, { theta: 0, mutation: STEPWISE });
const { loci, compiled } = questionOutcomes(asked);
const names = loci.map(({ locus }) => locus);
const REGISTRY = [{ loci: names, count: 1_000_000 }];
const curves = truthCurves(loci, REGISTRY);

test('the suggested threshold keeps chance candidates below the rate, and the next lower one does not', () => {
  for (const rate of [0.01, 1, 100]) {
    const { log10, chanceCandidates } = suggestThreshold(curves, rate);
    expect(chanceCandidates.high).toBeLessThanOrEqual(rate);
    expect(effectOf(curves, log10 - 0.01).chanceCandidates.high).toBeGreaterThan(rate);
  }
  expect(suggestThreshold(curves, 1e9).log10).toBe(0);
});

test('true children are lost as often as the threshold says', () => {
  const random = seededRandom('children');
  const count = 500;
  const children = Array.from({ length: count }, () =>
    simulateChild({ father: null, mother }, asianTable, random, STEPWISE),
  );
  const { log10, lost } = suggestThreshold(curves, 0.1);
  const below = children.filter((child) => (answerCompiled(compiled, child).log10 ?? -99) < log10).length;
  expect(lost.value).toBeGreaterThan(0.1);
  expect(Math.abs(below / count - lost.value)).toBeLessThan(4 * Math.sqrt((lost.value * (1 - lost.value)) / count));
  expect([lost.low <= lost.value, lost.value <= lost.high]).toEqual([true, true]);
});

test('the nearer the relative, the more often he reaches a threshold', () => {
  const { related, unrelated, ...relatives } = effectOf(curves, 3).reached;
  const order = [related, relatives['full-sibling'], relatives['half-sibling'], unrelated].map((one) => one!.value);
  expect(order).toEqual(order.toSorted((a, b) => b - a));
  expect(relatives['uncle-or-aunt']).toEqual(relatives['half-sibling']);
  expect(new Set(order).size).toBe(4);
});

test('one call says all that does not depend on a candidate, the same each time', () => {
  const ask = () => searchBelief(asked, REGISTRY, { threshold: 2, rate: 0.5 });
  const belief = ask();
  expect(belief.chance.expected).toEqual(belief.atThreshold.chanceCandidates);
  expect(belief.suggested.chanceCandidates.high).toBeLessThanOrEqual(0.5);
  expect(belief.relatives).toBe('by-descent');
  expect(ask()).toEqual(belief);
});

test('a registry with very many patterns says how many profiles its curves stand for', () => {
  const registry = Array.from({ length: 150 }, (_, i) => ({
    loci: names.filter((_, l) => ((i + 1) >> (l % 8)) % 2 === 0),
    count: i + 1,
  }));
  const many = truthCurves(loci, registry);
  expect([many.registry, many.covered]).toEqual([11_325, 11_325 - 1275]);
  const { chance } = searchBelief(asked, registry, { threshold: 1, rate: 1 });
  expect(chance.registry).toBe(11_325);
});

test('without mutation nobody is lost below the least ratio of a child', () => {
  const plain = questionOutcomes(motherSeeks(4, { theta: 0, mutation: NONE }).asked).loci;
  const { lost, reached } = effectOf(truthCurves(plain, [{ loci: names.slice(0, 4), count: 10 }]), 0);
  expect(lost.low).toBeLessThan(0.2);
  expect(reached.related!.high).toBeCloseTo(1 - lost.low, 12);
});

test.each([
  [() => effectOf(curves, -0.1), 'threshold'],
  [() => suggestThreshold(curves, 0), 'rate'],
])('refused: %#', (ask, message) => {
  expect(ask).toThrow(message);
});
