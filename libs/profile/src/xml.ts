import { SaxesParser } from 'saxes';
import { ProfileError } from './error.ts';

/** What is told of a document. A path holds the names from the root to the element, without prefixes, such as `a b`. */
export interface XmlListener {
  /** `row` is the line on which the element starts, from 1. */
  opened(path: string, row: number): void;
  /** `words` is the text since the last tag, without the space around it. */
  closed(path: string, words: string): void;
}

/** Characters read between two pauses. */
const AT_ONCE = 64_000;
const DEEPEST = 40;
/** No honest tag, and no honest text between two tags, is longer. */
const LONGEST = 10_000;

/**
 * Reads an XML document to its end. Document types, and with them entities of one's own, are refused, so that a file can
 * neither read other files nor grow while it is read. Yields now and then.
 */
export function* readXml(text: string, listener: XmlListener): Generator<void> {
  const parser = new SaxesParser({ xmlns: true });
  const broken = (): never => {
    const message = `The XML cannot be read at row ${parser.line}; it may be cut off. Export it again.`;
    throw new ProfileError('broken-file', message);
  };
  parser.on('error', broken);
  refuseForeign(parser);
  tell(parser, listener, broken);
  for (let place = 0; place < text.length; place += AT_ONCE) {
    parser.write(text.slice(place, place + AT_ONCE));
    yield;
  }
  parser.close();
}

type Parser = SaxesParser<{ xmlns: true }>;

function refuseForeign(parser: Parser): void {
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (/^(?:utf-?8|utf-?16\w*|us-ascii)$/i.test(encoding)) return;
    const message = 'The XML declares an encoding other than UTF-8 or UTF-16; save it as UTF-8.';
    throw new ProfileError('wrong-encoding', message);
  });
  parser.on('doctype', () => {
    const message = 'The XML declares a document type, which is never read; export it without one.';
    throw new ProfileError('broken-file', message);
  });
}

function tell(parser: Parser, listener: XmlListener, broken: () => never): void {
  const paths: string[] = [];
  let words = '';
  let start = 0;
  let row = 1;
  const hear = (text: string): void => {
    words += text;
    if (words.length > LONGEST) broken();
  };
  parser.on('text', hear);
  parser.on('cdata', hear);
  parser.on('opentagstart', () => {
    start = parser.position;
    // The name may have ended with its line.
    row = parser.column === 0 ? parser.line - 1 : parser.line;
  });
  parser.on('attribute', () => {
    if (parser.position - start > LONGEST) broken();
  });
  parser.on('opentag', ({ local }) => {
    const outer = paths.at(-1);
    const path = outer === undefined ? local : `${outer} ${local}`;
    if (paths.push(path) > DEEPEST) broken();
    words = '';
    listener.opened(path, row);
  });
  parser.on('closetag', () => {
    listener.closed(paths.pop()!, words.trim());
    words = '';
  });
}
