import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvRecords } from './csv-records.ts';

const read = (text: string, separator = ','): string[][] =>
  [...csvRecords(text, separator)].map(({ cells }) => [...cells]);
const rows = (text: string): number[] => [...csvRecords(text, ',')].map(({ row }) => row);

test.each([
  ['LF', 'a,b\n1,2\n'],
  ['CRLF', 'a,b\r\n1,2\r\n'],
  ['CR', 'a,b\r1,2\r'],
  ['no end of the last line', 'a,b\n1,2'],
])('lines may end in %s', (_, text) => {
  expect(read(text)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('a quoted cell may hold separators, doubled marks and line ends, and rows keep the number of their line', () => {
  const text = 'a,b\n"x, ""y""\nz",1\n\n,,\nc,d\n';
  expect(read(text)).toEqual([
    ['a', 'b'],
    ['x, "y"\nz', '1'],
    ['c', 'd'],
  ]);
  expect(rows(text)).toEqual([1, 2, 6]);
});

test.each(['a,"b\n1,2', 'a,5" x,"y"\n', '"a"b,c"d"\n', 'a"b"\n'])(
  'a quotation mark out of place is refused: %j',
  (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'broken-file' }));
  },
);

test('a row without end is refused', () => {
  expect(() => read(`a,b\n${','.repeat(200_000)}\n`)).toThrow(expect.objectContaining({ code: 'broken-file' }));
  expect(() => read(`a,b\n"${'\n'.repeat(200_000)}`)).toThrow(expect.objectContaining({ code: 'broken-file' }));
});

const cell = fc.string({ unit: fc.constantFrom('a', '9', '.', ' ', ',', ';', '"', '\n', '\r\n', 'ü'), maxLength: 6 });

test('what csv-parse reads, we read alike', () => {
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (table) => {
      const text = table
        .map((cells) => `${cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`)
        .join('');
      const options = { relax_column_count: true, skip_records_with_empty_values: true };
      expect(read(text)).toEqual(parse(text, options));
    }),
  );
});
