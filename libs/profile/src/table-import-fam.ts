import { ProfileError } from './error.ts';
import type { PrintedLocus, PrintedPopulation } from './frequency-file.ts';
import { findLocus } from './locus.ts';

/** No honest database is larger. */
const MOST_LOCI = 1000;
const MOST_ALLELES = 1000;

/**
 * The database in a saved project of Familias 3: frequencies as they stand there, with the number that Familias calls
 * DatabaseSize. Persons and pedigrees are passed over. A locus with a silent allele is not read: its alleles do not sum to 1.
 */
export function readFamiliasDatabase(text: string): PrintedPopulation {
  const lines = new Lines(text);
  lines.goToDatabase();
  const count = lines.integer(MOST_LOCI);
  const name = lines.flag() ? lines.next() : '';
  const loci = new Map<string, PrintedLocus>();
  const unread: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const written = lines.next();
    const { silent, printed } = readLocus(lines);
    const locus = findLocus(written)?.name;
    if (locus === undefined || silent) unread.push(written.slice(0, 40));
    else if (loci.has(locus)) throw lines.broken();
    else loci.set(locus, printed);
  }
  if (loci.size === 0) {
    throw new ProfileError('empty-file', 'The Familias file has no locus that is known; save it with its database.');
  }
  return { name, loci: Object.fromEntries(loci), unread };
}

function readLocus(lines: Lines): { readonly silent: boolean; readonly printed: PrintedLocus } {
  // Two rates, two models, the number of alleles, two ranges, two second rates.
  lines.pass(9);
  const silent = lines.flag();
  lines.pass(1);
  const head = lines.next();
  const alleles = Number(/^\d{1,4}/.exec(head)?.[0]);
  if (!(alleles >= 1 && alleles <= MOST_ALLELES)) throw lines.broken();
  const size = Number(/DatabaseSize = (\d{1,9})\b/.exec(head)?.[1] ?? 0);
  const frequencies = new Map<string, number>();
  for (let i = 0; i < alleles; i += 1) {
    const allele = lines.next();
    const frequency = lines.frequency();
    if (!/^[A-Za-z0-9<>][A-Za-z0-9<>., ]{0,19}$/.test(allele) || frequencies.has(allele)) throw lines.broken();
    if (frequency > 0) frequencies.set(allele, frequency);
  }
  return { silent, printed: { ...(size > 0 ? { n: size } : {}), frequencies: Object.fromEntries(frequencies) } };
}

/** The lines of a file, taken one after the other. */
class Lines {
  private readonly lines: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.lines = text.split(/\r\n|\r|\n/);
  }

  goToDatabase(): void {
    this.at = this.lines.findIndex((line) => /^"?#(?:TRUE|FALSE)# ?\(#Databases:/.test(line.trim())) + 1;
    if (this.at === 0) {
      throw new ProfileError('broken-file', 'The Familias file has no database; save the project with its database.');
    }
  }

  next(): string {
    const line = this.lines[this.at];
    this.at += 1;
    if (line === undefined) throw this.broken();
    return line.trim().replace(/^"(.*)"$/, '$1');
  }

  pass(count: number): void {
    this.at += count;
  }

  integer(most: number): number {
    const text = this.next();
    if (/^\d{1,6}$/.test(text) && Number(text) <= most) return Number(text);
    throw this.broken();
  }

  flag(): boolean {
    const text = this.next();
    if (text.startsWith('#TRUE#') || text.startsWith('#FALSE#')) return text.startsWith('#TRUE#');
    throw this.broken();
  }

  /** Requires nothing of the sum; a single figure is from 0 to 1. */
  frequency(): number {
    const text = this.next();
    const value = Number(text);
    if (/^[0-9.]+(?:e[+-]?\d{1,3})?$/i.test(text) && value >= 0 && value <= 1) return value;
    throw this.broken();
  }

  broken(): ProfileError {
    const message = `The Familias file cannot be read at row ${this.at}; save it again from Familias, without results.`;
    return new ProfileError('broken-file', message);
  }
}
