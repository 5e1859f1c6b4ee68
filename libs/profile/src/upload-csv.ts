import type { SampleListener } from './collect.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { type CsvRecord, CsvRows } from './csv-records.ts';
import { ProfileError } from './error.ts';
import { unguardedName } from './sample-name.ts';
import type { TextReader } from './text-reader.ts';
import { type Columns, type LongColumns, readHeader, type WideColumns } from './upload-header.ts';

/** Words for "nothing here" in exports of data bases and of pedigree programs. */
const NOTHING = ['', 'NULL', 'NA', '-'];

/** No honest header is longer. */
const LONGEST_HEADER = 100_000;

/** Reads a table with a header, separated by comma, semicolon or tab, in the long or the wide form. */
export class CsvReader implements TextReader {
  private begun = '';
  private rows: CsvRows | undefined;
  private columns: Columns | undefined;
  private previous: string | undefined;
  private count = 0;
  private readonly nothing: ReadonlySet<string>;

  constructor(
    private readonly into: SampleListener,
    private readonly mapping: ColumnMapping = {},
  ) {
    this.nothing = new Set([...NOTHING, ...(mapping.nothing ?? [])]);
  }

  write(text: string): void {
    if (this.rows === undefined) {
      this.begun += text;
      const start = this.begun.trimStart();
      if (!/[\r\n]/.test(start) && start.length < LONGEST_HEADER) return;
      this.begin();
    } else this.take(this.rows.write(text));
  }

  *close(): Generator<void> {
    if (this.rows === undefined) this.begin();
    yield;
    this.take(this.rows!.close());
    if (this.count === 0) throw new ProfileError('empty-file', 'The file holds a header and no rows; export it again.');
  }

  private begin(): void {
    this.rows = new CsvRows(this.mapping.separator ?? separatorOf(this.begun));
    this.take(this.rows.write(this.begun));
    this.begun = '';
  }

  private take(records: readonly CsvRecord[]): void {
    for (const record of records) {
      if (this.columns === undefined) {
        this.columns = readHeader(record.cells, this.mapping);
        continue;
      }
      this.count += 1;
      const sample = (record.cells[this.columns.sample] ?? '').trim();
      this.addRow(record, this.columns, sample !== this.previous);
      this.previous = sample;
    }
  }

  /** In the long form a sample starts where its name does; in the wide form every row is one. */
  private addRow(record: CsvRecord, columns: Columns, renamed: boolean): void {
    const { into } = this;
    const starts = columns.form === 'wide' || renamed;
    if (isControl(record, columns, starts, into)) return;
    if (starts) into.open(record.row, unguardedName(record.cells[columns.sample] ?? ''));
    if (!fits(record, columns.width, into)) return;
    if (columns.form === 'wide') this.addSample(record, columns);
    else this.addLocus(record, columns);
  }

  private addLocus({ cells, row }: CsvRecord, columns: LongColumns): void {
    const alleles: string[] = [];
    const heights: string[] = [];
    for (const [index, column] of columns.alleles.entries()) {
      const cell = cells[column]!.trim();
      if (cell === '' || (cell !== '-' && this.nothing.has(cell))) continue;
      alleles.push(this.withPoint(cell));
      if (columns.heights.length > 0) heights.push(cells[columns.heights[index] ?? -1] ?? '');
    }
    const kit = columns.kit === undefined ? '' : cells[columns.kit]!.trim();
    const facts = kit === '' ? { heights } : { heights, kit };
    this.into.add(row, cells[columns.marker]!, alleles.length === 0 ? null : alleles, facts);
  }

  private addSample({ cells, row }: CsvRecord, columns: WideColumns): void {
    const kit = columns.kit === undefined ? '' : cells[columns.kit]!.trim();
    for (const locus of columns.loci) {
      const alleles = locus.columns.flatMap((column) => this.allelesOfCell(cells[column]!));
      const heights = locus.heights === undefined ? [] : this.allelesOfCell(cells[locus.heights]!);
      const facts = kit === '' ? { heights } : { heights, kit };
      this.into.add(row, locus.name, alleles.length === 0 ? null : alleles, facts);
    }
  }

  /**
   * Alleles that share a cell stand apart by a slash, a semicolon, or a comma with a space: `11, 12, , ` is how typing
   * software pads. A comma without a space stays and is refused later, because `9,3` may be one allele.
   */
  private allelesOfCell(cell: string): readonly string[] {
    if (!/[/;,]/.test(cell)) {
      const allele = cell.trim();
      return this.nothing.has(allele) ? [] : [allele];
    }
    const parts = cell.split(/\/|;|,\s+|,$/).map((part) => part.trim());
    return parts.filter((part) => !this.nothing.has(part)).map((part) => this.withPoint(part));
  }

  /** Where the laboratory says that its decimals have a comma, `9,3` is 9.3. */
  private withPoint(allele: string): string {
    return this.mapping.decimal === ',' && /^[0-9]+,[0-9]$/.test(allele) ? allele.replace(',', '.') : allele;
  }
}

/** Ladders and controls are known by their sample type. They are passed over, and each is told once. */
function isControl({ cells, row }: CsvRecord, columns: Columns, starts: boolean, into: SampleListener): boolean {
  if (columns.type === undefined) return false;
  const type = (cells[columns.type] ?? '').trim().toLowerCase();
  const ladder = type === 'allelic ladder' || type === 'ladder';
  if (!ladder && !/^(?:positive|negative)? ?control$/.test(type)) return false;
  if (starts) {
    const message = `This is ${ladder ? 'an allelic ladder' : 'a control'} by its sample type and is not stored.`;
    into.skip(row, (cells[columns.sample] ?? '').trim(), ladder ? 'ladder-row' : 'control-row', message);
  }
  return true;
}

function fits({ cells, row }: CsvRecord, width: number, into: SampleListener): boolean {
  const surplus = cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '');
  if (cells.length >= width && !surplus) return true;
  const message = `Row ${row} has not as many columns as the header; the file may be cut off or hold a separator inside a value.`;
  into.refuse(row, new ProfileError('wrong-column-count', message));
  return false;
}

/** The separator that the first line uses most. */
function separatorOf(text: string): string {
  const start = text.trimStart();
  const header = start.slice(0, Math.min(start.search(/[\r\n]|$/), LONGEST_HEADER)).replace(/"[^"]*"/g, '');
  const uses = ['\t', ';', ','].map((separator) => [separator, header.split(separator).length - 1] as const);
  const [separator, count] = uses.reduce((most, next) => (next[1] > most[1] ? next : most));
  if (count === 0) {
    const message = 'This is neither JSON nor a table with a header; upload CSV, tab separated text or JSON.';
    throw new ProfileError('unknown-format', message);
  }
  return separator;
}
