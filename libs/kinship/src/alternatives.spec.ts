import type { FrequencyTable } from '@kinledger/profile';
import { relativeAlternatives } from './alternatives.ts';
import type { ParentageInput, Participant } from './parentage.ts';
import { kinshipRatios } from './question.ts';

const p = { '10': 0.1, '11': 0.25, '12': 0.05, '13': 0.6 };
const table: FrequencyTable = {
  id: 'test-table',
  title: 'Test table',
  population: 'nobody',
  source: 'made up',
  citation: 'none',
  licence: 'none',
  digest: 'd1',
  loci: { vWA: { chromosomes: 500, frequencies: p } },
};
const person = (code: string, sex: Participant['sex'], ...genotype: string[]): Participant => ({
  code,
  sex,
  profile: { vWA: genotype },
});
const input: ParentageInput = {
  question: 'one-parent',
  child: person('K-1', 'male', '10', '11'),
  parent: person('K-2', 'male', '10', '12'),
  table,
  settings: {
    theta: 0,
    minimumFrequency: 'none',
    mutation: { model: 'none', maleRate: 0, femaleRate: 0 },
    threshold: 10_000,
  },
};
const ratios = (over: Partial<ParentageInput> = {}) =>
  Object.fromEntries(
    relativeAlternatives({ ...input, ...over }).map(({ relation, ratio }) => [relation, Number(ratio)]),
  );

test('against relatives of the true parent: the parent ratio over half, a quarter and half of it and one', () => {
  const parent = 1 / (4 * 0.1);
  const answers = ratios();
  expect(answers['sibling-of-parent']).toBeCloseTo(parent / (0.5 + 0.5 * parent), 12);
  expect(answers['half-sibling-of-parent']).toBeCloseTo(parent / (0.75 + 0.25 * parent), 12);
  expect(answers.grandparent).toBeCloseTo(parent / (0.5 + 0.5 * parent), 12);
  expect(answers['sibling-of-child']).toBeCloseTo(parent / (0.25 + 0.5 * parent), 12);
});

test('the other parent known: a brother of the father passes the allele half the time', () => {
  const otherParent = person('K-3', 'female', '11', '13');
  const answers = ratios({ question: 'known-parent', otherParent });
  const father = 1 / (2 * 0.1);
  expect(answers['sibling-of-parent']).toBeCloseTo(father / (0.5 + 0.5 * father), 12);
  expect(answers.grandparent).toBeCloseTo(father / (0.5 + 0.5 * father), 12);
  expect(answers).not.toHaveProperty('sibling-of-child');
});

test('what cannot be a parent is a ratio of zero, and the words carry the codes and no allele', () => {
  const results = relativeAlternatives({ ...input, parent: person('K-2', 'male', '12', '13') });
  for (const { ratio, log10 } of results) expect([ratio, log10]).toEqual(['0', null]);
  expect(results.map(({ words }) => words).join(' ')).toContain('K-2 is a full brother or sister of K-1.');
});

test('both parents at once are refused', () => {
  const otherParent = person('K-3', 'female', '11', '13');
  expect(() => relativeAlternatives({ ...input, question: 'both-parents', otherParent })).toThrow('one parent');
});

test('theta is the one of the settings: a brother of the true father, asked in full', () => {
  const man = (id: string, father: string | null = null, mother: string | null = null) =>
    ({ id, sex: 'male', father, mother }) as const;
  const uncle = [
    man('G'),
    { ...man('H'), sex: 'female' as const },
    man('P', 'G', 'H'),
    man('T', 'G', 'H'),
    man('C', 'T'),
  ];
  const alleles = Object.keys(p);
  const answer = kinshipRatios({
    hypotheses: [
      { name: 'parent', pedigree: [man('P'), man('C', 'P')] },
      { name: 'uncle', pedigree: uncle },
    ],
    against: 'uncle',
    loci: [
      {
        table: { locus: 'vWA', alleles, frequencies: Object.values(p) },
        observations: { C: ['10', '11'], P: ['10', '12'] },
      },
    ],
    settings: { theta: 0.05, mutation: input.settings.mutation },
  });
  const found = ratios({ settings: { ...input.settings, theta: 0.05 } });
  expect(found['sibling-of-parent']).toBeCloseTo(answer.loci[0]?.ratios.parent as number, 12);
  expect(found['sibling-of-parent']).not.toBeCloseTo(ratios()['sibling-of-parent'] as number, 3);
});

test('linked loci are named for the relations in which linkage matters', () => {
  const both = (person: Participant) => ({ ...person, profile: { ...person.profile, D12S391: ['10', '11'] } });
  const linked = { ...table, loci: { ...table.loci, D12S391: { chromosomes: 500, frequencies: p } } };
  const results = relativeAlternatives({
    ...input,
    child: both(input.child),
    parent: both(input.parent),
    table: linked,
  });
  expect(results).toHaveLength(4);
  for (const { relation, warnings } of results) {
    expect(warnings).toMatchObject([{ code: 'linkage-ignored', hypotheses: [relation] }]);
  }
});
