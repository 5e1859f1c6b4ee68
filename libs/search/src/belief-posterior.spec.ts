import { DEFAULT_SETTINGS, kinshipRatios, relativeAlternatives, seededRandom, simulateChild } from '@kinledger/kinship';
import { asianTable, motherSeeks, NONE, placeQuestion, SMALL, STEPWISE } from '../../../test/support/belief.ts';
import { candidateAlternatives, candidateBelief, compiledAlternatives, registryBelief } from './belief-posterior.ts';

test('a ratio of a million in a registry of a million is an even chance', () => {
  const { priorOneInRegistry, priorStated } = candidateBelief(6, 1_000_000, 0.01);
  expect(priorOneInRegistry).toBeCloseTo(1e6 / (1e6 + 999_999), 12);
  expect(priorStated).toBeCloseTo(1e6 / (1e6 + 99), 12);
  expect(candidateBelief(6, 1_000_000).priorStated).toBeNull();
});

test('candidates compete: the theorem of Bayes written out for a registry of three', () => {
  // ratios 100, 1 and 0.5; the first is listed, and what is expected of the others is what they have
  const present = 0.6;
  const weights = [(100 * present) / 3, (1.5 * present) / 3, 1 - present];
  const all = weights.reduce((sum, one) => sum + one, 0);
  const belief = registryBelief([2], 3, present, 0.75);
  expect(belief.candidates).toEqual([expect.closeTo(weights[0]! / all, 12)]);
  expect(belief.unlisted).toBeCloseTo(weights[1]! / all, 12);
  expect(belief.notInRegistry).toBeCloseTo(weights[2]! / all, 12);
});

test('a second candidate with the same ratio halves the first, who is surely in the registry', () => {
  expect(registryBelief([9, 9], 10, 1, 0).candidates).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
  expect(registryBelief([9], 10, 1, 0)).toEqual({ candidates: [1], unlisted: 0, notInRegistry: 0 });
});

test.each([
  [() => candidateBelief(6, 0), 'number of profiles'],
  [() => candidateBelief(6, 10, 1.5), 'prior'],
  [() => registryBelief([1, 2], 1, 0.5, 0), 'registry'],
  [() => registryBelief([1], 2, 2, 0), 'prior'],
])('refused: %#', (ask, message) => {
  expect(ask).toThrow(message);
});

test('a mother and her child: brother and half brother of the true parent are those of a parentage check', () => {
  const settings = { theta: 0.01, mutation: DEFAULT_SETTINGS.mutation };
  const { mother, asked } = motherSeeks(8, settings);
  const child = simulateChild({ father: null, mother }, asianTable, seededRandom('child'));
  const checked = relativeAlternatives({
    question: 'one-parent',
    child: { code: 'C', sex: 'male', profile: child },
    parent: { code: 'P', sex: 'female', profile: mother },
    table: asianTable,
    settings: { ...settings, minimumFrequency: 'none', threshold: 10_000 },
  });
  const found = candidateAlternatives(asked, child);
  expect(found.map(({ kind, of }) => `${kind} of ${of}`)).toEqual([
    'full-sibling of M',
    'half-sibling of M',
    'uncle-or-aunt of M',
  ]);
  for (const [kind, relation] of [
    ['full-sibling', 'sibling-of-parent'],
    ['half-sibling', 'half-sibling-of-parent'],
  ]) {
    const ours = found.find((one) => one.kind === kind)?.log10;
    const theirs = checked.find((one) => one.relation === relation)?.log10;
    expect(ours).toBeCloseTo(Number(theirs), 9);
  }
});

test.each([0, 0.02])('without mutation a relative has the ratio s L + 1 - s at each locus, theta %s', (theta) => {
  const typed = { C: { TH01: ['6', '7'], TPOX: ['8', '11'], vWA: ['16', '19'] } };
  const asked = placeQuestion({
    related: 'X m, C m X ?',
    unrelated: 'X m, C m',
    place: 'X',
    typed,
    tables: SMALL,
    settings: { theta, mutation: NONE },
  });
  const candidate = { TH01: ['6', '6'], vWA: ['16', '19'] };
  const shared = { 'full-sibling': 1 / 2, 'half-sibling': 1 / 4, 'uncle-or-aunt': 1 / 4 };
  const ratios = Object.entries(candidate).map(([locus, genotype]) => {
    const f = (allele: string): number => {
      const table = SMALL.find((one) => one.locus === locus)!;
      return table.frequencies[table.alleles.indexOf(allele)]!;
    };
    const w = 1 - theta;
    if (locus === 'TH01') return (1 + 2 * theta) / (2 * (2 * theta + w * f('6')));
    const [a, b] = genotype.map(f) as [number, number];
    return ((1 + 2 * theta) * (2 * theta + w * (a + b))) / (4 * (theta + w * a) * (theta + w * b));
  });
  for (const { kind, log10 } of candidateAlternatives(asked, candidate)) {
    const s = shared[kind];
    expect(10 ** log10!).toBeCloseTo(
      ratios.reduce((product, ratio) => (product * ratio) / (s * ratio + 1 - s), 1),
      11,
    );
  }
});

test('with mutation an uncle is one meiosis further than a half brother: the family written out', () => {
  const typed = { C: { TH01: ['6', '7'], TPOX: ['8', '11'], vWA: ['16', '19'] } };
  const candidate = { TH01: ['9.3', '9.3'], TPOX: ['9', '11'], vWA: ['17', '18'] };
  const families = {
    'full-sibling': 'A m, B f, X m A B, T m A B, C m T ?',
    'half-sibling': 'B f, X m ? B, T m ? B, C m T ?',
    'uncle-or-aunt': 'A m, B f, X m A B, G f A B, T m ? G, C m T ?',
  };
  const asked = (related: string) =>
    placeQuestion({
      related,
      unrelated: 'X m, C m',
      place: 'X',
      typed,
      tables: SMALL,
      settings: { theta: 0, mutation: STEPWISE },
    });
  const log10Of = (family: string): number => {
    const { question } = asked(family);
    const loci = question.loci.map(({ table, observations }) => {
      return { table, observations: { ...observations, X: candidate[table.locus as 'TH01'] } };
    });
    return kinshipRatios({ ...question, loci }).log10.related as number;
  };
  const found = candidateAlternatives(asked('X m, C m X ?'), candidate);
  for (const { kind, log10 } of found) expect(log10).toBeCloseTo(log10Of('X m, C m X ?') - log10Of(families[kind]), 10);
  expect(new Set(found.map(({ log10 }) => log10?.toFixed(9))).size).toBe(3);
});

test('worked out for every genotype, the alternatives are those of each candidate', () => {
  const settings = { theta: 0, mutation: STEPWISE };
  const { mother, asked } = motherSeeks(5, settings);
  const answer = compiledAlternatives(asked);
  const random = seededRandom('many');
  for (let i = 0; i < 5; i++) {
    const child = simulateChild({ father: null, mother }, asianTable, random, STEPWISE);
    const { [Object.keys(child)[i] as string]: _, ...profile } = child;
    const each = candidateAlternatives(asked, profile).map(({ kind, of, log10 }) => [
      kind,
      of,
      expect.closeTo(log10!, 9),
    ]);
    expect(answer(profile).map(({ kind, of, log10 }) => [kind, of, log10])).toEqual(each);
    expect(each).toHaveLength(3);
  }
});

test('a candidate who is impossible as a parent has a ratio of zero to his relatives; three alleles do not count', () => {
  const asked = placeQuestion({
    related: 'X m, C m X ?',
    unrelated: 'X m, C m',
    place: 'X',
    typed: { C: { TH01: ['6', '7'], TPOX: ['8', '11'] } },
    tables: SMALL.slice(0, 2),
    settings: { theta: 0, mutation: NONE },
  });
  const impossible = { TH01: ['9.3', '9.3'], TPOX: ['8', '9', '11'] };
  expect(candidateAlternatives(asked, impossible).map(({ log10 }) => log10)).toEqual([null, null, null]);
});
