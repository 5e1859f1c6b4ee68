import {
  type FamFile,
  type FamLocus,
  frequenciesFor,
  type Hypothesis,
  type ParentageSettings,
  type PedFamily,
  type Pedigree,
  type Person,
  type Question,
} from '@kinledger/kinship';
import { type FrequencyTable, LOCI, type Profile } from '@kinledger/profile';
import { Problem } from '../problem.ts';

/** A person of a case, as programs for pedigrees want one. */
export interface FamilyMember {
  readonly code: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly profile: Profile;
}

/** The family that a check asks about, by the codes of its persons. */
export interface AskedFamily {
  readonly question: Question;
  readonly child: string;
  readonly parent: string;
  readonly otherParent?: string;
}

/** With what a file for Familias is to be computed. */
export interface FamWish {
  readonly table: FrequencyTable;
  readonly settings: ParentageSettings;
  readonly unfit: 'refuse' | 'mapped';
}

/**
 * The persons with H1 as their pedigree, where a check is named; without one, as the founders that they are until somebody
 * says more. A parent whom nobody named is a person without genotypes, because other programs want both parents or none.
 */
export function pedFamily(name: string, members: readonly FamilyMember[], asked: AskedFamily | undefined): PedFamily {
  const [h1] = hypothesesOf(members, asked);
  const pedigree = h1!.pedigree.flatMap((person) => withBothParents(person));
  return { name, pedigree, profiles: Object.fromEntries(members.map(({ code, profile }) => [code, profile])) };
}

/**
 * The persons for Familias, with the hypotheses of a check where one is named: the frequencies are those of our answer, the
 * minimum frequency being in them. Familias takes two alleles at loci of the table; everything else is refused, or left out
 * and told in the name of the database.
 */
export function famFile(
  members: readonly FamilyMember[],
  asked: AskedFamily | undefined,
  { table, settings, unfit }: FamWish,
): FamFile {
  const left = members.flatMap(({ code, profile }) =>
    AUTOSOMAL.filter((locus) => profile[locus] !== undefined && !isUsable(table, locus, profile)).map(
      (locus) => `${locus} of ${code}`,
    ),
  );
  if (left.length > 0 && unfit === 'refuse') throw famUnfit(left);
  const typed = AUTOSOMAL.filter((locus) => members.some(({ profile }) => isUsable(table, locus, profile)));
  return {
    version: '3.3.1',
    database: left.length > 0 ? `${table.title} (left out: ${left.join(', ')})` : table.title,
    theta: settings.theta,
    persons: members.map((member) => ({ id: member.code, sex: sexOf(member), dropoutConsidered: false })),
    hypotheses: hypothesesOf(members, asked),
    loci: typed.map((locus) => famLocus(locus, members, table, settings)),
    unread: [],
  };
}

const AUTOSOMAL = LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => name);

function isUsable(table: FrequencyTable, locus: string, profile: Profile): boolean {
  return table.loci[locus] !== undefined && profile[locus]?.length === 2;
}

function famLocus(
  locus: string,
  members: readonly FamilyMember[],
  table: FrequencyTable,
  { minimumFrequency, mutation }: ParentageSettings,
): FamLocus {
  const usable = members.filter(({ profile }) => isUsable(table, locus, profile));
  const observations = Object.fromEntries(usable.map(({ code, profile }) => [code, [...profile[locus]!]]));
  const observed = new Set(Object.values(observations).flat());
  return {
    table: frequenciesFor(table, locus, observed, minimumFrequency).table,
    observations,
    mutation,
    silentFrequency: 0,
    databaseSize: Math.round(table.loci[locus]!.chromosomes / 2),
    dropout: 0,
    leastFrequency: 0,
    scaled: false,
  };
}

/** H1 and what it is set against, in our order; all of them founders where nothing was asked. */
function hypothesesOf(members: readonly FamilyMember[], asked: AskedFamily | undefined): readonly Hypothesis[] {
  const born = (name: string, parents: readonly (string | undefined)[]): Hypothesis => ({
    name,
    pedigree: pedigreeOf(members, asked?.child, parents),
  });
  if (asked === undefined) return [born('unrelated', [])];
  const { question, parent, otherParent } = asked;
  if (question === 'one-parent') return [born('H1', [parent]), born('H2', [])];
  if (question === 'known-parent') return [born('H1', [parent, otherParent]), born('H2', [otherParent])];
  const others = [born('H2', []), born('H3 first parent only', [parent]), born('H4 second parent only', [otherParent])];
  return [born('H1', [parent, otherParent]), ...others];
}

function pedigreeOf(
  members: readonly FamilyMember[],
  child: string | undefined,
  parents: readonly (string | undefined)[],
): Pedigree {
  const persons = members.map((member) => ({ id: member.code, sex: sexOf(member) }));
  const parentOf = (sex: Person['sex']) => persons.find((each) => parents.includes(each.id) && each.sex === sex)?.id;
  return persons.map((person) => {
    if (person.id !== child) return { ...person, father: null, mother: null };
    return { ...person, father: parentOf('male') ?? null, mother: parentOf('female') ?? null };
  });
}

function withBothParents(person: Person): readonly Person[] {
  if ((person.father === null) === (person.mother === null)) return [person];
  const sex = person.father === null ? 'male' : 'female';
  const unnamed = { id: `unnamed ${sex === 'male' ? 'father' : 'mother'} of ${person.id}`, sex } as const;
  const parents = { father: person.father ?? unnamed.id, mother: person.mother ?? unnamed.id };
  return [
    { ...unnamed, father: null, mother: null },
    { ...person, ...parents },
  ];
}

/** These files know two sexes; which one it is is never guessed. */
function sexOf({ code, sex }: FamilyMember): Person['sex'] {
  if (sex !== 'unknown') return sex;
  const detail = `The sex of person ${code} is unknown in the case, and files of pedigrees need it. Export CSV or JSON.`;
  throw new Problem(422, 'sex-unknown', detail);
}

function famUnfit(left: readonly string[]): Problem {
  const some = left.slice(0, 20).join(', ');
  const detail = `Familias takes two alleles at loci that the frequency table holds, and there are others: ${some}${left.length > 20 ? ', …' : ''}. Ask with unfit=mapped to leave them out and have it told in the name of the database, or export CSV or JSON.`;
  return new Problem(422, 'fam-unfit', detail);
}
