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
 * The rows of a table as RFC 4180 has them, some at a time: lines end in LF, CRLF or CR, a cell may stand in quotation
 * marks, a mark inside it is doubled. Rows without any value are passed over. A quotation mark elsewhere is refused: it
 * hides where cells end.
 */
export function* csvRecords(text: string, separator: string): Generator<readonly CsvRecord[]> {
  let row = 1;
  for (const part of partsOf(text)) {
    const lines = part.replace(/\r\n?/g, '\n');
    const records = parsed(lines, separator, row);
    if (part.length > LONGEST_PART) throw broken(records.at(-1)?.row ?? row);
    yield records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
    row += occurrences(lines, '\n');
  }
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

/**
 * The text cut where rows end: at a line end with an even number of quotation marks before it. A part that is longer than
 * its last row can honestly make it comes cut off.
 */
function* partsOf(text: string): Generator<string> {
  const lineEnd = text.includes('\n') ? '\n' : '\r';
  for (let start = 0; start < text.length; ) {
    let end = afterLine(text, lineEnd, start + PART);
    let marks = occurrences(text.slice(start, end), '"');
    while (marks % 2 === 1 && end < text.length && end - start <= LONGEST_PART) {
      const next = afterLine(text, lineEnd, end);
      marks += occurrences(text.slice(end, next), '"');
      end = next;
    }
    yield text.slice(start, Math.min(end, start + LONGEST_PART + 1));
    start = end;
  }
}

function afterLine(text: string, lineEnd: string, from: number): number {
  const end = text.indexOf(lineEnd, from);
  return end === -1 ? text.length : end + 1;
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
