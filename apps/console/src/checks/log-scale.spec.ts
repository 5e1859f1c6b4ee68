import { logScale } from './log-scale.ts';

test('a ratio of 1 lies inside the scale even when every locus speaks for H1', () => {
  const { powers, at } = logScale([0.4, 1.7], 0, 300);
  expect(powers).toEqual([-1, 0, 1, 2]);
  expect(at(0)).toBe(100);
  expect(at(2)).toBe(300);
});

test('the scale reaches down to the most inconsistent locus', () => {
  const { powers, at } = logScale([0.4, -3.2], 0, 500);
  expect(powers[0]).toBe(-4);
  expect(at(-4)).toBe(0);
});
