import { BUILT_IN_RULES } from '../submissions/rules.ts';
import { against } from './rules-effect.ts';

const plain = { categories: [], loci: 15, statuses: [], codes: [] } as const;

test('a profile is measured by its category, by both when it has two, and by the general minimum when it has none', () => {
  const settings = {
    ...BUILT_IN_RULES.settings,
    minimumLoci: 16,
    minimumByCategory: [
      { category: 'unidentified-remains', loci: 8 },
      { category: 'relative', loci: 20 },
    ],
  } as const;
  expect(against(plain, settings)).toEqual(['too-few-loci']);
  expect(against({ ...plain, categories: ['unidentified-remains'] }, settings)).toEqual([]);
  expect(against({ ...plain, categories: ['relative', 'unidentified-remains'] }, settings)).toEqual(['too-few-loci']);
  expect(against({ ...plain, loci: 16, categories: ['rescued-child'] }, settings)).toEqual([]);
});

test('what was tolerated or told when it came refuses it under rules that no longer do', () => {
  const profile = { ...plain, statuses: ['off-ladder'], codes: ['equals-control', 'unlike-kit'] };
  const { settings } = BUILT_IN_RULES;
  expect(against(profile, { ...settings, tolerate: ['off-ladder'] })).toEqual([]);
  expect(against(profile, { ...settings, equalsControl: 'refuse' })).toEqual(['off-ladder', 'equals-control']);
});
