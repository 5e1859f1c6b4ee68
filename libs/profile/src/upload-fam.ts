import type { SampleListener } from './collect.ts';
import { ProfileError } from './error.ts';
import { tellOfPedigree } from './pedigree-note.ts';
import { MOST_FAMILIES, MOST_PERSONS, type StatedFamily } from './stated-family.ts';
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
    const { relations, families } = readPedigrees(lines, persons);
    for (const family of families) this.into.family?.(family);
    if (relations > 0) tellOfPedigree(row, this.into);
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

interface Relative {
  readonly name: string | null;
  readonly sex: Person['sex'];
  readonly parents: number[];
  twinOf?: number;
}

/**
 * The known relations and the pedigrees built on them, and how many relations there are. A file with more than anybody
 * looks at, or with relations that name nobody, has no families.
 */
function readPedigrees(
  lines: Lines,
  persons: readonly Person[],
): { readonly relations: number; readonly families: readonly StatedFamily[] } {
  if (lines.text('"Known relations"') !== 'Known relations') throw lines.fault('"Known relations"');
  const known = withExtras(
    lines,
    persons.map(({ name, sex }) => ({ name, sex, parents: [] })),
  );
  let relations = relate(lines, known);
  const families = relations > 0 ? [{ kind: 'known' as const, persons: known }] : [];
  const count = lines.integer('the number of pedigrees');
  const kept: { kind: 'known' | 'alternative'; persons: readonly Relative[] }[] = [...families];
  for (let i = 0; i < count; i += 1) {
    lines.pass(2);
    const isKept = count < MOST_FAMILIES && known.length <= MOST_PERSONS;
    const drafts = withExtras(lines, isKept ? known.map((one) => ({ ...one, parents: [...one.parents] })) : []);
    const own = relate(lines, isKept ? drafts : undefined);
    relations += own;
    if (isKept && own > 0) kept.push({ kind: 'alternative', persons: drafts });
  }
  const fits = kept.every((family) => family.persons.length <= MOST_PERSONS);
  return { relations, families: fits && !lines.isStrange ? kept : [] };
}

/** With the persons whom the file gives no name, women first. */
function withExtras(lines: Lines, drafts: readonly Relative[]): readonly Relative[] {
  const more = (['female', 'male'] as const).flatMap((sex) => {
    const extras = lines.integer(`the number of ${sex} persons without a name`);
    return Array.from({ length: Math.min(extras, MOST_PERSONS + 1) }, () => ({ name: null, sex, parents: [] }));
  });
  return [...drafts, ...more];
}

/** Reads pairs of parent and child by their places, or `3 Direct` and the other twin; returns how many there are. */
function relate(lines: Lines, drafts: readonly Relative[] | undefined): number {
  const relations = lines.integer('the number of relations');
  for (let i = 0; i < relations; i += 1) {
    const [first, second] = [lines.text('a parent'), lines.text('a child')];
    if (drafts === undefined) continue;
    const parent = Number(/^(\d{1,6})(?: Direct)?$/.exec(first)?.[1] ?? Number.NaN);
    const child = drafts[Number(/^\d{1,6}$/.exec(second)?.[0] ?? Number.NaN)];
    if (child === undefined || drafts[parent] === undefined) lines.isStrange = true;
    else if (first.endsWith('Direct')) child.twinOf = parent;
    else if (!child.parents.includes(parent)) child.parents.push(parent);
  }
  return relations;
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
  /** Something was read that can be passed over but not used. */
  isStrange = false;

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
