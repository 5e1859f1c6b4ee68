import { CsvError, parse } from 'csv-parse/sync';
import type { SampleCollector } from './collect.ts';
import { ProfileError } from './error.ts';

/** Where a file keeps what is needed of it: places of the columns, from 0. */
interface Columns {
  readonly sample: number;
  readonly marker: number;
  readonly alleles: readonly number[];
  readonly width: number;
}

const SAMPLE_HEADERS = ['samplename', 'sample', 'samplecode', 'sampleid', 'specimenid'];
const MARKER_HEADERS = ['marker', 'locus', 'locusname', 'markername'];

/** Reads the long form: one row for each sample and locus, columns found by the header, separated by comma, semicolon or tab. */
export function readCsv(text: string, into: SampleCollector): void {
  let columns: Columns | undefined;
  let previous: string | undefined;
  let rows = 0;
  eachRecord(text, (record, row) => {
    if (columns === undefined) {
      columns = findColumns(record);
      return;
    }
    rows += 1;
    const sample = record[columns.sample] ?? '';
    if (sample !== previous) into.open(row, sample);
    previous = sample;
    addRecord(record, row, columns, into);
  });
  if (rows === 0) throw new ProfileError('empty-file', 'The file holds a header and no rows; export it again.');
}

function addRecord(record: readonly string[], row: number, columns: Columns, into: SampleCollector): void {
  const surplus = record.slice(columns.width).some((cell) => cell.trim() !== '');
  if (record.length < columns.width || surplus) {
    const message = `Row ${row} has not as many columns as the header; the file may be cut off or hold a separator inside a value.`;
    into.refuse(row, new ProfileError('wrong-column-count', message));
    return;
  }
  const alleles = columns.alleles.map((column) => record[column] ?? '').filter((cell) => cell.trim() !== '');
  into.add(row, record[columns.marker] ?? '', alleles.length === 0 ? null : alleles);
}

function eachRecord(text: string, take: (record: readonly string[], row: number) => void): void {
  try {
    parse(text, {
      delimiter: separatorOf(text),
      bom: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
      on_record: (record: string[], context) => {
        take(record, context.lines);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error.lines === 'number' ? ` near row ${error.lines}` : '';
    throw new ProfileError(
      'broken-file',
      `The file cannot be read${row}: a quotation mark is open or a row has no end; export it again.`,
    );
  }
}

/** The separator that the first line uses most. */
function separatorOf(text: string): string {
  const start = text.trimStart();
  const header = start.slice(0, Math.min(start.search(/[\r\n]|$/), 100_000)).replace(/"[^"]*"/g, '');
  const uses = ['\t', ';', ','].map((separator) => [separator, header.split(separator).length - 1] as const);
  const [separator, count] = uses.reduce((most, next) => (next[1] > most[1] ? next : most));
  if (count === 0) {
    throw new ProfileError(
      'unknown-format',
      'This is neither JSON nor a table with a header; upload CSV, tab separated text or JSON.',
    );
  }
  return separator;
}

function findColumns(header: readonly string[]): Columns {
  const names = header.map((name) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase());
  const width = names.reduce((last, name, index) => (name === '' ? last : index + 1), 0);
  const alleles = names.flatMap((name, index) => (/^allele[0-9]{1,2}$/.test(name) ? [index] : []));
  const twice = alleles.some((column) => names.indexOf(names[column]!) !== column);
  if (alleles.length === 0) throw missing('"Allele 1" and "Allele 2"');
  if (twice) throw new ProfileError('duplicate-column', 'An allele column stands twice in the header; keep one.');
  return {
    sample: single(names, SAMPLE_HEADERS, '"Sample Name"'),
    marker: single(names, MARKER_HEADERS, '"Marker"'),
    alleles,
    width,
  };
}

/** The one column that bears one of the names; the first name in the list that occurs wins. */
function single(names: readonly string[], wanted: readonly string[], label: string): number {
  const name = wanted.find((candidate) => names.includes(candidate));
  if (name === undefined) throw missing(label);
  if (names.indexOf(name) !== names.lastIndexOf(name)) {
    throw new ProfileError('duplicate-column', `The column ${label} stands twice in the header; keep one.`);
  }
  return names.indexOf(name);
}

function missing(label: string): ProfileError {
  return new ProfileError(
    'missing-column',
    `The column ${label} is missing; the header is: Sample Name, Marker, Allele 1, Allele 2.`,
  );
}
