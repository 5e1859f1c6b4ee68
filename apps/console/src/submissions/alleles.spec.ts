import { readAlleles } from './alleles.ts';

test.each([
  ['6, 9.3', ['6', '9.3']],
  ['6/9.3', ['6', '9.3']],
  [' 12 ', ['12']],
  ['12，12', ['12', '12']],
  ['', []],
])('alleles typed in as "%s" are read one by one', (text, alleles) => {
  expect(readAlleles(text)).toEqual(alleles);
});
