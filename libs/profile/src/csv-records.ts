import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { ProfileError } from './error.ts';

/** One row of a table: its cells, and the line it starts on, from 1. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly row: number;
}

/** No honest row is longer; an open quotation mark would swallow the rest of the file. */
const LONGEST_RECORD = 100_000;

/** Characters read at once, up to the end of the row. */
const PART = 16_000;
const LONGEST_PART = PART + LONGEST_RECORD;

const RFC_4180 = {
  record_delimiter: '\n',
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_RECORD,
} as const;

/**
 * The rows of a table as RFC 4180 has them, from text that comes in pieces: lines end in LF, CRLF or CR, a cell may stand in
 * quotation marks, a mark inside it is doubled. Rows without any value are passed over. A quotation mark elsewhere is
 * refused: it hides where cells end.
 */
export class CsvRows {
  private text = '';
  private row = 1;
  private lineEnd: '\n' | '\r' | undefined;

  constructor(private readonly separator: string) {}

  /** The rows that are complete with this piece. */
  write(text: string): readonly CsvRecord[] {
    this.text += text;
    if (this.text.length < PART) return [];
    this.lineEnd ??= this.text.includes('\n') ? '\n' : '\r';
    const end = endOfRows(this.text, this.lineEnd);
    if (end > 0) return this.read(end);
    if (this.text.length > LONGEST_PART) throw broken(this.row);
    return [];
  }

  /** The rows that are left. */
  close(): readonly CsvRecord[] {
    return this.read(this.text.length);
  }

  private read(end: number): readonly CsvRecord[] {
    const lines = this.text.slice(0, end).replace(/\r\n?/g, '\n');
    this.text = this.text.slice(end);
    const first = this.row;
    this.row += occurrences(lines, '\n');
    const records = lines.includes('"') ? parsed(lines, this.separator, first) : split(lines, this.separator, first);
    return records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  }
}

/** The place after the last line end that has an even number of quotation marks before it, or 0. */
function endOfRows(text: string, lineEnd: string): number {
  // A CR at the very end may be the first half of a CRLF.
  let end = text.lastIndexOf(lineEnd, lineEnd === '\r' ? text.length - 2 : text.length) + 1;
  let marks = occurrences(text.slice(0, end), '"');
  while (marks % 2 === 1 && end > 0) {
    const previous = text.lastIndexOf(lineEnd, end - 2) + 1;
    if (previous >= end || end < 2) return 0;
    marks -= occurrences(text.slice(previous, end), '"');
    end = previous;
  }
  return end;
}

/** Rows without a quotation mark need no parser: lines and separators cut them. */
function split(lines: string, separator: string, first: number): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  const rows = lines.split('\n');
  for (let i = 0; i < rows.length; i += 1) {
    const line = rows[i]!;
    if (line.length > LONGEST_RECORD) throw broken(first + i);
    if (line !== '') records.push({ cells: line.split(separator), row: first + i });
  }
  return records;
}

/** Requires whole rows. `first` is the row of the first line. A row starts where the last one ended, blank lines apart. */
function parsed(lines: string, separator: string, first: number): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let next = first;
  let blank = 0;
  const keep = (cells: string[], info: InfoRecord): null => {
    records.push({ cells, row: next + info.empty_lines - blank });
    next = first + info.lines;
    blank = info.empty_lines;
    return null;
  };
  try {
    parse(lines, { ...RFC_4180, delimiter: separator, on_record: keep });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw broken(next + Number(error.empty_lines) - blank);
  }
  return records;
}

function occurrences(text: string, what: string): number {
  let count = 0;
  for (let at = text.indexOf(what); at !== -1; at = text.indexOf(what, at + 1)) count += 1;
  return count;
}

function broken(row: number): ProfileError {
  const message = `The file cannot be read at row ${row}: a quotation mark is open or out of place, or the row has no end; export it again.`;
  return new ProfileError('broken-file', message);
}
