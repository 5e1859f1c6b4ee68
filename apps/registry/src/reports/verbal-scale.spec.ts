import { log10Line, ratioLine, supportOf } from './verbal-scale.ts';

test.each([
  ['0', 'none', 'h1'],
  [String(Math.log10(1.9)), 'none', 'h1'],
  [String(Math.log10(2)), 'weak', 'h1'],
  ['1', 'moderate', 'h1'],
  ['2', 'moderately-strong', 'h1'],
  ['3', 'strong', 'h1'],
  ['4', 'very-strong', 'h1'],
  ['5.9999', 'very-strong', 'h1'],
  ['6', 'extremely-strong', 'h1'],
  ['-4.5', 'very-strong', 'h2'],
  [null, 'extremely-strong', 'h2'],
] as const)('log10 %s is %s support for %s', (log10, strength, hypothesis) => {
  expect(supportOf(log10)).toEqual({ strength, for: hypothesis });
});

test.each([
  ['24.8828', '7.63 × 10^24'],
  ['11.999999', '9.99 × 10^11'],
  ['12', '1.00 × 10^12'],
  [String(Math.log10(999999)), '999,000'],
  [String(Math.log10(2)), '2.00'],
  [String(Math.log10(0.0217)), '0.0217'],
  ['-7.5', '3.16 × 10^-8'],
  [null, '0'],
])('log10 %s is printed as a ratio of %s, cut and never rounded up', (log10, printed) => {
  expect(ratioLine(log10)).toBe(printed);
});

test.each([
  ['5.99999', '5.9999'],
  ['6', '6.0000'],
  ['-0.00001', '−0.0001'],
  [null, '−∞'],
])('log10 %s is cut to %s', (log10, printed) => {
  expect(log10Line(log10)).toBe(printed);
});
