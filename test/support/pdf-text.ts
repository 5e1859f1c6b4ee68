import { inflateSync } from 'node:zlib';

// Enough of ISO 32000 to read back what our own papers print: objects in a row, no object streams, fonts with ToUnicode.

/** The texts of each page, in the order they were drawn, with nothing between them. */
export function pdfPages(bytes: Uint8Array): readonly string[] {
  const objects = objectsOf(Buffer.from(bytes).toString('latin1'));
  const pages = [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b(?!s)/.test(dictionary));
  return pages.map(({ dictionary }) => {
    const resources = objects.get(refIn(dictionary, 'Resources'))?.dictionary ?? dictionary;
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [name!, unicodeOf(objects, Number(id))]),
    );
    return textIn(objects.get(refIn(dictionary, 'Contents'))?.stream ?? '', fonts);
  });
}

interface PdfObject {
  readonly dictionary: string;
  readonly stream: string;
}

function objectsOf(file: string): Map<number, PdfObject> {
  const found = new Map<number, PdfObject>();
  for (const [, id, body] of file.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [dictionary = '', rest] = body!.split(/\nstream\n/, 2);
    const raw = Buffer.from((rest ?? '').replace(/\nendstream$/, ''), 'latin1');
    const packed = dictionary.includes('/FlateDecode') && raw.length > 0;
    found.set(Number(id), { dictionary, stream: (packed ? inflateSync(raw) : raw).toString('latin1') });
  }
  return found;
}

const refIn = (dictionary: string, name: string): number =>
  Number(new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1] ?? -1);

/** Characters by glyph number. */
function unicodeOf(objects: ReadonlyMap<number, PdfObject>, font: number): ReadonlyMap<number, string> {
  const map = objects.get(refIn(objects.get(font)?.dictionary ?? '', 'ToUnicode'))?.stream ?? '';
  const found = new Map<number, string>();
  for (const [, first, list] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    for (const [i, [, code]] of [...list!.matchAll(/<([0-9a-f ]*)>/gi)].entries()) {
      const units = code!.replaceAll(' ', '').match(/.{4}/g) ?? [];
      found.set(
        Number.parseInt(first!, 16) + i,
        String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))),
      );
    }
  }
  return found;
}

function textIn(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> = new Map();
  let text = '';
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    else {
      for (const [, hex] of shown!.matchAll(/<([0-9a-f]*)>/gi)) {
        for (const glyph of hex!.match(/.{4}/g) ?? []) {
          const at = Number.parseInt(glyph, 16);
          text += at === 0 ? '\u25a1' : (font.get(at) ?? '\ufffd');
        }
      }
    }
  }
  return text;
}
