import { SaxesParser } from 'saxes';
import { ProfileError } from './error.ts';

/** What is told of a document. A path holds the names from the root to the element, without prefixes, such as `a b`. */
export interface XmlListener {
  /** `row` is the line on which the element starts, from 1. */
  opened(path: string, row: number, attributes: XmlAttributes): void;
  /** `words` is the text since the last tag, without the space around it. */
  closed(path: string, words: string): void;
}

/** Value of an attribute by its name without prefix. */
export type XmlAttributes = (name: string) => string | undefined;

const DEEPEST = 40;
/** No honest tag, and no honest text between two tags, is longer. */
const LONGEST = 10_000;
/** Comments may be longer, and images much longer, but nothing may go on for ever: it would be held until it ends. */
const LONGEST_COMMENT = 500_000;
const LONGEST_IMAGE = 20_000_000;
/** Names that documents of a known form have between them. */
const MOST_PATHS = 2000;

/** V8 keeps the fields that a parser gets after its construction in fast reach for objects of a subclass only. */
class Parser extends SaxesParser<{ xmlns: true }> {}

/**
 * An XML document that comes in pieces. Document types, and with them entities of one's own, are refused, so that a file
 * can neither read other files nor grow while it is read. The encoding it declares was looked at before it became text.
 */
export class XmlFlow {
  private readonly parser = new Parser({ xmlns: true });
  private readonly paths: string[] = [];
  /** The path of an element by the path around it and its name, made once. */
  private readonly known = new Map<string, Map<string, string>>();
  private count = 0;
  private words = '';
  private start = 0;
  private lastTag = 0;
  private row = 1;

  constructor(private readonly listener: XmlListener) {
    const { parser } = this;
    parser.on('error', () => this.broken());
    parser.on('doctype', () => {
      const message = 'The XML declares a document type, which is never read; export it without one.';
      throw new ProfileError('broken-file', message);
    });
    parser.on('text', (text) => this.hear(text));
    parser.on('cdata', (text) => this.hear(text));
    this.followTags();
  }

  write(text: string): void {
    this.parser.write(text);
    const longest = this.isInImage() ? LONGEST_IMAGE : LONGEST_COMMENT;
    if (this.parser.position - this.lastTag > longest) this.broken();
  }

  close(): void {
    this.parser.close();
  }

  private followTags(): void {
    const { parser, paths, listener } = this;
    parser.on('opentagstart', () => {
      this.start = parser.position;
      // The name may have ended with its line.
      this.row = parser.column === 0 ? parser.line - 1 : parser.line;
    });
    parser.on('attribute', () => {
      if (parser.position - this.start > LONGEST) this.broken();
    });
    parser.on('opentag', ({ local, attributes }) => {
      const path = this.path(local);
      if (paths.push(path) > DEEPEST) this.broken();
      this.words = '';
      this.lastTag = parser.position;
      listener.opened(
        path,
        this.row,
        (name) => Object.values(attributes).find((attribute) => attribute.local === name)?.value,
      );
    });
    parser.on('closetag', () => {
      listener.closed(paths.pop()!, this.words.trim());
      this.words = '';
      this.lastTag = parser.position;
    });
  }

  private path(local: string): string {
    const outer = this.paths.at(-1) ?? '';
    const inner = this.known.get(outer);
    const known = inner?.get(local);
    if (known !== undefined) return known;
    const path = outer === '' ? local : `${outer} ${local}`;
    // A file may hold names without end; those of a form that is read are few.
    if (this.count < MOST_PATHS) {
      this.count += 1;
      this.known.set(outer, (inner ?? new Map<string, string>()).set(local, path));
    }
    return path;
  }

  private hear(text: string): void {
    if (this.isInImage()) return;
    this.words += text;
    if (this.words.length > LONGEST) this.broken();
  }

  /** Images and raw data stand in some records, and are of no interest. */
  private isInImage(): boolean {
    return this.paths.at(-1)?.endsWith('BinaryObject') === true;
  }

  private broken(): never {
    const message = `The XML cannot be read at row ${this.parser.line}; it may be cut off. Export it again.`;
    throw new ProfileError('broken-file', message);
  }
}
