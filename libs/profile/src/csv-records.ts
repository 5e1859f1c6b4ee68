import { ProfileError } from './error.ts';

/** One row of a table: its cells, and the line it starts on, from 1. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly row: number;
}

/** No honest row is longer; an open quotation mark would swallow the rest of the file. */
const LONGEST_RECORD = 100_000;

/**
 * The rows of a table as RFC 4180 has them: lines end in LF, CRLF or CR, a cell may stand in quotation marks, a mark inside
 * it is doubled. Rows without any value are passed over. A quotation mark elsewhere is refused: it hides where cells end.
 */
export function* csvRecords(text: string, separator: string): Generator<CsvRecord> {
  const lines = text.includes('\n') ? text : text.replaceAll('\r', '\n');
  let line = 0;
  for (let start = 0; start < lines.length; ) {
    line += 1;
    const row = line;
    let end = lineEnd(lines, start);
    if (end === start) {
      start += 1;
      continue;
    }
    let record = lines.slice(start, end);
    while (hasOpenQuote(record)) {
      if (end >= lines.length || record.length > LONGEST_RECORD) throw broken(row);
      end = lineEnd(lines, end + 1);
      record = lines.slice(start, end);
      line += 1;
    }
    if (record.length > LONGEST_RECORD) throw broken(row);
    start = end + 1;
    const cells = cellsOf(record.endsWith('\r') ? record.slice(0, -1) : record, separator, row);
    if (cells.some((cell) => cell.trim() !== '')) yield { cells, row };
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function hasOpenQuote(record: string): boolean {
  let quotes = 0;
  for (let at = record.indexOf('"'); at !== -1; at = record.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

function cellsOf(record: string, separator: string, row: number): readonly string[] {
  if (!record.includes('"')) return record.split(separator);
  const cells: string[] = [];
  for (let start = 0; start <= record.length; ) {
    const end = record[start] === '"' ? quotedEnd(record, start) : plainEnd(record, start, separator);
    const cell = record.slice(start, end);
    const quoted = cell.startsWith('"');
    if ((end < record.length && record[end] !== separator) || (!quoted && cell.includes('"'))) throw broken(row);
    cells.push(quoted ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    start = end + 1;
  }
  return cells;
}

function plainEnd(record: string, start: number, separator: string): number {
  const end = record.indexOf(separator, start);
  return end === -1 ? record.length : end;
}

/** The place after the mark that closes the one at `start`. Requires an even number of marks in the record. */
function quotedEnd(record: string, start: number): number {
  let end = record.indexOf('"', start + 1);
  while (record[end + 1] === '"') end = record.indexOf('"', end + 2);
  return end + 1;
}

function broken(row: number): ProfileError {
  const message = `The file cannot be read at row ${row}: a quotation mark is open or out of place, or the row has no end; export it again.`;
  return new ProfileError('broken-file', message);
}
