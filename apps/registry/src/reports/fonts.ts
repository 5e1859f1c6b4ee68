import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type SubsetFont from 'subset-font';
import { codePointsOf } from './cmap.ts';

/** Noto Sans SC under the SIL Open Font License 1.1, which allows to embed it: Latin and Chinese of one cast. */
const FOLDER = 'node_modules/@fontsource/noto-sans-sc/files';
const FILES = {
  regular: 'noto-sans-sc-chinese-simplified-400-normal.woff',
  bold: 'noto-sans-sc-chinese-simplified-700-normal.woff',
};

/** Fonts with the characters of one paper and no others. */
export interface PaperFonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
}

/** The fonts of papers, unpacked when the first paper is made and kept: two of 2.5 MB. */
export class Fonts {
  private whole: Promise<PaperFonts & { readonly points: ReadonlySet<number> }> | undefined;

  constructor(private readonly root: string) {}

  /** Characters of `text` that the fonts lack, each once, in the order of their code points. Blanks and breaks are none. */
  async missing(text: string): Promise<readonly string[]> {
    const { points } = await this.load();
    const lacking = [...new Set(text)].filter((character) => {
      const point = character.codePointAt(0) ?? 0;
      return !points.has(point) && character !== '\n';
    });
    return lacking.sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
  }

  /** Fonts for a paper with this text. */
  async holding(text: string): Promise<PaperFonts> {
    const { regular, bold } = await this.load();
    return { regular: await cut(regular, text), bold: await cut(bold, text) };
  }

  private load(): Promise<PaperFonts & { readonly points: ReadonlySet<number> }> {
    this.whole ??= this.unpack();
    this.whole.catch(() => {
      this.whole = undefined;
    });
    return this.whole;
  }

  private async unpack() {
    const [regular, bold] = [await this.read(FILES.regular), await this.read(FILES.bold)];
    const boldPoints = codePointsOf(bold);
    const points = new Set([...codePointsOf(regular)].filter((point) => boldPoints.has(point)));
    return { regular, bold, points };
  }

  private async read(name: string): Promise<Buffer> {
    const packed = await readFile(join(this.root, FOLDER, name));
    return subset(packed, '', { targetFormat: 'truetype', keepAllGlyphs: true });
  }
}

function cut(font: Buffer, text: string): Promise<Buffer> {
  const characters = [...new Set(text)].sort().join('');
  return subset(font, characters, { targetFormat: 'truetype', noHinting: true });
}

/** Its programs are loaded with the first paper. */
const subset = async (...words: Parameters<typeof SubsetFont>): Promise<Buffer> =>
  (await import('subset-font')).default(...words);

/** How a character is named where it cannot be printed: `U+20BB7`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text with each of these characters as its code point in double brackets, which no other text has. */
export function spelledOut(text: string, characters: readonly string[]): string {
  return [...text].map((each) => (characters.includes(each) ? `[[${codePointName(each)}]]` : each)).join('');
}
