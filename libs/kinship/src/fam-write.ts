import type { FamFile, FamLocus } from './fam-file.ts';
import { unreadable } from './fam-lines.ts';
import { famMutationLines } from './fam-mutation.ts';
import { checkPedigree, type Person } from './pedigree.ts';
import type { Hypothesis } from './question.ts';

/**
 * The text of a file for Familias 3; reading it gives the same persons, pedigrees, genotypes and settings. Persons that
 * stand in a pedigree only are written as persons of the file; `unread` sections are not written, and a file with `dvi` is
 * refused. Each observation needs two alleles of the table.
 */
export function writeFamFile(file: FamFile): string {
  if (file.dvi !== undefined) throw unreadable('The DVI section cannot be written; leave it out to write the rest.');
  const persons = allPersons(file);
  const place = new Map(persons.map(({ id }, i) => [id, i]));
  const lines = [
    quoted(`Output from Familias, version ${file.version}`),
    quoted('DO NOT EDIT!'),
    file.version,
    '""',
    String(persons.length),
    ...persons.flatMap((person) => personLines(person, file.loci)),
    quoted('Known relations'),
    '0',
    '0',
    '0',
    String(file.hypotheses.length),
    ...file.hypotheses.flatMap((hypothesis, i) => [String(i), ...pedigreeLines(hypothesis, place)]),
    `#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: ${file.theta} )`,
    String(file.loci.length),
    '#TRUE#',
    quoted(file.database),
    ...file.loci.flatMap(locusLines),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

type Listed = FamFile['persons'][number];

function allPersons({ persons, hypotheses }: FamFile): readonly Listed[] {
  const all = new Map(persons.map((person) => [person.id, person]));
  for (const { name, pedigree } of hypotheses) {
    checkPedigree(pedigree);
    for (const { id, sex } of pedigree) {
      const known = all.get(id);
      if (known !== undefined && known.sex !== sex) {
        throw unreadable(`Person ${id} has another sex in the pedigree of ${name}.`);
      }
      if (known === undefined) all.set(id, { id, sex, dropoutConsidered: false });
    }
  }
  return [...all.values()];
}

function personLines({ id, sex, dropoutConsidered }: Listed, loci: readonly FamLocus[]): readonly string[] {
  const genotypes = loci.flatMap(({ table, observations }, i) => {
    const observation = observations[id];
    if (observation === undefined) return [];
    const places = observation.map((allele) => table.alleles.indexOf(allele));
    if (places.length === 2 && places.every((at) => at >= 0)) return [[...places, i].join('\n')];
    throw unreadable(`Person ${id} needs two alleles of the table at locus ${table.locus}, or none.`);
  });
  const consider = dropoutConsidered ? ' (Consider dropouts)' : '';
  const known = sex === 'male' ? '#TRUE#' : '#FALSE#';
  return [quoted(id), '#FALSE#', `-1${consider}`, '#FALSE#', known, String(genotypes.length), ...genotypes];
}

function pedigreeLines({ name, pedigree }: Hypothesis, place: ReadonlyMap<string, number>): readonly string[] {
  const at = (id: string): string => String(place.get(id));
  const relations = pedigree.flatMap(({ id, father, mother }) =>
    [father, mother].flatMap((parent) => (parent === null ? [] : [`${at(parent)}\n${at(id)}`])),
  );
  const twins = pedigree.flatMap((person) => {
    const first = firstTwin(pedigree, person);
    return first === undefined || first.id === person.id ? [] : [`${at(first.id)} Direct\n${at(person.id)}`];
  });
  return [quoted(name), '0', '0', String(relations.length + twins.length), ...relations, ...twins];
}

function firstTwin(pedigree: readonly Person[], { twin }: Person): Person | undefined {
  return twin === undefined ? undefined : pedigree.find((other) => other.twin === twin);
}

function locusLines(locus: FamLocus): readonly string[] {
  const { table, mutation, silentFrequency: silent, databaseSize, dropout, leastFrequency } = locus;
  const count = table.alleles.length;
  const info = `DatabaseSize = ${databaseSize} , Dropout probability = ${dropout} , Minor allele frequency = ${leastFrequency}`;
  return [
    quoted(table.locus),
    ...famMutationLines(mutation, table.locus, count + (silent > 0 ? 1 : 0)),
    silent > 0 ? '#TRUE#' : '#FALSE#',
    String(silent),
    `${count}\t(${info} )`,
    ...table.alleles.flatMap((allele, i) => [quoted(allele), String(table.frequencies[i])]),
  ];
}

function quoted(text: string): string {
  if (/["\r\n]/.test(text) || text !== text.trim()) throw unreadable('A name holds a quotation mark or a line break.');
  return `"${text}"`;
}
