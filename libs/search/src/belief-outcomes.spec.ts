import { candidateRatios, genotypeChances } from '@kinledger/kinship';
import { NONE, pedigree, placeQuestion, SMALL, STEPWISE } from '../../../test/support/belief.ts';
import { type QuestionOutcomes, questionOutcomes } from './belief-outcomes.ts';
import { relativeAlternatives } from './belief-relatives.ts';

const MOTHER = { TH01: ['6', '9.3'], TPOX: ['8', '8'], vWA: ['16', '18'] };
const FATHER = { TH01: ['7', '9.3'], TPOX: ['8', '9'], vWA: ['17', '19'] };
const CHILD = { TH01: ['6', '7'], TPOX: ['8', '11'], vWA: ['16', '19'] };
const ONE = { related: 'M f, X m ? M', unrelated: 'M f, X m', place: 'X', typed: { M: MOTHER } };
const QUESTIONS = {
  'a mother seeks her child': ONE,
  'a child seeks his father': { related: 'X m, C m X ?', unrelated: 'X m, C m', place: 'X', typed: { C: CHILD } },
  'a child with his mother seeks his father': {
    related: 'X m, M f, C m X M',
    unrelated: 'X m, M f, C m ? M',
    place: 'X',
    typed: { C: CHILD, M: MOTHER },
  },
  'two parents seek their child': {
    related: 'F m, M f, X f F M',
    unrelated: 'F m, M f, X f',
    place: 'X',
    typed: { F: FATHER, M: MOTHER },
  },
  'a sister seeks her brother': {
    related: 'F m, M f, S f F M, X m F M',
    unrelated: 'F m, M f, S f F M, X m',
    place: 'X',
    typed: { S: CHILD },
  },
  'a half brother by the mother': {
    related: 'M f, S m ? M, X m ? M',
    unrelated: 'M f, S m ? M, X m',
    place: 'X',
    typed: { S: CHILD },
  },
  'a grandfather and an uncle seek a grandchild': {
    related: 'G m, H f, U m G H, D m G H, C m D ?, X f D ?',
    unrelated: 'G m, H f, U m G H, D m G H, C m D ?, X f',
    place: 'X',
    typed: { G: FATHER, U: { TH01: ['7', '7'], TPOX: ['8', '11'], vWA: ['17', '18'] }, C: CHILD },
  },
};

test.each([
  [0, NONE],
  [0.02, STEPWISE],
])('outcomes of a mother who seeks her child: what the engine says of candidates, theta %s', (theta, mutation) => {
  const settings = { theta, mutation };
  const { loci } = questionOutcomes(placeQuestion({ ...ONE, tables: SMALL, settings }), { from: 'subpopulation' });
  for (const [l, table] of SMALL.entries()) {
    const family = { pedigree: pedigree(ONE.related), place: 'X', profiles: ONE.typed, settings };
    const expected = candidateRatios(family, table);
    const { log10, chances } = loci[l]!;
    expect([...log10]).toEqual([...expected.log10].map((value) => near(value)));
    expect([...(chances.related ?? [])]).toEqual([...expected.related].map((value) => near(value)));
    expect([...(chances.unrelated ?? [])]).toEqual([...expected.unrelated].map((value) => near(value)));
  }
});

function near(value: number): unknown {
  return Number.isFinite(value) ? expect.closeTo(value, 11) : value;
}

test.each(
  Object.entries(QUESTIONS).flatMap(([name, asked]) => [0, 0.03].map((theta) => [name, theta, asked] as const)),
)('%s, theta %s: without mutation, relatives by descent are relatives by pedigree', (name, theta, asked) => {
  const question = placeQuestion({ ...asked, tables: SMALL, settings: { theta, mutation: NONE } });
  const [quick, exact] = (['by-descent', 'exact'] as const).map((relatives) =>
    questionOutcomes(question, { relatives, from: 'subpopulation' }),
  ) as [QuestionOutcomes, QuestionOutcomes];
  // the grandchild's father has a family of his own in the question
  expect([quick.relatives, exact.relatives]).toEqual([name.includes('grandchild') ? 'exact' : 'by-descent', 'exact']);
  for (const [l, { log10, chances }] of quick.loci.entries()) {
    expect([...log10]).toEqual([...exact.loci[l]!.log10]);
    expect(Object.keys(chances).sort()).toEqual([
      'full-sibling',
      'half-sibling',
      'related',
      'uncle-or-aunt',
      'unrelated',
    ]);
    for (const [truth, of] of Object.entries(chances)) {
      const other = exact.loci[l]!.chances[truth as keyof typeof chances];
      expect([...of]).toEqual([...(other ?? [])].map((value) => near(value)));
      expect(of.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    }
  }
});

test('candidates of the population are drawn without theta, whatever the ratio is computed with', () => {
  const asked = (theta: number) => placeQuestion({ ...ONE, tables: SMALL, settings: { theta, mutation: STEPWISE } });
  const [ours, plain] = [questionOutcomes(asked(0.03)), questionOutcomes(asked(0))];
  const { log10 } = questionOutcomes(asked(0.03), { from: 'subpopulation' }).loci[0]!;
  expect([...ours.loci[0]!.log10]).toEqual([...log10]);
  // mother 6/9.3: all children who show the 6 twice are one outcome
  const of = ({ compiled, loci }: QuestionOutcomes, truth: 'related' | 'unrelated') => {
    const { log10, chances } = loci[0]!;
    const at = log10.findIndex((value) => Math.abs(value - compiled.loci[0]!.pairs[0]!) < 1e-9);
    return chances[truth]![at]!;
  };
  expect(of(ours, 'unrelated')).toBeCloseTo(0.2 ** 2, 12);
  expect(of(ours, 'related')).toBeCloseTo(of(plain, 'related'), 12);
});

test('a father of two typed children has relatives by pedigree, for they show both of his alleles', () => {
  const asked = { ...ONE, related: 'X m, C m X ?, D f X ?', unrelated: 'X m, T m, C m T ?, D f T ?', place: 'X' };
  const typed = { C: CHILD, D: { TH01: ['6', '6'], TPOX: ['9', '11'], vWA: ['18', '19'] } };
  const question = placeQuestion({ ...asked, typed, tables: SMALL, settings: { theta: 0, mutation: NONE } });
  const { relatives, loci } = questionOutcomes(question);
  expect(relatives).toBe('exact');
  const brother = pedigree('A m, B f, T m A B, X m A B, C m T ?, D f T ?');
  const named = { ...question.question, hypotheses: [{ name: 'h', pedigree: brother }], against: 'h' };
  const expected = genotypeChances(named, 'X', 'h');
  for (const [l, { log10, chances }] of loci.entries()) {
    const zero = (of: Float64Array | undefined) => of?.[log10.indexOf(Number.NEGATIVE_INFINITY)];
    const impossible = questionOutcomes(question).compiled.loci[l]!.pairs;
    const sum = expected[l]!.pairs.reduce((all, p, g) => all + (impossible[g] === Number.NEGATIVE_INFINITY ? p : 0), 0);
    expect(zero(chances['full-sibling']) ?? 0).toBeCloseTo(sum, 12);
  }
});

test('each doubted link of the question has three relatives, and the rest of the family stays', () => {
  const asked = placeQuestion({
    ...QUESTIONS['two parents seek their child'],
    tables: SMALL,
    settings: { theta: 0, mutation: NONE },
  });
  const found = relativeAlternatives(asked);
  expect(found.map(({ kind, of }) => `${kind} of ${of}`)).toEqual([
    'full-sibling of F',
    'half-sibling of F',
    'uncle-or-aunt of F',
    'full-sibling of M',
    'half-sibling of M',
    'uncle-or-aunt of M',
  ]);
  for (const { of, pedigree: family } of found) {
    const child = family.find(({ id }) => id === 'X');
    expect([child?.father === 'F', child?.mother === 'M']).toEqual([of === 'M', of === 'F']);
  }
});

test('a person taken for another: the relatives are his, as the engine has them', () => {
  const settings = { theta: 0, mutation: NONE };
  const base = placeQuestion({ ...ONE, related: 'F m, N f, M f F N, X f F N', tables: SMALL, settings });
  const hypotheses = base.question.hypotheses.map((one) =>
    one.name === 'related'
      ? { ...one, pedigree: one.pedigree.map((p) => (p.id === 'M' || p.id === 'X' ? { ...p, twin: 'one' } : p)) }
      : one,
  );
  const { loci } = questionOutcomes({ ...base, question: { ...base.question, hypotheses } });
  // TPOX, 8/8 with 0.55: a full sibling is 8/8 with (1 + p)^2 / 4, a half sibling and an uncle with (p^2 + p) / 2
  const { log10, chances } = loci[1]!;
  const p = 0.55;
  expect(10 ** log10.at(-1)!).toBeCloseTo(1 / p ** 2, 11);
  expect(chances.related!.at(-1)).toBeCloseTo(1, 12);
  expect(chances['full-sibling']!.at(-1)).toBeCloseTo((1 + p) ** 2 / 4, 12);
  expect(chances['half-sibling']!.at(-1)).toBeCloseTo((p ** 2 + p) / 2, 12);
  expect(chances['uncle-or-aunt']!.at(-1)).toBeCloseTo((p ** 2 + p) / 2, 12);
});

test('a candidate who is nobody to anybody has no relatives to be taken for', () => {
  const twin = placeQuestion({ ...ONE, related: 'M f, X m', tables: SMALL, settings: { theta: 0, mutation: NONE } });
  expect(relativeAlternatives(twin)).toEqual([]);
  expect(Object.keys(questionOutcomes(twin).loci[0]!.chances)).toEqual(['related', 'unrelated']);
});
