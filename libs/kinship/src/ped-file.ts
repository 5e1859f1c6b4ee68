import { KinshipError } from './errors.ts';
import { checkPedigree, type Pedigree, type Person } from './pedigree.ts';

/** One family of a file; `name` is empty where the file names none. */
export interface PedFamily {
  readonly name: string;
  readonly pedigree: Pedigree;
}

/** `quickped`: a heading and tabs, so that names may hold blanks. `linkage`: family, person, father, mother, sex. */
export type PedFormat = 'quickped' | 'linkage';

interface Row {
  readonly line: number;
  readonly family: string;
  readonly person: Person;
}

const HEADING = ['id', 'fid', 'mid', 'sex'] as const;

/**
 * Reads the families of a .ped file, persons in the order of the file. With a heading (`id fid mid sex`, in any order,
 * `famid` allowed) the columns are those of QuickPed (Vigeland 2022, doi:10.1186/s12859-022-04759-y), parted by tabs;
 * without one they are those of LINKAGE and PLINK, parted by blanks. Parent 0 is none. Columns of phenotypes and
 * genotypes are not read. Refuses what no family can be; the message names line and person.
 */
export function readPedFile(text: string): readonly PedFamily[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const filled = lines.flatMap((content, i) =>
    content.trim() === '' || content.startsWith('#') ? [] : [{ line: i + 1, content }],
  );
  const first = filled[0];
  if (first === undefined) throw unreadable('The file holds no person.');
  const heading = first.content.split('\t').map((cell) => cell.trim().toLowerCase());
  const headed = HEADING.every((name) => heading.includes(name));
  const rows = headed
    ? filled.slice(1).map(({ line, content }) => headedRow(line, content, heading))
    : filled.map(({ line, content }) => linkageRow(line, content));
  if (rows.length === 0) throw unreadable('The file holds no person.');
  const names = [...new Set(rows.map(({ family }) => family))];
  return names.map((name) =>
    familyOf(
      name,
      rows.filter(({ family }) => family === name),
    ),
  );
}

function headedRow(line: number, content: string, heading: readonly string[]): Row {
  const cells = content.split('\t').map((cell) => cell.trim());
  const cell = (name: string): string => cells[heading.indexOf(name)] ?? '';
  const [id, father, mother, sex] = HEADING.map(cell) as [string, string, string, string];
  return row(line, { family: heading.includes('famid') ? cell('famid') : '', id, father, mother, sex });
}

function linkageRow(line: number, content: string): Row {
  const [family = '', id = '', father = '', mother = '', sex = ''] = content.trim().split(/\s+/);
  return row(line, { family, id, father, mother, sex });
}

interface Cells {
  readonly family: string;
  readonly id: string;
  readonly father: string;
  readonly mother: string;
  readonly sex: string;
}

function row(line: number, { family, id, father, mother, sex }: Cells): Row {
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
  return { name, pedigree };
}

/**
 * The text of a .ped file; reading it gives the families back. Twins cannot be written. A family without a name is
 * written to `linkage` under its number. Other programs may refuse a person with one parent: name both or none for them.
 */
export function writePedFile(families: readonly PedFamily[], format: PedFormat): string {
  if (new Set(families.map(({ name }) => name)).size !== families.length) {
    throw unreadable('Two families of the file have the same name.');
  }
  const named = format === 'linkage' || families.length > 1;
  const heading = named ? ['famid', ...HEADING] : HEADING;
  const rows = families.flatMap(({ name, pedigree }, i) => {
    checkPedigree(pedigree);
    const family = format === 'linkage' && name === '' ? String(i + 1) : name;
    return pedigree.map((person) => {
      const { id, sex, father, mother } = writable(person, family, format);
      return [...(named ? [family] : []), id, father ?? '0', mother ?? '0', sex === 'male' ? '1' : '2'];
    });
  });
  return [...(format === 'quickped' ? [heading] : []), ...rows].map((cells) => `${cells.join('\t')}\n`).join('');
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

function unreadable(message: string): KinshipError {
  return new KinshipError('file-unreadable', message);
}
