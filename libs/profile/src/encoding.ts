import { ProfileError } from './error.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'gb18030';

/** How far an encoding is known. `ambiguous` means that the bytes read differently in two of them. */
export type Certainty = 'stated' | 'valid' | 'assumed' | 'ambiguous';

export interface FoundEncoding {
  readonly encoding: Encoding;
  readonly certainty: Certainty;
}

/** What of the beginning is kept for marks, declarations and the place of NUL bytes. */
const HEAD = 4096;

/** Labels of the WHATWG Encoding Standard that XML declarations in use bear. */
const LABELS: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  gb18030: 'gb18030',
};

/** Bytes that stand for nothing in Windows-1252. */
const UNUSED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Finds the encoding of a file from all of its bytes. A byte order mark or an XML declaration states it; what is valid
 * UTF-8 is UTF-8. Everything else is a rule's assumption, and said to be one: NUL bytes in every second place are UTF-16;
 * pairs of high bytes only are GB18030; high bytes that stand alone are Windows-1252; a file that holds both kinds is ambiguous.
 */
export class EncodingSurvey {
  private readonly head: number[] = [];
  private readonly utf8 = new Validator('utf-8');
  private readonly gb18030 = new Validator('gb18030');
  private plain = true;
  private run = 0;
  private runs = { single: 0, paired: 0, other: 0 };
  private lowInRun = false;
  private unused = false;

  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && this.head.length < HEAD; i += 1) this.head.push(bytes[i]!);
    if (isPlain(bytes)) {
      if (!this.plain) this.validate(bytes);
      this.endRun();
      return;
    }
    this.plain = false;
    this.validate(bytes);
    for (const byte of bytes) {
      if (byte < 0x80) {
        if (this.run > 0) this.endRun();
        continue;
      }
      this.run += 1;
      if (byte < 0xa1) this.lowInRun = true;
      if (UNUSED.has(byte)) this.unused = true;
    }
  }

  finish(): FoundEncoding {
    this.endRun();
    const mark = markOf(this.head);
    if (mark !== undefined) return { encoding: mark, certainty: 'stated' };
    const wide = withoutMark(this.head);
    if (wide !== undefined) return { encoding: wide, certainty: 'assumed' };
    const declared = declaredIn(this.head);
    const isUtf8 = this.utf8.isValid();
    if (declared !== undefined) {
      const contradicted = !this.plain && isUtf8 && declared !== 'utf-8';
      return { encoding: declared, certainty: contradicted ? 'ambiguous' : 'stated' };
    }
    return isUtf8 ? { encoding: 'utf-8', certainty: 'valid' } : this.eightBit();
  }

  private eightBit(): FoundEncoding {
    const { single, paired, other } = this.runs;
    const chinese = this.gb18030.isValid();
    const western = !this.unused;
    if (!chinese && !western) {
      const message = 'The file is in no encoding that is read; save it as UTF-8.';
      throw new ProfileError('wrong-encoding', message);
    }
    if (!western || (chinese && single === 0 && other === 0)) return { encoding: 'gb18030', certainty: 'assumed' };
    if (!chinese || (paired === 0 && other === 0)) return { encoding: 'windows-1252', certainty: 'assumed' };
    return { encoding: 'gb18030', certainty: 'ambiguous' };
  }

  private validate(bytes: Uint8Array): void {
    this.utf8.push(bytes);
    this.gb18030.push(bytes);
  }

  private endRun(): void {
    if (this.run === 0) return;
    if (this.run === 1) this.runs.single += 1;
    else if (this.run % 2 === 0 && !this.lowInRun) this.runs.paired += 1;
    else this.runs.other += 1;
    this.run = 0;
    this.lowInRun = false;
  }
}

/** Whether bytes that come in pieces are valid in one encoding. */
class Validator {
  /** Made when it is needed: most files are ASCII, and decoders are slow to make. */
  private decoder: InstanceType<typeof TextDecoder> | undefined;
  private valid = true;

  constructor(private readonly encoding: Encoding) {}

  push(bytes: Uint8Array): void {
    if (this.valid) this.valid = this.attempt(bytes, true);
  }

  isValid(): boolean {
    if (this.valid && this.decoder !== undefined) this.valid = this.attempt(new Uint8Array(), false);
    return this.valid;
  }

  private attempt(bytes: Uint8Array, stream: boolean): boolean {
    try {
      this.decoder ??= new TextDecoder(this.encoding, { fatal: true });
      this.decoder.decode(bytes, { stream });
      return true;
    } catch {
      return false;
    }
  }
}

function isPlain(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i += 1) if (bytes[i]! >= 0x80) return false;
  return true;
}

function markOf(head: readonly number[]): Encoding | undefined {
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) {
    throw new ProfileError('wrong-encoding', 'The file is in UTF-32, which is not read; save it as UTF-8.');
  }
  if (starts(0xef, 0xbb, 0xbf)) return 'utf-8';
  if (starts(0xff, 0xfe)) return 'utf-16le';
  if (starts(0xfe, 0xff)) return 'utf-16be';
  return starts(0x84, 0x31, 0x95, 0x33) ? 'gb18030' : undefined;
}

/** UTF-16 without its mark: headers are ASCII, so at least a third of the bytes are NUL, all in every second place. */
function withoutMark(head: readonly number[]): Encoding | undefined {
  const nulAt = (odd: number): number => head.filter((byte, index) => byte === 0 && index % 2 === odd).length;
  const [even, odd] = [nulAt(0), nulAt(1)];
  if (odd > head.length / 3 && even === 0) return 'utf-16le';
  return even > head.length / 3 && odd === 0 ? 'utf-16be' : undefined;
}

/** What an XML declaration in ASCII says. One that claims UTF-16 is wrong, because it could not be read, and says nothing. */
function declaredIn(head: readonly number[]): Encoding | undefined {
  const start = String.fromCharCode(...head.slice(0, 300)).trimStart();
  const label = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1]?.toLowerCase();
  if (label === undefined || label.startsWith('utf-16')) return undefined;
  const encoding = Object.hasOwn(LABELS, label) ? LABELS[label] : undefined;
  if (encoding !== undefined) return encoding;
  throw new ProfileError('wrong-encoding', 'The XML declares an encoding that is not read; save it as UTF-8.');
}
