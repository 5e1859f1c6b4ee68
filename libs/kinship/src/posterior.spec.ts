import { posteriors, posteriorText } from './posterior.ts';

test('a ratio of ten thousand at even priors is 99.99%', () => {
  const result = posteriors({ parent: 4, unrelated: 0 }, { parent: 0.5, unrelated: 0.5 });
  expect(result.parent).toBeCloseTo(10_000 / 10_001, 12);
  expect((result.parent as number) + (result.unrelated as number)).toBeCloseTo(1, 12);
});

test('several hypotheses, one of them impossible, with priors of any scale', () => {
  const result = posteriors(
    { parent: 3, uncle: 2, unrelated: 0, brother: null },
    { parent: 1, uncle: 10, unrelated: 5, brother: 1 },
  );
  expect(result.parent).toBeCloseTo(1000 / 2005, 12);
  expect(result.uncle).toBeCloseTo(1000 / 2005, 12);
  expect(result.unrelated).toBeCloseTo(5 / 2005, 12);
  expect(result.brother).toBe(0);
});

test('ratios beyond the range of a double still weigh against each other', () => {
  const result = posteriors({ a: 500, b: 499, c: 0 }, { a: 1, b: 1, c: 1 });
  expect(result.a).toBeCloseTo(10 / 11, 12);
});

test.each([
  [1, '> 99.9999%'],
  [0.99999999, '> 99.9999%'],
  [0.99989999, '99.9899%'],
  [0.5, '50.0000%'],
  [1e-9, '< 0.0001%'],
  [0, '0.0000%'],
])('%d is printed as %s', (probability, text) => {
  expect(posteriorText(probability)).toBe(text);
});

test('refused: a hypothesis without a prior, nothing possible', () => {
  expect(() => posteriors({ a: 1, b: 0 }, { a: 1 })).toThrow('Hypothesis b');
  expect(() => posteriors({ a: null, b: 0 }, { a: 1, b: 0 })).toThrow('No hypothesis');
});
