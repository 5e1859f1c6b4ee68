import type { Profile } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import { genotypeColumns, headedProfile, linkageProfile, lociOf, type PedLoci, unreadable } from './ped-genotypes.ts';
import { checkPedigree, type Pedigree, type Person } from './pedigree.ts';

/** One family of a file; `name` is empty where the file names none. */
export interface PedFamily {
  readonly name: string;
  readonly pedigree: Pedigree;
  /** By person, where the file holds genotypes. */
  readonly profiles?: Readonly<Record<string, Profile>>;
}

/** `quickped`: a heading and tabs, so that names may hold blanks. `linkage`: family, person, father, mother, sex. */
export type PedFormat = 'quickped' | 'linkage';

interface Row {
  readonly line: number;
  readonly family: string;
  readonly person: Person;
  readonly profile: Profile;
}

const HEADING = ['id', 'fid', 'mid', 'sex'] as const;

/**
 * Reads the families of a .ped file, persons in the order of the file. With a heading (`id fid mid sex`, in any order,
 * `famid` allowed) the columns are those of QuickPed (Vigeland 2022, doi:10.1186/s12859-022-04759-y), parted by tabs, and
 * columns with genotypes `12/13` are loci; without one they are those of LINKAGE and PLINK, parted by blanks, with two
 * columns for each locus behind the phenotype, and `loci` names them. Parent 0 is none. Phenotypes are not read. Refuses
 * what no family can be, and genotypes of loci that nobody names; the message names line and person.
 */
export function readPedFile(text: string, loci?: PedLoci): readonly PedFamily[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const filled = lines.flatMap((content, i) =>
    content.trim() === '' || content.startsWith('#') ? [] : [{ line: i + 1, content }],
  );
  const first = filled[0];
  if (first === undefined) throw unreadable('The file holds no person.');
  const heading = first.content.split('\t').map((cell) => cell.trim());
  const headed = HEADING.every((name) => heading.some((title) => title.toLowerCase() === name));
  const rows = headed
    ? headedRows(filled.slice(1), heading, loci)
    : filled.map(({ line, content }) => linkageRow(line, content, loci));
  if (rows.length === 0) throw unreadable('The file holds no person.');
  const names = [...new Set(rows.map(({ family }) => family))];
  return names.map((name) =>
    familyOf(
      name,
      rows.filter(({ family }) => family === name),
    ),
  );
}

interface Line {
  readonly line: number;
  readonly content: string;
}

function headedRows(lines: readonly Line[], heading: readonly string[], loci: PedLoci | undefined): readonly Row[] {
  const titles = heading.map((title) => title.toLowerCase());
  const table = lines.map(({ content }) => content.split('\t').map((cell) => cell.trim()));
  const columns = loci === 'left out' ? [] : genotypeColumns(heading, ['famid', ...HEADING], table);
  return table.map((cells, i) => {
    const cell = (name: string): string => cells[titles.indexOf(name)] ?? '';
    const [id, father, mother, sex] = HEADING.map(cell) as [string, string, string, string];
    const line = lines[i]?.line ?? 0;
    const profile = headedProfile(cells, columns, `Line ${line}, person ${id}`);
    return row(line, { family: titles.includes('famid') ? cell('famid') : '', id, father, mother, sex }, profile);
  });
}

function linkageRow(line: number, content: string, loci: PedLoci | undefined): Row {
  const [family = '', id = '', father = '', mother = '', sex = '', _phenotype, ...genotypes] = content
    .trim()
    .split(/\s+/);
  const profile = linkageProfile(genotypes, loci, `Line ${line}, person ${id}`);
  return row(line, { family, id, father, mother, sex }, profile);
}

interface Cells {
  readonly family: string;
  readonly id: string;
  readonly father: string;
  readonly mother: string;
  readonly sex: string;
}

function row(line: number, { family, id, father, mother, sex }: Cells, profile: Profile): Row {
  if (id === '' || id === '0') throw unreadable(`Line ${line} names no person; the name 0 stands for nobody.`);
  if (father === '' || mother === '') {
    throw unreadable(`Line ${line}, person ${id}: father and mother must be named; write 0 for none.`);
  }
  if (sex !== '1' && sex !== '2') {
    throw unreadable(
      `Line ${line}, person ${id}: the sex must be 1 (male) or 2 (female); an unknown sex is not guessed.`,
    );
  }
  const parent = (name: string): string | null => (name === '0' ? null : name);
  return {
    line,
    family,
    person: { id, sex: sex === '1' ? 'male' : 'female', father: parent(father), mother: parent(mother) },
    profile,
  };
}

/** Puts the line of the person at fault before what is wrong with the pedigree. */
function familyOf(name: string, rows: readonly Row[]): PedFamily {
  const pedigree = rows.map(({ person }) => person);
  try {
    checkPedigree(pedigree);
  } catch (error) {
    if (!(error instanceof KinshipError)) throw error;
    const at = rows.findLast(({ person }) => error.message.startsWith(`Person ${person.id} `));
    throw new KinshipError(error.code, at === undefined ? error.message : `Line ${at.line}: ${error.message}`);
  }
  const typed = rows.filter(({ profile }) => Object.keys(profile).length > 0);
  const profiles = Object.fromEntries(typed.map(({ person, profile }) => [person.id, profile]));
  return { name, pedigree, ...(typed.length === 0 ? {} : { profiles }) };
}

/**
 * The text of a .ped file; reading it gives the families back, with `loci` as named here for LINKAGE. Twins cannot be
 * written. A family without a name is written to `linkage` under its number, and its phenotype is 0. Other programs may
 * refuse a person with one parent: name both or none for them.
 */
export function writePedFile(families: readonly PedFamily[], format: PedFormat): string {
  if (new Set(families.map(({ name }) => name)).size !== families.length) {
    throw unreadable('Two families of the file have the same name.');
  }
  const named = format === 'linkage' || families.length > 1;
  const loci = pedLoci(families);
  const heading = [...(named ? ['famid', ...HEADING] : HEADING), ...loci];
  const rows = families.flatMap(({ name, pedigree, profiles = {} }, i) => {
    checkPedigree(pedigree);
    const family = format === 'linkage' && name === '' ? String(i + 1) : name;
    return pedigree.map((person) => {
      const { id, sex, father, mother } = writable(person, family, format);
      const pairs = loci.map((locus) => {
        const seen = profiles[id]?.[locus] ?? [];
        if (seen.length <= 2) return seen;
        throw unreadable(`Person ${id}: locus ${locus} has more than two alleles, which cannot be written.`);
      });
      const genotypes =
        format === 'quickped'
          ? pairs.map(([a = '-', b = '-']) => `${a}/${b}`)
          : ['0', ...pairs.flatMap(([a = '0', b = '0']) => [a, b])];
      const parents = [father ?? '0', mother ?? '0', sex === 'male' ? '1' : '2'];
      return [...(named ? [family] : []), id, ...parents, ...(loci.length > 0 ? genotypes : [])];
    });
  });
  return [...(format === 'quickped' ? [heading] : []), ...rows].map((cells) => `${cells.join('\t')}\n`).join('');
}

/** The loci in the order of the columns that `writePedFile` makes of these families. */
export function pedLoci(families: readonly PedFamily[]): readonly string[] {
  return lociOf(families.map(({ profiles = {} }) => profiles));
}

function writable(person: Person, family: string, format: PedFormat): Person {
  const parting = format === 'quickped' ? /[\t\r\n]/ : /\s/;
  for (const name of [person.id, family]) {
    if (name === '0' || name.startsWith('#') || name !== name.trim() || parting.test(name) || person.id === '') {
      throw unreadable(`Person ${person.id}: this name, or the family's, cannot stand in such a file; choose another.`);
    }
  }
  if (person.twin !== undefined) throw unreadable(`Person ${person.id} is a twin, which a .ped file cannot state.`);
  return person;
}
