import { join } from 'node:path';
import { readFixtureCases, readFixtureSearch } from '../../../test/reference/kinship-cases.ts';
import { answerCompiled, compileQuestion, genotypeChances, pairPlace } from './compiled.ts';
import { type KinshipQuestion, kinshipRatios } from './question.ts';

const folder = join(__dirname, '../../../fixtures/cases');

test('pairs are counted through in order', () => {
  const n = 5;
  let place = 0;
  for (let a = 0; a < n; a++) for (let b = a; b < n; b++) expect(pairPlace(a, b, n)).toBe(place++);
});

const { search, tables } = readFixtureSearch(folder);
const loci = search.loci.split(',');
const genotypesOf = (text: string) =>
  Object.fromEntries(text.split(' ').map((genotype, i) => [loci[i] as string, genotype.split('/')]));

test.each(search.searches)('a thousand profiles, model $mutation.model, theta $theta: as Familias has them', (run) => {
  const mother = { id: 'Q', sex: 'female' as const, father: null, mother: null };
  const seen = genotypesOf(search.mother);
  const question: KinshipQuestion = {
    hypotheses: [
      { name: 'mother', pedigree: [mother, { id: 'X', sex: 'male', father: null, mother: 'Q' }] },
      { name: 'unrelated', pedigree: [mother, { id: 'X', sex: 'male', father: null, mother: null }] },
    ],
    against: 'unrelated',
    loci: tables.map((table) => ({ table, observations: { Q: seen[table.locus] as string[] } })),
    settings: { theta: run.theta, mutation: { maleRate: 0, femaleRate: 0, ...run.mutation } },
  };
  const compiled = compileQuestion(question, 'X', 'mother');
  let compared = 0;
  for (const [id, text] of Object.entries(search.profiles)) {
    const expected = run.log10[id];
    const { log10, lociUsed } = answerCompiled(compiled, genotypesOf(text));
    expect(lociUsed).toBe(loci.length);
    if (expected === undefined) expect(log10).toBeNull();
    else expect(Math.abs((log10 as number) - expected)).toBeLessThan(1e-9);
    compared++;
  }
  expect(compared).toBe(1000);
});

const files = readFixtureCases(folder);
const askable = files.flatMap(({ name, cases }) =>
  cases.filter((_, i) => i % 8 === 0 && !['silent-and-dropout', 'large'].includes(name)),
);

test.each(askable)(
  '$expected.id: compiled for one of the typed persons, equal to asking one by one',
  ({ question, expected }) => {
    const [hypothesis] = expected.compare;
    const typed = Object.keys(expected.typed);
    const unknown = typed[typed.length - 1] as string;
    const without = question.loci.map(({ table, observations }) => {
      const { [unknown]: _, ...rest } = observations;
      return { table, observations: rest };
    });
    const compiled = compileQuestion({ ...question, loci: without }, unknown, hypothesis);
    const profile = Object.fromEntries(
      question.loci.flatMap(({ table, observations }) => {
        const seen = observations[unknown];
        return seen === undefined || 'seen' in seen ? [] : [[table.locus, seen]];
      }),
    );
    const asked = question.loci.filter(({ observations }) => unknown in observations);
    const one = kinshipRatios({ ...question, loci: asked }).log10[hypothesis];
    const { log10 } = answerCompiled(compiled, profile);
    if (one === null) expect(log10).toBeNull();
    else expect(Math.abs((log10 as number) - (one as number))).toBeLessThan(1e-12 * (1 + 10 * Math.abs(one as number)));
  },
);

test('with a silent allele two alike may hide one, and one seen is that one and any', () => {
  const founder = (id: string) => ({ id, sex: 'female' as const, father: null, mother: null });
  const table = { locus: 'TH01', alleles: ['6', '7', '9.3'], frequencies: [0.2, 0.3, 0.5] };
  const ask = (observed: readonly string[]): KinshipQuestion => ({
    hypotheses: [
      { name: 'mother', pedigree: [founder('Q'), { ...founder('X'), mother: 'Q' }] },
      { name: 'unrelated', pedigree: [founder('Q'), founder('X')] },
    ],
    against: 'unrelated',
    loci: [{ table, observations: { Q: ['6', '6'], ...(observed.length > 0 ? { X: observed } : {}) } }],
    settings: {
      theta: 0.02,
      silentFrequency: 0.05,
      mutation: { model: 'equal', maleRate: 0.002, femaleRate: 0.002 },
    },
  });
  const compiled = compileQuestion(ask([]), 'X', 'mother');
  for (const seen of [['6', '6'], ['7', '7'], ['6', '9.3'], ['7', '9.3'], ['6'], ['7']]) {
    const one = kinshipRatios(ask(seen)).log10.mother as number;
    expect(answerCompiled(compiled, { TH01: seen }).log10).toBeCloseTo(one, 12);
  }
  expect(() => answerCompiled(compiled, { TH01: ['5', '6'] })).toThrow('TH01');
});

test.each([
  [0, undefined],
  [0.03, undefined],
  [0.02, 0.05],
])(
  'the genotypes of a child are as probable as its mother makes them: theta %s, silent alleles %s',
  (theta, silent) => {
    const founder = (id: string) => ({ id, sex: 'female' as const, father: null, mother: null });
    const table = { locus: 'TH01', alleles: ['6', '7', '9.3'], frequencies: [0.2, 0.3, 0.5] };
    const ask = (observed: readonly string[] | undefined): KinshipQuestion => ({
      hypotheses: [
        { name: 'mother', pedigree: [founder('Q'), { ...founder('X'), mother: 'Q' }] },
        { name: 'unrelated', pedigree: [founder('Q'), founder('X')] },
      ],
      against: 'unrelated',
      loci: [{ table, observations: { Q: ['6', '9.3'], ...(observed === undefined ? {} : { X: observed }) } }],
      settings: {
        theta,
        ...(silent === undefined ? {} : { silentFrequency: silent }),
        mutation: { model: 'equal', maleRate: 0.02, femaleRate: 0.02 },
      },
    });
    const genotypes = [
      ['6', '6'],
      ['6', '7'],
      ['6', '9.3'],
      ['7', '7'],
      ['7', '9.3'],
      ['9.3', '9.3'],
    ];
    for (const name of ['mother', 'unrelated']) {
      const likelihoods = genotypes.map((seen) => kinshipRatios(ask(seen)).loci[0]?.likelihoods[name] as number);
      const all = likelihoods.reduce((sum, one) => sum + one, 0);
      const [found] = genotypeChances(ask(undefined), 'X', name);
      expect([...(found?.pairs ?? [])]).toEqual(likelihoods.map((one) => expect.closeTo(one / all, 13)));
    }
  },
);
