import { newPersonKey, referenceTo, refersTo } from './pseudonyms.ts';

const [one, other] = [newPersonKey(), newPersonKey()];

test('two references to one person have nothing in common, and the key finds both', () => {
  const [first, second] = [referenceTo(one), referenceTo(one)];
  expect(first.nonce).not.toBe(second.nonce);
  expect(first.tag).not.toBe(second.tag);
  expect([first, second].every((reference) => refersTo(reference, one))).toBe(true);
});

test('another key finds none of them, and a forged tag is none', () => {
  const reference = referenceTo(one);
  expect(refersTo(reference, other)).toBe(false);
  expect(refersTo({ ...reference, nonce: 'another' }, one)).toBe(false);
  expect(refersTo({ ...reference, tag: 'short' }, one)).toBe(false);
});
