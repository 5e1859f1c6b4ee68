import fc from 'fast-check';
import { type XmlEvent, xmlEvents } from './xml.ts';

const read = (text: string): XmlEvent[] => [...xmlEvents(text)];

test('elements, text, entities, comments and CDATA come in order, with the row of each element', () => {
  const text = `<?xml version="1.0"?>\n<!-- a > b -->\n<n:a x="1" y='<2'.b'/>`
    .replace(`'<2'.b'`, `'2"'`)
    .replace('/>', '>\n<b>&lt;9 &amp; &#x41;</b><c/><![CDATA[<d>]]></n:a>');
  expect(read(text).filter((event) => event.kind !== 'text' || event.text.trim() !== '')).toEqual([
    { kind: 'open', name: 'a', row: 3 },
    { kind: 'open', name: 'b', row: 4 },
    { kind: 'text', text: '<9 & A' },
    { kind: 'close', name: 'b' },
    { kind: 'open', name: 'c', row: 4 },
    { kind: 'close', name: 'c' },
    { kind: 'text', text: '<d>' },
    { kind: 'close', name: 'a' },
  ]);
});

test.each([
  ['a document type', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ['an entity of its own', '<a>&x;</a>'],
  ['an ampersand alone', '<a>b & c</a>'],
  ['a closing tag of another element', '<a><b></a></b>'],
  ['an element that stays open', '<a><b></b>'],
  ['a closing tag without an open one', '</a>'],
  ['text beside the root', '<a></a>b'],
  ['an attribute without quotation marks', '<a b=c></a>'],
  ['a comment that stays open', '<a><!-- b</a>'],
  ['a character that does not exist', '<a>&#x110000;</a>'],
  ['a tag without end', `<a ${'b="c" '.repeat(1_000_000)}></a>`],
  ['text without end', `<a>${'&amp;'.repeat(10_000)}</a>`],
  ['nesting without end', '<a>'.repeat(50) + '</a>'.repeat(50)],
])('%s is refused', (_what, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'broken-file' }));
});

test('text comes back whatever characters it holds', () => {
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      expect(read(`<a>${escaped(text)}</a>`)[1]).toEqual({ kind: 'text', text });
    }),
  );
});
