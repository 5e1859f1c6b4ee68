import { readableRatio, truncatedPosterior } from './format.ts';

test.each([
  [null, '0'],
  ['0', '1.00'],
  ['1.5841', '38.3'],
  ['-1.5', '0.0316'],
  ['5.999999', '999,000'],
  ['17.09873546247826', '1.25 × 10¹⁷'],
  ['-5.3', '5.01 × 10⁻⁶'],
])('log10 %s reads as %s, cut and never rounded up', (log10, text) => {
  expect(readableRatio(log10)).toBe(text);
});

test.each([
  ['4', '99.99'],
  ['4.9', '99.99'],
  ['3', '99.9'],
  ['1', '90.90'],
  ['0', '50.00'],
])('at log10 %s the posterior at even odds is at least %s percent', (log10, percent) => {
  expect(truncatedPosterior(log10)).toBe(percent);
});

test('a posterior is never printed as 100, however large the ratio', () => {
  for (let log10 = 0; log10 < 400; log10 += 0.37) expect(Number(truncatedPosterior(String(log10)))).toBeLessThan(100);
});

test('a ratio below 1 is not said as a posterior', () => {
  expect([truncatedPosterior(null), truncatedPosterior('-2')]).toEqual([null, null]);
});

test('the posterior shown is never above the true one', () => {
  for (let log10 = 0; log10 < 12; log10 += 0.013) {
    const odds = 10 ** log10;
    expect(Number(truncatedPosterior(String(log10)))).toBeLessThanOrEqual((100 * odds) / (1 + odds) + 1e-9);
  }
});
