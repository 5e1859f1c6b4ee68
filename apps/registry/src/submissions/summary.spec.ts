import { summaryLine } from './summary.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@x', "'@x"],
  ['plain', 'plain'],
  ['a,"b"', '"a,""b"""'],
  ['a\nb', '"a\nb"'],
])('a cell %j leaves as %j', (cell, written) => {
  expect(summaryLine([cell, 'x'])).toBe(`${written},x\r\n`);
});
