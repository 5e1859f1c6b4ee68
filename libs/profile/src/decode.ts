import { ProfileError } from './error.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export interface DecodedText {
  readonly encoding: Encoding;
  readonly text: string;
}

/**
 * Decodes an upload strictly. UTF-8 needs no mark, UTF-16 needs its byte order mark; everything else is refused,
 * because a guessed encoding would change sample names without anyone noticing.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw new ProfileError(
      'unknown-format',
      'This is a workbook or an archive; export the data as CSV or JSON and upload that.',
    );
  }
  const encoding = markedEncoding(bytes) ?? 'utf-8';
  const text = strictly(bytes, encoding);
  if (text === undefined || text.includes('\0')) {
    const message = `The file is neither UTF-8 nor UTF-16 with a byte order mark; ${likely(bytes, text)} Save it as UTF-8.`;
    throw new ProfileError('wrong-encoding', message);
  }
  if (text.trim() === '') throw new ProfileError('empty-file', 'The file is empty; export it again.');
  return { encoding, text };
}

/** What the file seems to be. Good enough for advice, never good enough for reading names. */
function likely(bytes: Uint8Array, text: string | undefined): string {
  if (text !== undefined) return 'it looks like UTF-16 without the mark.';
  const chinese = strictly(bytes, 'gb18030');
  if (chinese !== undefined && /\p{Script=Han}/u.test(chinese)) return 'it looks like GB18030 (GBK).';
  return 'it looks like Latin-1 or Windows-1252.';
}

function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  return undefined;
}

function strictly(bytes: Uint8Array, encoding: Encoding | 'gb18030'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
