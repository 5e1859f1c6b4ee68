import type { SampleListener } from './collect.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { Encoding } from './encoding.ts';
import { ProfileError } from './error.ts';
import { TextFlow } from './text-flow.ts';
import type { TextReader } from './text-reader.ts';
import { CsvReader } from './upload-csv.ts';
import { FamReader } from './upload-fam.ts';
import { JsonReader } from './upload-json.ts';
import { XmlReader } from './upload-xml.ts';

export type TextFormat = 'csv' | 'json' | 'codis-xml' | 'niem-xml' | 'familias';

export interface PartOptions {
  /** What the file is, when that is not to be found by its content. */
  readonly format?: TextFormat;
  readonly mapping?: ColumnMapping;
}

/** Takes the bytes of one file, which come in pieces. */
export interface BytesSink {
  push(bytes: Uint8Array): void;
  /** Reads what is left, in steps of some milliseconds. */
  close(): Iterable<void>;
}

const FAMILIAS = 'Output from Familias';

/** How much of a text is looked at to tell its form. */
const LOOK = 64;

/** Reads one file of text, whatever its form. */
export class PartReader implements BytesSink {
  /** Known once something of the file has been read. */
  format: TextFormat | undefined;
  private readonly flow: TextFlow;
  private begun = '';
  private reader: TextReader | undefined;

  constructor(
    encoding: Encoding,
    private readonly into: SampleListener,
    private readonly options: PartOptions = {},
  ) {
    this.flow = new TextFlow(encoding);
  }

  push(bytes: Uint8Array): void {
    this.read(this.flow.decode(bytes));
  }

  *close(): Iterable<void> {
    this.read(this.flow.decode(new Uint8Array(), true));
    if (this.reader === undefined) {
      if (this.begun.trim() === '') throw new ProfileError('empty-file', 'The file is empty; export it again.');
      this.start();
    }
    yield* this.reader!.close();
  }

  private read(text: string): void {
    if (this.reader !== undefined) {
      this.reader.write(text);
      return;
    }
    this.begun += text;
    if (this.begun.trimStart().length >= LOOK) this.start();
  }

  private start(): void {
    const text = this.begun;
    this.begun = '';
    this.format = this.options.format ?? formatOf(text.trimStart());
    this.reader = this.readerOf(this.format);
    this.reader.write(this.format === 'familias' ? text.trimStart() : text);
  }

  private readerOf(format: TextFormat): TextReader {
    if (format === 'csv') return new CsvReader(this.into, this.options.mapping);
    if (format === 'json') return new JsonReader(this.into);
    if (format === 'familias') return new FamReader(this.into);
    return new XmlReader(this.into, (found) => {
      this.format = found;
    });
  }
}

function formatOf(start: string): TextFormat {
  if (start.startsWith('<')) return 'codis-xml';
  if (start.startsWith('[') || start.startsWith('{')) return 'json';
  return start.replace(/^"/, '').startsWith(FAMILIAS) ? 'familias' : 'csv';
}
