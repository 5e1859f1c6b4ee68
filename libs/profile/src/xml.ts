import { ProfileError } from './error.ts';

/** What comes along in an XML document; names without their namespace prefix. */
export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly row: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'close'; readonly name: string };

const OPEN_TAG = /<([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const CLOSE_TAG = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const DEEPEST = 40;
/** No honest tag, and no honest text between two tags, is longer. */
const LONGEST = 10_000;

/**
 * The events of an XML 1.0 document in order. A small part of XML on purpose: document types, and with them entities of
 * one's own, are refused, so that a file can neither read other files nor grow while it is read. Attributes are checked
 * for their form and passed over.
 */
export function* xmlEvents(text: string): Generator<XmlEvent> {
  const open: string[] = [];
  let row = 1;
  let lineEnd = indexOrEnd(text, '\n', 0);
  let place = 0;
  while (place < text.length) {
    const tag = text.indexOf('<', place);
    const between = text.slice(place, tag === -1 ? text.length : tag);
    for (; lineEnd < tag; lineEnd = indexOrEnd(text, '\n', lineEnd + 1)) row += 1;
    if (open.length === 0 && between.trim() !== '') throw broken(row);
    if (between.length > LONGEST) throw broken(row);
    if (between !== '') yield { kind: 'text', text: plainText(between, row) };
    if (tag === -1) break;
    const aside = endOfAside(text, tag, row);
    if (aside !== undefined) {
      if (text.startsWith('<![CDATA[', tag)) yield { kind: 'text', text: text.slice(tag + 9, aside - 3) };
      place = aside;
    } else if (text[tag + 1] === '/') {
      const [whole, name] = matchAt(CLOSE_TAG, text, tag, row);
      if (open.pop() !== name) throw broken(row);
      yield { kind: 'close', name: localName(name!) };
      place = tag + whole.length;
    } else {
      const [whole, name, , empty] = matchAt(OPEN_TAG, text, tag, row);
      if (open.push(name!) > DEEPEST) throw broken(row);
      yield { kind: 'open', name: localName(name!), row };
      if (empty === '/') yield { kind: 'close', name: localName(open.pop()!) };
      place = tag + whole.length;
    }
  }
  if (open.length > 0) throw broken(row);
}

/** Like indexOf, but the length when there is none, so that a text in one line is searched once and not at every tag. */
function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}

/** Where a comment, CDATA section or processing instruction that starts at `place` ends; undefined for a tag. */
function endOfAside(text: string, place: number, row: number): number | undefined {
  const next = text[place + 1];
  if (next !== '!' && next !== '?') return undefined;
  const kinds = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const;
  const kind = kinds.find(([start]) => text.startsWith(start, place));
  if (kind === undefined) {
    throw new ProfileError(
      'broken-file',
      'The XML declares a document type, which is never read; export it without one.',
    );
  }
  const end = text.indexOf(kind[1], place + kind[0].length);
  if (end === -1) throw broken(row);
  return end + kind[1].length;
}

function matchAt(pattern: RegExp, text: string, place: number, row: number): RegExpExecArray {
  pattern.lastIndex = 0;
  const match = pattern.exec(text.slice(place, place + LONGEST));
  if (match === null) throw broken(row);
  return match;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function plainText(text: string, row: number): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,10})(;?)/g, (_, name: string, end: string) => {
    const code = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
    const point = code === null ? Number.NaN : Number.parseInt(code[1] ?? code[2]!, code[1] === undefined ? 10 : 16);
    const character = point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ENTITIES[name];
    if (end === '' || character === undefined) throw broken(row);
    return character;
  });
}

function broken(row: number): ProfileError {
  return new ProfileError('broken-file', `The XML cannot be read at row ${row}; it may be cut off. Export it again.`);
}
