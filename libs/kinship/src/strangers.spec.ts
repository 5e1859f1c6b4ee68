import fc from 'fast-check';
import { toFirstParent } from './couple.ts';
import { allPairs, founderWeights } from './states.ts';
import { childrenOfStrangers } from './strangers.ts';
import { total } from './sums.ts';

test.each([1, 2, 3])('%s children of two strangers: a sum over alleles is the sum over genotypes', (children) => {
  const n = 4;
  const f = Float64Array.of(0.1, 0.2, 0.3, 0.4);
  const states = allPairs(n);
  const weights = founderWeights(states, f);
  const table = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n });
  fc.assert(
    fc.property(fc.array(table, { minLength: children, maxLength: children }), (values) => {
      const tables = values.map((entries) => Float64Array.from(entries));
      const byFather = toFirstParent(states, { states, weights }, tables, n);
      const expected = total(byFather.map((value, s) => value * (weights[s] as number)));
      expect(Math.abs(childrenOfStrangers(tables, f) - expected)).toBeLessThanOrEqual(1e-13 * expected);
    }),
    { seed: 3, numRuns: 60 },
  );
});
