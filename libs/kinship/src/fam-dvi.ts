import { locusName, type Profile } from '@kinledger/profile';
import { type FamLines, unreadable } from './fam-lines.ts';
import type { LocusTable } from './locus.ts';
import { checkPedigree, type Person } from './pedigree.ts';
import type { Hypothesis } from './question.ts';

/** What a file for the identification of disaster victims holds beside the population. */
export interface FamDvi {
  /** Remains, or persons found, who are nobody's yet. */
  readonly unidentified: readonly FamSample[];
  readonly families: readonly FamReference[];
}

export interface FamSample {
  readonly id: string;
  readonly sex: Person['sex'];
  readonly profile: Profile;
}

/** A family that misses somebody. Persons without genotypes stand in the pedigrees only. */
export interface FamReference {
  readonly name: string;
  readonly samples: readonly FamSample[];
  /** Each with the missing person, who is `Missing person` in Familias. */
  readonly pedigrees: readonly Hypothesis[];
}

/** Reads the section `[DVI]`, which Familias writes behind the database. Alleles must be those of the database. */
export function famDvi(lines: FamLines, tables: readonly LocusTable[]): FamDvi {
  lines.heading('Unidentified persons');
  const unidentified = many(lines, 'nPersons', () => sample(lines, tables));
  if (!lines.goTo('Reference Families', 2)) throw unreadable('The DVI section has no reference families.');
  const families = many(lines, 'nFamilies', (i) => {
    lines.heading(`Family ${i + 1}`);
    return family(lines, tables);
  });
  return { unidentified: distinct(unidentified), families };
}

function many<Value>(lines: FamLines, key: string, read: (i: number) => Value): readonly Value[] {
  const count = Number(lines.entry(key));
  if (!(Number.isSafeInteger(count) && count >= 0)) throw lines.fault(`${key} should be a whole number`);
  return Array.from({ length: count }, (_, i) => read(i));
}

function sample(lines: FamLines, tables: readonly LocusTable[]): FamSample {
  lines.heading('Person');
  const id = lines.entry('Name');
  const gender = lines.entry('Gender');
  if (gender !== 'Male' && gender !== 'Female') throw lines.fault(`the sex of ${id} should be Male or Female`);
  lines.heading('DNA data');
  const loci = many(lines, 'nSystems', () => genotype(lines, tables, id));
  const names = loci.map(([locus]) => locus);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw unreadable(`Person ${id} is typed twice at locus ${twice}.`);
  const seen = loci.filter(([, alleles]) => alleles.length > 0);
  return { id, sex: gender === 'Male' ? 'male' : 'female', profile: Object.fromEntries(seen) };
}

function genotype(
  lines: FamLines,
  tables: readonly LocusTable[],
  person: string,
): readonly [string, readonly string[]] {
  const written = lines.entry('SystemName');
  const locus = locusName(written) ?? written;
  const alleles = [lines.entry('Allele1'), lines.entry('Allele2')].filter((allele) => allele !== '');
  const table = tables.find((each) => each.locus === locus);
  if (table === undefined) throw unreadable(`Person ${person} is typed at locus ${locus}, which the database lacks.`);
  if (!alleles.every((allele) => table.alleles.includes(allele))) {
    throw unreadable(`Person ${person} has an allele at locus ${locus} that the database of the file lacks.`);
  }
  return [locus, alleles];
}

function family(lines: FamLines, tables: readonly LocusTable[]): FamReference {
  const name = lines.entry('Name');
  lines.heading('Persons');
  const persons = distinct(many(lines, 'nPersons', () => sample(lines, tables)));
  lines.heading('Pedigrees');
  const pedigrees = many(lines, 'nPedigrees', (): Hypothesis => {
    lines.heading('Pedigree');
    const title = lines.entry('Name');
    const relations = many(lines, 'nRelations', () => [lines.entry('Parent'), lines.entry('Child')] as const);
    const pedigree = related(lines, persons, relations);
    checkPedigree(pedigree);
    return { name: title, pedigree };
  });
  return { name, samples: persons.filter(({ profile }) => Object.keys(profile).length > 0), pedigrees };
}

function distinct(persons: readonly FamSample[]): readonly FamSample[] {
  const ids = persons.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) throw unreadable(`Person ${twice} stands twice in one list of the DVI section.`);
  return persons;
}

type Relation = readonly [parent: string, child: string];

/** The persons of the family and the missing one, related as the file says. */
function related(lines: FamLines, persons: readonly FamSample[], relations: readonly Relation[]): readonly Person[] {
  const sexes = new Map(persons.map(({ id, sex }) => [id, sex]));
  for (const id of relations.flat()) {
    if (sexes.has(id)) continue;
    if (!id.startsWith('Missing')) throw lines.fault(`person ${id} is in no list of this family`);
    sexes.set(id, sexOfMissing(id, sexes, relations));
  }
  const parentOf = (child: string, sex: Person['sex']): string | null => {
    const found = new Set(relations.flatMap(([p, c]) => (c === child && sexes.get(p) === sex ? [p] : [])));
    if (found.size > 1) throw lines.fault(`person ${child} has two ${sex === 'male' ? 'fathers' : 'mothers'}`);
    return [...found][0] ?? null;
  };
  return [...sexes].map(([id, sex]) => ({ id, sex, father: parentOf(id, 'male'), mother: parentOf(id, 'female') }));
}

/** The file does not state it: the one that a co-parent does not have; of a person without children it bears on nothing. */
function sexOfMissing(
  id: string,
  sexes: ReadonlyMap<string, Person['sex']>,
  relations: readonly Relation[],
): Person['sex'] {
  const children = relations.flatMap(([parent, child]) => (parent === id ? [child] : []));
  const partners = relations.flatMap(([parent, child]) => (children.includes(child) ? [sexes.get(parent)] : []));
  return partners.includes('male') ? 'female' : 'male';
}
