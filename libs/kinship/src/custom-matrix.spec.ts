import { answerCompiled, compileQuestion } from './compiled.ts';
import { KinshipError } from './errors.ts';
import { likelihood } from './likelihood.ts';
import { type LocusTable, locusModel } from './locus.ts';
import { type MutationSettings, mutationMatrix } from './mutation.ts';
import { meanOfSexes, parametersOf } from './mutation-settings.ts';
import { codeProfile, duoLog10, preparePanel } from './panel.ts';
import { parentRatios } from './parent-ratios.ts';
import { kinshipRatios } from './question.ts';

const ALLELES = ['9', '9.3', '10'];
const FREQUENCIES = [0.2, 0.3, 0.5];
const ROWS = [
  [0.9, 0.06, 0.04],
  [0.01, 0.97, 0.02],
  [0.003, 0.007, 0.99],
];
const table: LocusTable = { locus: 'TH01', alleles: ALLELES, frequencies: FREQUENCIES };
const still: MutationSettings = { model: 'custom', maleRate: 0, femaleRate: 0 };
const own = (male = ROWS, female = male): MutationSettings => ({
  ...still,
  custom: { TH01: { alleles: ALLELES, male, female } },
});

function refusal(run: () => unknown): KinshipError {
  try {
    run();
  } catch (error) {
    if (error instanceof KinshipError) return error;
    throw error;
  }
  throw new Error('not refused');
}

test('a custom matrix is taken entry by entry', () => {
  const matrix = mutationMatrix(ALLELES, FREQUENCIES, {
    model: 'custom',
    rate: 0,
    custom: { alleles: ALLELES, rows: ROWS },
  });
  expect([...matrix]).toEqual(ROWS.flat());
});

test('a custom matrix may list its alleles in another order than the table', () => {
  const order = [2, 0, 1];
  const custom = {
    alleles: order.map((i) => ALLELES[i] as string),
    rows: order.map((i) => order.map((j) => ROWS[i]?.[j] as number)),
  };
  expect([...mutationMatrix(ALLELES, FREQUENCIES, { model: 'custom', rate: 0, custom })]).toEqual(ROWS.flat());
});

test('the numbers of the stepwise model, handed in as a custom matrix, give its likelihood ratios', () => {
  const stepwise: MutationSettings = { model: 'stepwise', maleRate: 0.01, femaleRate: 0.002, range: 0.1, rate2: 1e-4 };
  const rowsOf = (sex: 'male' | 'female'): number[][] => {
    const matrix = mutationMatrix(ALLELES, FREQUENCIES, parametersOf(stepwise, sex, 'TH01'));
    return ALLELES.map((_, i) => [...matrix.subarray(3 * i, 3 * i + 3)]);
  };
  const person = (id: string, sex: 'male' | 'female') => ({ id, sex, father: null, mother: null });
  const ask = (mutation: MutationSettings) =>
    kinshipRatios({
      hypotheses: [
        {
          name: 'child',
          pedigree: [person('F', 'male'), person('M', 'female'), { ...person('C', 'male'), father: 'F', mother: 'M' }],
        },
        { name: 'unrelated', pedigree: [person('F', 'male'), person('M', 'female'), person('C', 'male')] },
      ],
      against: 'unrelated',
      loci: [{ table, observations: { F: ['9', '9'], M: ['10', '10'], C: ['9', '9'] } }],
      settings: { theta: 0.02, mutation },
    }).loci[0]?.ratios.child as number;
  const expected = ask(stepwise);
  expect(expected).toBeGreaterThan(0);
  expect(ask(own(rowsOf('male'), rowsOf('female')))).toBe(expected);
  expect(ask(own(rowsOf('male'), rowsOf('male')))).not.toBe(expected);
});

test.each<[string, MutationSettings, RegExp]>([
  ['a locus without a matrix', still, /Locus TH01: .*no matrix/],
  ['too few rows', own(ROWS.slice(0, 2)), /3 rows of 3 numbers/],
  ['a row of two numbers', own([...ROWS.slice(0, 2), [0.5, 0.5]]), /3 rows of 3 numbers/],
  ['a row that sums to less than 1', own([...ROWS.slice(0, 2), [0.003, 0.007, 0.98]]), /row 3 .*does not sum to 1/i],
  ['a chance below zero', own([...ROWS.slice(0, 2), [-0.01, 0.01, 1]]), /row 3 .*no probability/i],
  ['a chance that is no number', own([...ROWS.slice(0, 2), [Number.NaN, 0.01, 0.99]]), /row 3 .*no probability/i],
  [
    'an allele that the table lacks',
    { ...still, custom: { TH01: { alleles: ['9', '9.3', '11'], male: ROWS, female: ROWS } } },
    /Locus TH01: .*not for the alleles of the table/,
  ],
  [
    'an allele that stands twice',
    { ...still, custom: { TH01: { alleles: ['9', '9', '10'], male: ROWS, female: ROWS } } },
    /not for the alleles of the table/,
  ],
])('refused: %s', (_, mutation, message) => {
  const error = refusal(() => locusModel(table, { mutation }));
  expect(error.code).toBe('mutation-impossible');
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^Locus TH01/);
});

test('alleles that nobody shows stay apart, unless they reach the others with the same chances', () => {
  const observed = new Set(['9']);
  expect(locusModel(table, { mutation: own(), observed }).n).toBe(3);
  const alike = [
    [0.9, 0.04, 0.06],
    [0.02, 0.95, 0.03],
    [0.02, 0.01, 0.97],
  ];
  const lumped = locusModel(table, { mutation: own(alike), observed });
  expect(lumped.n).toBe(2);
  expect(locusModel(table, { mutation: own(alike, ROWS), observed }).n).toBe(3);
  const pedigree = [
    { id: 'F', sex: 'male' as const, father: null, mother: null },
    { id: 'C', sex: 'male' as const, father: 'F', mother: null },
  ];
  const seen = { C: ['9', '9'] };
  const full = locusModel(table, { mutation: own(alike) });
  expect(likelihood(pedigree, seen, lumped)).toBeCloseTo(likelihood(pedigree, seen, full), 14);
});

test('a locus with a matrix of its own stands beside loci with the model of the settings', () => {
  const settings: MutationSettings = { ...own(), model: 'equal', maleRate: 0.02, femaleRate: 0.01 };
  expect([...locusModel(table, { mutation: settings }).male]).toEqual(ROWS.flat());
  const other = locusModel({ ...table, locus: 'FGA' }, { mutation: settings });
  expect([...other.male.subarray(0, 3)]).toEqual([0.98, 0.01, 0.01]);
});

test('a locus may have rates of its own, for one sex or both', () => {
  const settings: MutationSettings = {
    model: 'equal',
    maleRate: 0.02,
    femaleRate: 0.01,
    locusRates: { TH01: { maleRate: 0.002 }, FGA: { maleRate: 0.004, femaleRate: 0 } },
  };
  const corner = (locus: string): number[] => {
    const { male, female } = locusModel({ ...table, locus }, { mutation: settings });
    return [male[1] as number, female[1] as number];
  };
  expect(corner('TH01')).toEqual([0.001, 0.005]);
  expect(corner('FGA')).toEqual([0.002, 0]);
  expect(corner('vWA')).toEqual([0.01, 0.005]);
});

test('for a parent of unknown sex rates and matrices are the means of both, at each locus', () => {
  const mean = meanOfSexes({
    model: 'equal',
    maleRate: 0.02,
    femaleRate: 0.01,
    locusRates: { TH01: { maleRate: 0.002 }, FGA: { maleRate: 0.004, femaleRate: 0 } },
    custom: {
      vWA: {
        alleles: ['9', '10'],
        male: [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
        female: [
          [1, 0],
          [0, 1],
        ],
      },
    },
  });
  expect([mean.maleRate, mean.femaleRate]).toEqual([0.015, 0.015]);
  expect(mean.locusRates).toEqual({
    TH01: { maleRate: 0.006, femaleRate: 0.006 },
    FGA: { maleRate: 0.002, femaleRate: 0.002 },
  });
  expect(mean.custom?.vWA?.male).toEqual(mean.custom?.vWA?.female);
  expect(mean.custom?.vWA?.male).toEqual([
    [0.95, 0.05],
    [0.1, 0.9],
  ]);
  const half = { ...still, custom: { vWA: { alleles: ['9', '10'], male: [] } } };
  expect(refusal(() => meanOfSexes(half)).message).toContain('Locus vWA');
});

test('panel, compiled question and distribution know the rates and matrices of single loci', () => {
  const mutation: MutationSettings = {
    ...own(),
    model: 'equal',
    maleRate: 0.02,
    femaleRate: 0.01,
    locusRates: { FGA: { maleRate: 0.2 } },
  };
  const tables = [table, { ...table, locus: 'FGA' }];
  const man = { sex: 'male', father: null, mother: null } as const;
  const question = (...typed: readonly ('F' | 'C')[]) => ({
    hypotheses: [
      {
        name: 'father',
        pedigree: [
          { id: 'F', ...man },
          { id: 'C', ...man, father: 'F' },
        ],
      },
      {
        name: 'unrelated',
        pedigree: [
          { id: 'F', ...man },
          { id: 'C', ...man },
        ],
      },
    ],
    against: 'unrelated',
    loci: tables.map((each) => ({
      table: each,
      observations: Object.fromEntries(typed.map((id) => [id, id === 'F' ? ['9', '9'] : ['9.3', '10']])),
    })),
    settings: { theta: 0, mutation },
  });
  const expected = kinshipRatios(question('F', 'C'));
  const ratios = expected.loci.map((locus) => locus.ratios.father as number);
  const byHand = [0.06 * 0.5 + 0.04 * 0.3, 0.1 * 0.5 + 0.1 * 0.3].map((passed) => passed / (2 * 0.3 * 0.5));
  expect(ratios).toEqual(byHand.map((ratio) => expect.closeTo(ratio, 12)));
  const log10 = expect.closeTo(expected.log10.father as number, 12);
  const panel = preparePanel(tables, { theta: 0, mutation });
  const profile = (...genotype: readonly string[]) => codeProfile(panel, { TH01: genotype, FGA: genotype });
  expect(duoLog10(panel, profile('9', '9'), 'male', profile('9.3', '10'))).toEqual(log10);
  const compiled = compileQuestion(question('F'), 'C', 'father');
  expect(answerCompiled(compiled, { TH01: ['9.3', '10'], FGA: ['9.3', '10'] }).log10).toEqual(log10);
  for (const [i, each] of tables.entries()) {
    const found = [...parentRatios(each, 'one-parent', mutation).log10];
    expect(found.some((value) => Math.abs(value - Math.log10(ratios[i] as number)) < 1e-9)).toBe(true);
  }
});
