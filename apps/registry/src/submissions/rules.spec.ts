import { BUILT_IN_RULES, judge, type QualitySettings } from './rules.ts';

const rules = (settings: Partial<QualitySettings>) => ({
  version: 7,
  settings: { ...BUILT_IN_RULES.settings, ...settings },
});
const warning = (code: 'equals-control' | 'sex-inconsistent' | 'unlike-kit') => ({ row: 2, code, message: 'Look.' });
const sample = (warnings: ReturnType<typeof warning>[] = []) => ({
  row: 2,
  sample: 'A',
  profile: { TH01: ['6', '7'], AMEL: ['X', 'Y'], DYS391: ['10'] },
  statuses: {},
  kits: [],
  problems: [],
  warnings,
});

test.each([
  ['equals-control', 'equalsControl'],
  ['sex-inconsistent', 'sexInconsistent'],
  ['unlike-kit', 'unlikeKit'],
] as const)('%s is told, and refuses where the rules say so, with their version', (code, rule) => {
  const given = sample([warning(code)]);
  expect(judge(given, [], BUILT_IN_RULES)).toMatchObject({ refused: [], told: [{ code }] });
  const { refused } = judge(given, [], rules({ [rule]: 'refuse' }));
  expect(refused).toMatchObject([{ code, message: 'Look. (Refused by version 7 of the quality rules.)' }]);
});

test('autosomal loci alone count for the least number of loci', () => {
  expect(judge(sample(), [], rules({ minimumLoci: 1 })).refused).toEqual([]);
  const { refused } = judge(sample(), [], rules({ minimumLoci: 2 }));
  expect(refused).toMatchObject([{ row: 2, code: 'too-few-loci' }]);
  expect(refused[0]?.message).toContain('at 1 autosomal loci, and at least 2');
});

test('a twin of another laboratory is named by no sample, an elimination profile by its own code', () => {
  const twins = [
    { shared: 20, elimination: false },
    { sample: 'STAFF', shared: 20, elimination: true },
  ];
  const { told, refused } = judge(sample(), twins, rules({ equalsElimination: 'refuse' }));
  expect(told.map(({ code }) => code)).toEqual(['same-genotype-as', 'equals-elimination']);
  expect(told[0]?.message).toContain('another laboratory');
  expect(refused.map(({ code }) => code)).toEqual(['equals-elimination']);
});
