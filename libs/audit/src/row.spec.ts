import { sha256Hex } from './hash.ts';
import { columnName, factName, rowDigest, rowText } from './row.ts';

test('the text of a row: columns in canonical order, those without a value left out', () => {
  const row = { id: '7', place: 1, reason: null, caseId: 'k', salt: 's' };
  expect(rowText(row)).toBe('{"caseId":"k","id":"7","place":1,"salt":"s"}');
  expect(rowDigest(row)).toBe(sha256Hex(rowText(row)));
});

test('a column that is added later, and empty, changes no digest', () => {
  expect(rowDigest({ id: '7', salt: 's' })).toBe(rowDigest({ id: '7', salt: 's', remark: null }));
});

test('a time, a float or a forgotten value is refused rather than digested in one of many ways', () => {
  for (const value of [new Date(0), 0.5, undefined]) {
    expect(() => rowText({ value })).toThrow(expect.objectContaining({ code: 'not-canonical' }));
  }
});

test('the column of a fact, of a plain name only', () => {
  expect(['id', 'caseId', 'sha256'].map(columnName)).toEqual(['id', 'case_id', 'sha256']);
  for (const name of ['', 'a"b', 'a b', 'Case', 'a_b', 'é'])
    expect(() => columnName(name)).toThrow('letters and digits');
});

test.each([
  ['id', 'id'],
  ['case_id', 'caseId'],
  ['result_digest', 'resultDigest'],
  ['sha256', 'sha256'],
  ['day_2', 'day2'],
])('column %s is the fact %s', (column, fact) => {
  expect(factName(column)).toBe(fact);
});
