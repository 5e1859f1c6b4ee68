import { compareAlleles, locusName } from '@kinledger/profile';
import { type FamDvi, famDvi } from './fam-dvi.ts';
import { FamLines, unreadable } from './fam-lines.ts';
import { famMutation } from './fam-mutation.ts';
import { famPedigrees } from './fam-pedigrees.ts';
import type { LocusTable } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import type { Person } from './pedigree.ts';
import type { Hypothesis } from './question.ts';

/** One locus of a Familias file: a question of its own, because Familias sets mutation locus by locus. */
export interface FamLocus {
  readonly table: LocusTable;
  readonly observations: Readonly<Record<string, readonly string[]>>;
  readonly mutation: MutationSettings;
  readonly silentFrequency: number;
  /** What the file says of the database: persons, chance of drop-out, least frequency. */
  readonly databaseSize: number;
  readonly dropout: number;
  readonly leastFrequency: number;
  /** The frequencies in the file did not sum to 1 and were scaled. */
  readonly scaled: boolean;
}

export interface FamFile {
  readonly version: string;
  readonly database: string;
  readonly theta: number;
  readonly persons: readonly FamPerson[];
  readonly hypotheses: readonly Hypothesis[];
  readonly loci: readonly FamLocus[];
  /** Unidentified persons and families who miss somebody, where the file has them. */
  readonly dvi?: FamDvi;
  /** Sections behind the database that were not read, such as `Prior`. */
  readonly unread: readonly string[];
}

export interface FamPerson {
  readonly id: string;
  readonly sex: Person['sex'];
  /** Familias is to allow for drop-out in this person. */
  readonly dropoutConsidered: boolean;
}

/** Two alleles and the locus, by their places in the database that stands further down. */
interface PlacedGenotype {
  readonly person: string;
  readonly alleles: readonly [number, number];
  readonly locus: number;
}

/**
 * Reads the pedigrees, genotypes, frequencies and mutation settings of a file of Familias 3 (Kling, Tillmar and Egeland
 * 2014, doi:10.1016/j.fsigen.2014.07.004). Loci get our names where we know them. Persons without a name become `Extra
 * female 1` and so on. Of the sections behind the database `DVI` is read, the others are named in `unread`. Refuses stored results. Note that
 * Familias leaves out some untyped persons; this engine evaluates the pedigree as written.
 */
export function readFamFile(text: string): FamFile {
  const lines = new FamLines(text);
  if (!lines.text('the banner').startsWith('Output from Familias')) throw lines.fault('this is not a Familias file');
  lines.text('the second line');
  const version = lines.text('the version');
  if (lines.isNext('')) lines.text('an empty line');
  const genotypes: PlacedGenotype[] = [];
  const persons = Array.from({ length: lines.integer('the number of persons') }, () => person(lines, genotypes));
  for (const [i, { id }] of persons.entries()) {
    if (persons.findIndex((other) => other.id === id) < i) throw unreadable(`Person ${id} stands twice in the file.`);
  }
  const hypotheses = famPedigrees(lines, persons);
  const head = lines.text('the heading of the database');
  if (head.startsWith('#TRUE#')) throw lines.fault('the file holds results; save it from Familias without them');
  const theta = Number(/Fst:\s*([0-9.eE+-]+)/.exec(head)?.[1] ?? Number.NaN);
  if (!(theta >= 0 && theta < 1)) throw lines.fault('theta should stand here, at least 0 and below 1');
  const count = lines.integer('the number of loci');
  const database = lines.flag('whether the database has a name') ? lines.text('the name of the database') : '';
  const loci = Array.from({ length: count }, (_, i) =>
    locus(
      lines,
      genotypes.filter((genotype) => genotype.locus === i),
    ),
  );
  const strange = genotypes.find((genotype) => genotype.locus >= count);
  if (strange !== undefined) throw unreadable(`Person ${strange.person} is typed at a locus that the file lacks.`);
  for (const [i, { table }] of loci.entries()) {
    if (loci.findIndex((other) => other.table.locus === table.locus) < i) {
      throw unreadable(`Locus ${table.locus} stands twice in the file.`);
    }
  }
  const sections = lines.sections();
  const tables = loci.map(({ table }) => table);
  const dvi = lines.goTo('DVI', 1) ? { dvi: famDvi(lines, tables) } : {};
  const unread = sections.filter((section) => section !== 'DVI');
  return { version, database, theta, persons, hypotheses, loci, ...dvi, unread };
}

function person(lines: FamLines, genotypes: PlacedGenotype[]): FamPerson {
  const id = lines.text('the name of a person');
  if (id === '') throw lines.fault('a person without a name');
  const remarks = [lines.text('a mark'), lines.text('the year of birth'), lines.text('whether a child')];
  const sex = lines.flag(`the sex of ${id}`) ? 'male' : 'female';
  const typed = lines.integer(`the number of genotypes of ${id}`);
  for (let i = 0; i < typed; i++) {
    const alleles = [lines.integer(`an allele of ${id}`), lines.integer(`an allele of ${id}`)] as const;
    genotypes.push({ person: id, alleles, locus: lines.integer(`a locus of ${id}`) });
  }
  return { id, sex, dropoutConsidered: remarks.some((remark) => remark.includes('(Consider dropouts)')) };
}

function locus(lines: FamLines, genotypes: readonly PlacedGenotype[]): FamLocus {
  const written = lines.text('the name of a locus');
  const name = locusName(written) ?? written;
  const mutation = famMutation(lines, name);
  const hasSilent = lines.flag(`whether locus ${name} has a silent allele`);
  const silentFrequency = lines.number(`the frequency of silent alleles at ${name}`) * (hasSilent ? 1 : 0);
  if (!(silentFrequency >= 0 && silentFrequency < 1)) throw lines.fault(`locus ${name}: a silent allele this common`);
  const info = lines.text(`the number of alleles at ${name}`);
  const count = Number.parseInt(info, 10);
  if (!(count >= 1)) throw lines.fault(`the number of alleles of locus ${name} should stand here`);
  const alleles: string[] = [];
  const frequencies: number[] = [];
  for (let i = 0; i < count; i++) {
    alleles.push(lines.text(`an allele of locus ${name}`));
    frequencies.push(lines.number(`a frequency of locus ${name}`));
  }
  const observations = Object.fromEntries(
    genotypes.map(({ person: id, alleles: places }) => [id, places.map((place) => named(alleles, place, id, name))]),
  );
  if (Object.keys(observations).length < genotypes.length) {
    throw unreadable(`A person is typed twice at locus ${name}.`);
  }
  return {
    ...tableOf(name, alleles, frequencies, silentFrequency),
    observations,
    mutation,
    silentFrequency,
    databaseSize: stated(info, 'DatabaseSize'),
    dropout: stated(info, 'Dropout probability'),
    leastFrequency: stated(info, 'Minor allele frequency'),
  };
}

function named(alleles: readonly string[], place: number, person: string, locus: string): string {
  const allele = alleles[place];
  if (allele !== undefined) return allele;
  throw unreadable(`Person ${person} has an allele at locus ${locus} that the database of the file lacks.`);
}

const FARTHEST_FROM_ONE = 0.05;

/** A table sorted by allele. The alleles sum to 1, or to 1 without the silent one; what is nearer counts. */
function tableOf(
  locus: string,
  alleles: readonly string[],
  frequencies: readonly number[],
  silent: number,
): { readonly table: LocusTable; readonly scaled: boolean } {
  const sum = frequencies.reduce((total, f) => total + f, 0);
  const whole = Math.abs(sum - 1) <= Math.abs(sum - (1 - silent)) ? 1 : 1 - silent;
  if (new Set(alleles).size !== alleles.length) throw unreadable(`An allele stands twice at locus ${locus}.`);
  if (frequencies.some((f) => f < 0) || Math.abs(sum - whole) > FARTHEST_FROM_ONE) {
    throw unreadable(`The frequencies of locus ${locus} do not sum to 1.`);
  }
  const scaled = Math.abs(sum - whole) > 1e-6;
  const unit = scaled ? sum : whole;
  const order = alleles.map((_, i) => i).sort((i, j) => compareAlleles(alleles[i] as string, alleles[j] as string));
  return {
    table: {
      locus,
      alleles: order.map((i) => alleles[i] as string),
      frequencies: order.map((i) => (frequencies[i] as number) / unit),
    },
    scaled,
  };
}

/** A figure from `12 (DatabaseSize = 1000 , Dropout probability = 0 , Minor allele frequency = 0 )`; 0 if unstated. */
function stated(info: string, name: string): number {
  const value = Number(new RegExp(`${name} = ([0-9.eE+-]+)`).exec(info)?.[1] ?? 0);
  return Number.isFinite(value) ? value : 0;
}
