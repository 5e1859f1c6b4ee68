import { BUILT_IN_MATCH_RULES } from '../cases/match-rules.ts';
import { type ComparedPair, judgePairs, noteSentence } from './comparable.ts';
import type { CheckInputs } from './inputs.ts';

const { settings } = BUILT_IN_MATCH_RULES;
const pair: ComparedPair = { role: 'parent', first: 'parent-of-missing-child', second: 'rescued-child', loci: 15 };

test('a listed pair with enough loci is told nothing and takes the threshold of its rule', () => {
  const stricter = { ...settings, pairs: settings.pairs.map((rule) => ({ ...rule, threshold: '1000000' })) };
  expect(judgePairs(settings, 'one-parent', [pair])).toEqual({ notes: [], threshold: '10000' });
  expect(judgePairs(stricter, 'one-parent', [pair])).toEqual({ notes: [], threshold: '1000000' });
});

test('of two parents the higher threshold holds', () => {
  const pairs = settings.pairs.map((rule) =>
    rule.first === 'parent-of-abducted-child' ? { ...rule, threshold: '50000' } : rule,
  );
  const other: ComparedPair = { ...pair, role: 'otherParent', first: 'parent-of-abducted-child' };
  expect(judgePairs({ ...settings, pairs }, 'both-parents', [pair, other]).threshold).toBe('50000');
});

test('too few loci and pairs that stand nowhere are noted by their place in the question', () => {
  const few = judgePairs(settings, 'one-parent', [{ ...pair, loci: 14 }]);
  expect(few.notes).toEqual([{ code: 'too-few-common-loci', role: 'parent', loci: 14, minimumLoci: 15 }]);
  const strange = judgePairs(settings, 'one-parent', [{ ...pair, first: 'rescued-child', second: 'relative' }]);
  expect(strange).toEqual({ notes: [{ code: 'pair-not-listed', role: 'parent' }], threshold: '10000' });
  const inputs = { child: { code: 'C' }, parent: { code: 'erased' } } as CheckInputs;
  expect(noteSentence(few.notes[0]!, inputs)).toBe(
    'erased and C have 14 autosomal loci in common, and the match rules ask for 15; type more.',
  );
});
