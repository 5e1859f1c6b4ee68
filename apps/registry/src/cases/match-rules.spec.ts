import { assertEachPairOnce } from './match-rules.service.ts';
import { BUILT_IN_MATCH_RULES, keyOf, matchText, ruleFor, versionOf } from './match-rules.ts';

const { settings } = BUILT_IN_MATCH_RULES;

test('parents of missing children are compared with those whose origin is open, and never the other way round', () => {
  const rule = ruleFor(settings, 'one-parent', 'parent-of-missing-child', 'child-of-unexplained-origin');
  expect(rule).toMatchObject({ minimumLoci: 15, mostInconsistencies: 2, threshold: '10000' });
  expect(ruleFor(settings, 'one-parent', 'child-of-unexplained-origin', 'parent-of-missing-child')).toBeUndefined();
  expect(ruleFor(settings, 'one-parent', 'parent-of-missing-child', 'parent-of-abducted-child')).toBeUndefined();
});

test('siblings and identical persons are the same pair in either order', () => {
  const pair = ['personal-item', 'rescued-child'] as const;
  const rule = ruleFor(settings, 'identity', pair[0], pair[1]);
  expect(rule).toBeDefined();
  expect(ruleFor(settings, 'identity', pair[1], pair[0])).toEqual(rule);
});

test('the digest is of the settings, in whatever order they were sent, and changes with every figure', () => {
  const reversed = { ...settings, pairs: [...settings.pairs].reverse() };
  expect(versionOf(3, reversed).digest).toBe(BUILT_IN_MATCH_RULES.digest);
  const [first, ...rest] = settings.pairs;
  for (const change of [{ minimumLoci: 16 }, { mostInconsistencies: 1 }, { threshold: '10001' }]) {
    expect(versionOf(3, { ...settings, pairs: [{ ...first!, ...change }, ...rest] }).digest).not.toBe(
      BUILT_IN_MATCH_RULES.digest,
    );
  }
  expect(JSON.parse(matchText(reversed))).toEqual(settings);
});

test('a pair that stands twice is refused, also when its categories are exchanged where that means the same', () => {
  const identity = settings.pairs.find(({ question }) => question === 'identity')!;
  const exchanged = { ...identity, first: identity.second, second: identity.first };
  expect(keyOf(exchanged)).toBe(keyOf(identity));
  expect(() => assertEachPairOnce({ ...settings, pairs: [identity, exchanged] })).toThrow(
    expect.objectContaining({ code: 'pair-repeated' }),
  );
  const parent = settings.pairs.find(({ question }) => question === 'one-parent')!;
  assertEachPairOnce({ ...settings, pairs: [parent, { ...parent, first: parent.second, second: parent.first }] });
});
