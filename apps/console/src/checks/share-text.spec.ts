import { shareText } from './share-text.ts';

test.each([
  [1, '> 99.9%'],
  [0.99949, '99.9%'],
  [0.2361, '23.6%'],
  [0.001, '0.1%'],
  [0.00099, '1 : 1000'],
  [1 / 41_466, '1 : 41000'],
  [0, '< 1 : 10¹²'],
])('a share of %p reads %s', (share, text) => {
  expect(shareText(share, String)).toBe(text);
});
