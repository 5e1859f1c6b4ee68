import type { SampleListener } from './collect.ts';
import { ProfileError } from './error.ts';
import { tellOfPedigree } from './pedigree-note.ts';
import type { TextReader } from './text-reader.ts';

/** A .fam file is held whole, because its genotypes point into the database at its end. */
const LONGEST_FAM = 10_000_000;

interface Person {
  readonly row: number;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly considersDropout: boolean;
  readonly genotypes: readonly { readonly row: number; readonly alleles: readonly number[]; readonly locus: number }[];
}

/**
 * Reads the persons of a file of Familias 3 and their genotypes as samples; pedigrees, frequencies and mutation settings are
 * read by libs/kinship. Where drop-out is to be considered for a person, two equal alleles are one allele seen.
 */
export class FamReader implements TextReader {
  private text = '';

  constructor(private readonly into: SampleListener) {}

  write(text: string): void {
    this.text += text;
    if (this.text.length > LONGEST_FAM) {
      throw new ProfileError('too-large', 'The Familias file is longer than 10 million characters; split it.');
    }
  }

  *close(): Generator<void> {
    const lines = new Lines(this.text);
    this.text = '';
    lines.pass(lines.peek(3) === '' ? 4 : 3);
    const persons = Array.from({ length: lines.integer('the number of persons') }, () => readPerson(lines));
    if (persons.length === 0) throw new ProfileError('empty-file', 'The Familias file holds no persons.');
    yield;
    const row = lines.row;
    if (passPedigrees(lines) > 0) tellOfPedigree(row, this.into);
    const loci = readLoci(lines);
    yield;
    for (const person of persons) tell(person, loci, this.into);
  }
}

function readPerson(lines: Lines): Person {
  const row = lines.row;
  const name = lines.text('the name of a person');
  const marks = [lines.text('a mark'), lines.text('the year of birth'), lines.text('a mark')];
  const sex = lines.flag() ? 'male' : 'female';
  const genotypes = Array.from({ length: lines.integer('the number of genotypes') }, () => {
    const at = lines.row;
    const alleles = [lines.integer('an allele'), lines.integer('an allele')];
    return { row: at, alleles, locus: lines.integer('a locus') };
  });
  return { row, name, sex, considersDropout: marks.some((mark) => mark.includes('(Consider dropouts)')), genotypes };
}

/** Passes over the known relations and the pedigrees built on them, and tells how many relations they hold. */
function passPedigrees(lines: Lines): number {
  let found = 0;
  if (lines.text('"Known relations"') !== 'Known relations') throw lines.fault('"Known relations"');
  const passRelations = (): void => {
    lines.pass(2);
    const relations = lines.integer('the number of relations');
    lines.pass(2 * relations);
    found += relations;
  };
  passRelations();
  const pedigrees = lines.integer('the number of pedigrees');
  for (let i = 0; i < pedigrees; i += 1) {
    lines.pass(2);
    passRelations();
  }
  return found;
}

interface FamLocus {
  readonly name: string;
  readonly alleles: readonly string[];
}

function readLoci(lines: Lines): readonly FamLocus[] {
  if (lines.flag()) throw lines.fault('a database without results: save the file from Familias without them');
  const count = lines.integer('the number of loci');
  if (lines.flag()) lines.pass(1);
  return Array.from({ length: count }, () => {
    const name = lines.text('the name of a locus');
    // Rates and models of both sexes, number of alleles, ranges, second rates, silent allele and its frequency.
    lines.pass(11);
    const alleles = Array.from({ length: lines.integer('the number of alleles') }, () => {
      const allele = lines.text('an allele');
      lines.pass(1);
      return allele;
    });
    return { name, alleles };
  });
}

function tell(
  { row, name, sex, considersDropout, genotypes }: Person,
  loci: readonly FamLocus[],
  into: SampleListener,
): void {
  if (genotypes.length === 0) {
    into.skip(row, name, 'untyped-person', 'This person of the Familias file has no genotypes and is not stored.');
    return;
  }
  into.open(row, name, { sex });
  for (const { row: at, alleles: [first, second] = [], locus: place } of genotypes) {
    const locus = loci[place];
    const alleles = [locus?.alleles[first!] ?? '', locus?.alleles[second!] ?? ''];
    const oneSeen = considersDropout && first === second;
    into.add(at, locus?.name ?? '', oneSeen ? alleles.slice(1) : alleles);
  }
}

/** The lines of a file, taken one after the other. */
class Lines {
  private readonly lines: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.lines = text.split(/\r\n|\r|\n/);
  }

  /** The number of the next line, from 1. */
  get row(): number {
    return this.at + 1;
  }

  /** The line so many places further on, without quotation marks. */
  peek(places: number): string | undefined {
    return this.lines[this.at + places]?.trim().replace(/^"(.*)"$/, '$1');
  }

  text(what: string): string {
    const line = this.peek(0);
    this.at += 1;
    if (line === undefined) throw this.fault(what);
    return line;
  }

  integer(what: string): number {
    const value = /^(\d{1,6})(?:$|\s)/.exec(this.text(what))?.[1];
    if (value === undefined) throw this.fault(what);
    return Number(value);
  }

  flag(): boolean {
    const text = this.text('#TRUE# or #FALSE#');
    if (text.startsWith('#TRUE#') || text.startsWith('#FALSE#')) return text.startsWith('#TRUE#');
    throw this.fault('#TRUE# or #FALSE#');
  }

  pass(count: number): void {
    this.at += count;
    if (this.at > this.lines.length) throw this.fault('more');
  }

  fault(what: string): ProfileError {
    const message = `The Familias file cannot be read at row ${this.at}, where ${what} should stand; save it again.`;
    return new ProfileError('broken-file', message);
  }
}
