import { KinshipError } from './errors.ts';

/** The lines of a .fam file, taken one after the other; what does not fit is refused with its line. */
export class FamLines {
  private readonly lines: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  }

  /** The next line without the quotation marks around it. */
  text(what: string): string {
    const line = this.lines[this.at++];
    if (line === undefined) throw unreadable(`The file ends where ${what} should stand.`);
    return line.trim().replace(/^"(.*)"$/, '$1');
  }

  /** A whole number from 0 to below `limit`. */
  integer(what: string, limit = 100_000): number {
    const text = this.text(what);
    const value = Number(text);
    if (/^\d+$/.test(text) && value < limit) return value;
    throw this.fault(`${what} should stand here, a whole number below ${limit}`);
  }

  number(what: string): number {
    const text = this.text(what);
    const value = Number(text);
    if (text !== '' && Number.isFinite(value)) return value;
    throw this.fault(`${what} should stand here, a number with a decimal point`);
  }

  flag(what: string): boolean {
    const text = this.text(what);
    if (text.startsWith('#TRUE#') || text.startsWith('#FALSE#')) return text.startsWith('#TRUE#');
    throw this.fault(`${what} should stand here, #TRUE# or #FALSE#`);
  }

  /** Whether the next line has this text. */
  isNext(text: string): boolean {
    return this.lines[this.at]?.trim().replace(/^"(.*)"$/, '$1') === text;
  }

  /** The value of a line `Name= value`. */
  entry(key: string): string {
    const [name, ...value] = this.text(key).split('=');
    if (name?.trim() === key && value.length > 0) return value.join('=').trim();
    throw this.fault(`${key}= should stand here`);
  }

  /** A heading in brackets of any depth; a number behind it is not looked at. */
  heading(title: string): void {
    const found = /^\[+([^[\]]+)\]+$/.exec(this.text(`[${title}]`))?.[1]?.trim() ?? '';
    if (found !== title && found.replace(/ \d+$/, '') !== title) throw this.fault(`[${title}] should stand here`);
  }

  /** Goes on behind the next heading of this title, at any depth; false and no step further where there is none. */
  goTo(title: string, depth: number): boolean {
    const heading = `${'['.repeat(depth)}${title}${']'.repeat(depth)}`;
    const found = this.lines.findIndex((line, i) => i >= this.at && line.trim() === heading);
    if (found >= 0) this.at = found + 1;
    return found >= 0;
  }

  /** The names of the sections in what is left, such as `DVI` for `[DVI]`. */
  sections(): readonly string[] {
    return this.lines.slice(this.at).flatMap((line) => /^\[([^[\]]+)\]$/.exec(line.trim())?.[1] ?? []);
  }

  /** A fault at the line taken last. */
  fault(what: string): KinshipError {
    return unreadable(`Line ${this.at}: ${what}.`);
  }
}

export function unreadable(message: string): KinshipError {
  return new KinshipError('file-unreadable', message);
}
