import fc from 'fast-check';
import { haplotypeFrequency, kappaFrequency, regularizedBeta, upperBound } from './haplotype-frequency.ts';

/** P(at most x of n), term by term. */
function atMost(x: number, n: number, p: number): number {
  let sum = 0;
  for (let k = 0; k <= x; k++) {
    let term = 1;
    for (let i = 1; i <= k; i++) term *= ((n - k + i) / i) * p;
    sum += term * (1 - p) ** (n - k);
  }
  return sum;
}

test('never seen: the bound is 1 - 0.05^(1/n), about 3/n', () => {
  for (const n of [1, 7, 100, 300_000]) expect(upperBound(0, n)).toBeCloseTo(-Math.expm1(Math.log(0.05) / n), 14);
  expect(haplotypeFrequency({ seen: 0, databaseSize: 0 })).toEqual({ counted: null, augmented: 1, upperBound: 1 });
});

test('1 of 100 and 5 of 1000 seen: the bounds of another program (scipy.stats.beta.ppf)', () => {
  expect(upperBound(1, 100)).toBeCloseTo(0.046559811453538935, 14);
  expect(upperBound(5, 1000)).toBeCloseTo(0.010484076911415651, 14);
});

test('at the bound, so few sightings or fewer are 5% probable', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(40), (n, x) => {
      fc.pre(x < n);
      expect(atMost(x, n, upperBound(x, n))).toBeCloseTo(0.05, 10);
      expect(upperBound(x, n)).toBeGreaterThan(x / n);
      expect(upperBound(x, n + 1)).toBeLessThan(upperBound(x, n));
    }),
    { seed: 4, numRuns: 100 },
  );
});

test('the incomplete beta function: a sum of binomial terms, also where its fraction is turned round', () => {
  for (const x of [0.001, 0.2, 0.5, 0.9, 0.9999]) {
    expect(regularizedBeta(x, 3, 8)).toBeCloseTo(1 - atMost(2, 10, x), 13);
    expect(regularizedBeta(x, 1, 1)).toBeCloseTo(x, 14);
  }
  expect([regularizedBeta(0, 2, 2), regularizedBeta(1, 2, 2)]).toEqual([0, 1]);
});

test('counted and augmented', () => {
  expect(haplotypeFrequency({ seen: 3, databaseSize: 99 })).toMatchObject({ counted: 3 / 99, augmented: 4 / 100 });
});

test('kappa: nine of ten haplotypes seen once make a new one ten times as rare as counting it in', () => {
  const database = { seen: 0, databaseSize: 999, singletons: 899 };
  expect(kappaFrequency(database)).toBeCloseTo(0.1 / 1000, 15);
});

test.each([
  ['a haplotype that is in the database', { seen: 1, databaseSize: 10, singletons: 5 }, 'count this one'],
  ['a database of singletons', { seen: 0, databaseSize: 10, singletons: 10 }, 'stands twice'],
  ['more singletons than persons', { seen: 0, databaseSize: 10, singletons: 11 }, 'up to the size'],
])('no kappa for %s', (_, count, message) => {
  expect(() => kappaFrequency(count)).toThrow(message);
});

test.each([
  [2, 1],
  [-1, 5],
  [0.5, 5],
])('refused: seen %d times in %d', (seen, databaseSize) => {
  expect(() => haplotypeFrequency({ seen, databaseSize })).toThrow('whole number of times');
});

test('refused: a bound that is certain', () => {
  expect(() => upperBound(1, 2, 1)).toThrow('confidence');
});
