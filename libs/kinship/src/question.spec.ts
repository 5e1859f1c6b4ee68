import { KinshipError } from './errors.ts';
import { combinedLog10, type KinshipQuestion, kinshipRatios } from './question.ts';

const founder = (id: string) => ({ id, sex: 'male' as const, father: null, mother: null });
const table = (locus: string) => ({ locus, alleles: ['9', '9.3', '10'], frequencies: [0.2, 0.3, 0.5] });
const question: KinshipQuestion = {
  hypotheses: [
    { name: 'father', pedigree: [founder('P'), { ...founder('C'), father: 'P' }] },
    { name: 'unrelated', pedigree: [founder('P'), founder('C')] },
  ],
  against: 'unrelated',
  loci: [
    { table: table('TH01'), observations: { P: ['9', '9.3'], C: ['9.3', '10'] } },
    { table: table('TPOX'), observations: { P: ['9', '9'], C: ['9', '10'] } },
  ],
  settings: {
    theta: 0.02,
    mutation: { model: 'stepwise', maleRate: 0.002, femaleRate: 0.001, range: 0.1, rate2: 1e-6 },
  },
};

test('exchanging the hypotheses turns each ratio into its inverse', () => {
  const one = kinshipRatios(question);
  const other = kinshipRatios({ ...question, against: 'father' });
  for (const [i, { ratios }] of one.loci.entries()) {
    expect((ratios.father as number) * (other.loci[i]?.ratios.unrelated as number)).toBeCloseTo(1, 12);
    expect(ratios.unrelated).toBe(1);
  }
  expect(one.log10.father).toBeCloseTo(-(other.log10.unrelated as number), 12);
});

test('a locus that says nothing has a ratio of exactly 1', () => {
  const loci = [
    { table: table('TH01'), observations: { P: ['9', '9.3'] } },
    { table: table('TPOX'), observations: {} },
  ];
  for (const { ratios } of kinshipRatios({ ...question, loci }).loci) expect(ratios.father).toBeCloseTo(1, 12);
});

test('ratios combine as a sum of logarithms, and one zero is none at all', () => {
  expect(combinedLog10([10, 100, 0.1])).toBeCloseTo(2, 12);
  expect(combinedLog10([10, 0])).toBeNull();
  expect(combinedLog10([])).toBe(0);
});

test.each<[string, KinshipQuestion, KinshipError['code']]>([
  ['a hypothesis to set against that is not there', { ...question, against: 'brother' }, 'hypothesis-unknown'],
  [
    'a typed person who is in no pedigree',
    { ...question, loci: [{ table: table('TH01'), observations: { Q: ['9', '10'] } }] },
    'person-unknown',
  ],
  [
    'an allele that the table lacks',
    { ...question, loci: [{ table: table('TH01'), observations: { P: ['9', '12'] } }] },
    'allele-not-in-table',
  ],
  [
    'three alleles',
    { ...question, loci: [{ table: table('TH01'), observations: { P: ['9', '9.3', '10'] } }] },
    'genotype-invalid',
  ],
  ['a locus that stands twice', { ...question, loci: [...question.loci, ...question.loci] }, 'settings-invalid'],
  [
    'a chance of drop-out above one',
    {
      ...question,
      loci: [
        {
          table: table('TH01'),
          observations: { C: { seen: ['9'], dropout: 1.2, homozygoteDropout: 0.1, dropin: 0 } },
        },
      ],
    },
    'settings-invalid',
  ],
  ['a theta of 1', { ...question, settings: { ...question.settings, theta: 1 } }, 'theta-impossible'],
  [
    'frequencies that do not sum to 1',
    { ...question, loci: [{ table: { ...table('TH01'), frequencies: [0.2, 0.3, 0.4] }, observations: {} }] },
    'table-invalid',
  ],
  [
    'data that are impossible either way',
    {
      ...question,
      against: 'father',
      settings: { theta: 0, mutation: { model: 'none', maleRate: 0, femaleRate: 0 } },
      loci: [{ table: table('TH01'), observations: { P: ['9', '9'], C: ['10', '10'] } }],
    },
    'impossible-data',
  ],
])('refused without naming an allele: %s', (_, asked, code) => {
  try {
    kinshipRatios(asked);
  } catch (error) {
    expect(error).toBeInstanceOf(KinshipError);
    expect((error as KinshipError).code).toBe(code);
    expect((error as KinshipError).message).not.toMatch(/\b(9|9\.3|10|12)\b/);
    return;
  }
  throw new Error('not refused');
});
