import type { SampleListener } from './collect.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { FoundEncoding } from './encoding.ts';
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
    private readonly found: FoundEncoding,
    private readonly into: SampleListener,
    private readonly options: PartOptions = {},
  ) {
    this.flow = new TextFlow(found.encoding);
  }

  push(bytes: Uint8Array): void {
    this.doubting(() => this.read(this.flow.decode(bytes)));
  }

  *close(): Iterable<void> {
    this.doubting(() => {
      this.read(this.flow.decode(new Uint8Array(), true));
      if (this.reader !== undefined) return;
      if (this.begun.trim() === '') throw new ProfileError('empty-file', 'The file is empty; export it again.');
      this.start();
    });
    const steps = this.reader!.close()[Symbol.iterator]();
    while (this.doubting(() => steps.next().done !== true)) yield;
  }

  /** What is in no known form, and in no encoding that anybody stated, was most likely read in the wrong one. */
  private doubting<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const sure = this.found.certainty === 'stated' || this.found.certainty === 'valid';
      if (sure || !(error instanceof ProfileError) || error.code !== 'unknown-format') throw error;
      const message = 'The file is neither UTF-8 nor readable in another encoding; export it again as UTF-8.';
      throw new ProfileError('wrong-encoding', message);
    }
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
