import type { Encoding } from './encoding.ts';
import { ProfileError } from './error.ts';

/** What Windows-1252 has where Latin-1 has control characters (WHATWG Encoding Standard, index windows-1252). */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Turns bytes that come in pieces into text, strictly: what is not valid in the encoding is refused, never replaced. */
export class TextFlow {
  private readonly decoder: InstanceType<typeof TextDecoder> | undefined;
  private begun = false;

  constructor(private readonly encoding: Encoding) {
    this.decoder = encoding === 'windows-1252' ? undefined : new TextDecoder(encoding, { fatal: true });
  }

  /** The text of the next piece. A character may be cut in two; it comes with the second half. */
  decode(bytes: Uint8Array, last = false): string {
    const text = this.checked(this.text(bytes, last));
    if (this.begun || text === '') return text;
    this.begun = true;
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  private text(bytes: Uint8Array, last: boolean): string {
    if (this.decoder === undefined) return fromWindows1252(bytes);
    try {
      return this.decoder.decode(bytes, { stream: !last });
    } catch {
      throw new ProfileError(
        'wrong-encoding',
        `The file is not valid ${this.encoding.toUpperCase()}; save it as UTF-8.`,
      );
    }
  }

  private checked(text: string): string {
    if (!text.includes('\0')) return text;
    throw new ProfileError(
      'wrong-encoding',
      'The file holds NUL characters, which no text has; export it again as UTF-8.',
    );
  }
}

/** Not left to `TextDecoder`, which took Windows-1252 for Latin-1 in several releases of Node. */
function fromWindows1252(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return text.replace(/[\x80-\x9f]/g, (sign) => WINDOWS_1252[sign.charCodeAt(0) - 0x80]!);
}
