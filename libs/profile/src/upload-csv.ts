import type { SampleCollector } from './collect.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { ProfileError } from './error.ts';
import { type Columns, type LongColumns, readHeader, type WideColumns } from './upload-header.ts';

/** Words for "nothing here" in exports of data bases. */
const NOTHING = new Set(['', 'NULL', 'NA']);

/** Reads a table with a header, separated by comma, semicolon or tab, in the long or the wide form. Yields now and then. */
export function* readCsv(text: string, into: SampleCollector): Generator<void> {
  let columns: Columns | undefined;
  let previous: string | undefined;
  let rows = 0;
  for (const records of csvRecords(text, separatorOf(text))) {
    for (const record of records) {
      if (columns === undefined) {
        columns = readHeader(record.cells);
        continue;
      }
      rows += 1;
      const sample = record.cells[columns.sample] ?? '';
      addRow(record, columns, sample !== previous, into);
      previous = sample;
    }
    yield;
  }
  if (rows === 0) throw new ProfileError('empty-file', 'The file holds a header and no rows; export it again.');
}

/** In the long form a sample starts where its name does; in the wide form every row is one. */
function addRow(record: CsvRecord, columns: Columns, renamed: boolean, into: SampleCollector): void {
  const starts = columns.form === 'wide' || renamed;
  if (isControl(record, columns, starts, into)) return;
  if (starts) into.open(record.row, record.cells[columns.sample] ?? '');
  if (!fits(record, columns.width, into)) return;
  if (columns.form === 'wide') addSample(record, columns, into);
  else addLocus(record, columns, into);
}

/** Ladders and controls are known by their sample type. They are passed over, and each is told once. */
function isControl({ cells, row }: CsvRecord, columns: Columns, starts: boolean, into: SampleCollector): boolean {
  if (columns.type === undefined) return false;
  const type = (cells[columns.type] ?? '').trim().toLowerCase();
  const ladder = type === 'allelic ladder' || type === 'ladder';
  if (!ladder && !/^(?:positive|negative)? ?control$/.test(type)) return false;
  const sample = (cells[columns.sample] ?? '').trim();
  const kind = ladder ? 'an allelic ladder' : 'a control';
  if (starts)
    into.skip(
      row,
      sample,
      ladder ? 'ladder-row' : 'control-row',
      `This is ${kind} by its sample type and is not stored.`,
    );
  return true;
}

function fits({ cells, row }: CsvRecord, width: number, into: SampleCollector): boolean {
  const surplus = cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '');
  if (cells.length >= width && !surplus) return true;
  const message = `Row ${row} has not as many columns as the header; the file may be cut off or hold a separator inside a value.`;
  into.refuse(row, new ProfileError('wrong-column-count', message));
  return false;
}

function addLocus({ cells, row }: CsvRecord, columns: LongColumns, into: SampleCollector): void {
  const alleles = columns.alleles.flatMap((column) => (cells[column]!.trim() === '' ? [] : [cells[column]!]));
  into.add(row, cells[columns.marker]!, alleles.length === 0 ? null : alleles);
}

function addSample({ cells, row }: CsvRecord, columns: WideColumns, into: SampleCollector): void {
  for (const locus of columns.loci) {
    const alleles = locus.columns.flatMap((column) => allelesOfCell(cells[column]!));
    into.add(row, locus.name, alleles.length === 0 ? null : alleles);
  }
}

/**
 * Alleles that share a cell stand apart by a slash, a semicolon, or a comma with a space: `11, 12, , ` is how typing
 * software pads. A comma without a space stays and is refused later, because `9,3` may be one allele.
 */
function allelesOfCell(cell: string): readonly string[] {
  const parts = cell.split(/\/|;|,\s+|,$/).map((part) => part.trim());
  return parts.filter((part) => !NOTHING.has(part));
}

/** The separator that the first line uses most. */
function separatorOf(text: string): string {
  const start = text.trimStart();
  const header = start.slice(0, Math.min(start.search(/[\r\n]|$/), 100_000)).replace(/"[^"]*"/g, '');
  const uses = ['\t', ';', ','].map((separator) => [separator, header.split(separator).length - 1] as const);
  const [separator, count] = uses.reduce((most, next) => (next[1] > most[1] ? next : most));
  if (count === 0) {
    const message = 'This is neither JSON nor a table with a header; upload CSV, tab separated text or JSON.';
    throw new ProfileError('unknown-format', message);
  }
  return separator;
}
