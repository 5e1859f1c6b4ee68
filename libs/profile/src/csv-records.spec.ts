import fc from 'fast-check';
import { type CsvRecord, CsvRows } from './csv-records.ts';

const records = (text: string, separator = ',', piece = 9000): CsvRecord[] => {
  const rows = new CsvRows(separator);
  const pieces = text.match(new RegExp(`[^]{1,${piece}}`, 'g')) ?? [];
  return [...pieces.flatMap((part) => rows.write(part)), ...rows.close()];
};
const read = (text: string): string[][] => records(text).map(({ cells }) => [...cells]);
const rows = (text: string): number[] => records(text).map(({ row }) => row);
const refusal = (row: number) =>
  expect.objectContaining({ code: 'broken-file', message: expect.stringContaining(`at row ${row}:`) });

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
  expect(rows(text)).toEqual([1, 2]);
});

test('a quoted cell may hold separators, doubled marks and line ends, and rows keep the number of their line', () => {
  const text = '\na,b\n"x, ""y""\nz",1\n\n,,\n  \nc,d\n';
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const ended = text.replaceAll('\n', lineEnd);
    expect(read(ended)).toEqual([
      ['a', 'b'],
      ['x, "y"\nz', '1'],
      ['c', 'd'],
    ]);
    expect(rows(ended)).toEqual([2, 3, 8]);
  }
});

test('rows may be longer or shorter than the header', () => {
  expect(read('a,b\n1\n1,2,3\n')).toEqual([['a', 'b'], ['1'], ['1', '2', '3']]);
});

test.each([',', ';', '\t'])('cells stand apart by the separator asked for: %j', (separator) => {
  expect(records(`a${separator}"9,3;\t"\n`, separator)).toEqual([{ cells: ['a', '9,3;\t'], row: 1 }]);
});

test.each([
  ['a,b\n\na,"b\n1,2', 3],
  ['a,5" x,"y"\n', 1],
  ['a,b\n"a"b,c"d"\n', 2],
  ['a,b\n"c\nd",1\n"e\nf"g,1\n', 4],
  ['a"b"\n', 1],
])('a quotation mark out of place is refused with the row it stands in: %j', (text, row) => {
  expect(() => read(text)).toThrow(refusal(row));
});

test.each([
  ['of empty cells', ','.repeat(200_000)],
  ['of one cell', '9'.repeat(110_000)],
  ['of one quoted cell', `"${'9'.repeat(110_000)}"`],
  ['of lines behind an open mark', `"${'\n'.repeat(200_000)}`],
])('a row without end is refused: %s', (_, row) => {
  expect(() => read(`a,b\n1,2\n${row}\n1,2\n`)).toThrow(refusal(3));
});

test('a long row that is still honest is read', () => {
  const cell = '9\n'.repeat(49_000);
  expect(read(`a,b\n1,"${cell}"\n`)[1]).toEqual(['1', cell]);
});

const cell = fc.string({ unit: fc.constantFrom('a', '9', '.', ' ', ',', ';', '"', '\n', 'ü', '𝔸'), maxLength: 6 });
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });

test('a table written in quotation marks comes back, in however many parts it is read', () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 15_900, max: 16_010 }), (cells, width) => {
      const padding = ['p'.repeat(width), 'p'];
      const written = [padding, ...cells, padding, ...cells].map((row) => ({
        text: `${row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`,
        row,
      }));
      let line = 1;
      const expected = written.map(({ text, row }) => {
        const record = { cells: row, row: line };
        line += text.split('\n').length - 1;
        return record;
      });
      expect(records(written.map(({ text }) => text).join(''))).toEqual(
        expected.filter(({ cells: row }) => row.some((value) => value.trim() !== '')),
      );
    }),
  );
});
