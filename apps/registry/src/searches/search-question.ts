import {
  frequenciesFor,
  type KinshipQuestion,
  type LocusQuestion,
  type LocusTable,
  meanOfSexes,
  type ParentageSettings,
  type Pedigree,
  type Person,
  type Sex,
} from '@kinledger/kinship';
import { type FrequencyTable, LOCI, type Profile } from '@kinledger/profile';
import type { PlaceQuestion } from '@kinledger/search';
import { Problem } from '../problem.ts';
import type { Sought } from './searches.dto.ts';

/** Somebody who is asked about. */
export interface TypedPerson {
  readonly sex: Sex | 'unknown';
  readonly profile: Profile;
}

/** What a search computes, apart from the registry. Plain values: it goes to another thread. */
export interface Asked {
  readonly sought: Sought;
  /** The first is the one whose relative is sought. */
  readonly persons: readonly TypedPerson[];
  readonly table: FrequencyTable;
  readonly settings: ParentageSettings;
}

/** The person who is sought, in the pedigrees of a question. */
const PLACE = 'sought';
/** The hypothesis that a candidate is that person; it is set against `unrelated`. */
const RELATED = 'related';
const UNRELATED = 'unrelated';

const AUTOSOMAL = LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => name);

/**
 * The question as pedigrees with the sought person's place open. `seen`: alleles of the registry by locus; those that the
 * table lacks count by the rule for such alleles, so that nobody is passed over for having one. Only autosomal loci that the
 * table holds and the persons are typed at, with two alleles at most.
 */
export function placeQuestion(
  { sought, persons, table, settings }: Asked,
  seen: ReadonlyMap<string, ReadonlySet<string>>,
): PlaceQuestion {
  const pedigrees = pedigreesOf(sought, persons);
  const loci = AUTOSOMAL.filter((locus) => locus in table.loci).flatMap((locus): LocusQuestion[] => {
    const typed = persons.flatMap(({ profile }, place) => {
      const genotype = profile[locus];
      return genotype === undefined || genotype.length > 2 ? [] : [[idOf(place), genotype] as const];
    });
    // without the one whose relative is sought, the other says nothing of the candidate
    if (typed.length === 0 || (sought === 'parent' && typed[0]?.[0] !== idOf(0))) return [];
    return [{ table: tableOf(table, locus, typed, settings, seen), observations: Object.fromEntries(typed) }];
  });
  const question: KinshipQuestion = {
    hypotheses: [
      { name: RELATED, pedigree: pedigrees.related },
      { name: UNRELATED, pedigree: pedigrees.unrelated },
    ],
    against: UNRELATED,
    loci,
    settings: { theta: settings.theta, mutation: mutationOf(sought, persons, settings) },
  };
  return { question, place: PLACE, hypothesis: RELATED };
}

/**
 * The frequencies of a locus, the very same object for questions that need the same ones: what is worked out for one holds for
 * all. By the rule 5/2N alleles that are common enough count as in the table, whether they are seen or not.
 */
function tableOf(
  table: FrequencyTable,
  locus: string,
  typed: readonly (readonly [string, readonly string[]])[],
  { minimumFrequency }: ParentageSettings,
  seen: ReadonlyMap<string, ReadonlySet<string>>,
): LocusTable {
  const own = typed.flatMap(([, genotype]) => genotype);
  const { chromosomes = 1, frequencies: known = {} } = table.loci[locus] ?? {};
  const lacking = [...(seen.get(locus) ?? [])].filter((allele) => known[allele] === undefined);
  const all = minimumFrequency === 'refuse' || minimumFrequency === 'none' ? own : [...own, ...lacking];
  const rare = (allele: string) => (known[allele] ?? 0) < 5 / chromosomes;
  const observed = [...new Set(minimumFrequency === '5/2N' ? all.filter(rare) : all)].sort();
  const key = JSON.stringify([table.digest, locus, minimumFrequency, observed]);
  const kept = TABLES.get(key) ?? frequenciesFor(table, locus, new Set(observed), minimumFrequency).table;
  if (TABLES.size >= MOST_TABLES) TABLES.clear();
  TABLES.set(key, kept);
  return kept;
}

const TABLES = new Map<string, LocusTable>();
const MOST_TABLES = 20_000;

const idOf = (place: number): string => (place === 0 ? 'first' : 'second');
const founder = (id: string, sex: Sex): Person => ({ id, sex, father: null, mother: null });
const opposite = (sex: Sex): Sex => (sex === 'male' ? 'female' : 'male');

/** The sexes of the persons; where only one of two parents' is known, the other has the other one. */
function sexesOf(persons: readonly TypedPerson[], parents: boolean): readonly Sex[] {
  const [first, second] = persons.map(({ sex }) => (sex === 'unknown' ? undefined : sex));
  if (!parents || persons.length === 1) return persons.map(({ sex }) => (sex === 'unknown' ? 'male' : sex));
  if (first !== undefined && first === second) {
    throw new Problem(422, 'same-sex-parents', 'Two parents need different sexes; correct what the case says of them.');
  }
  const known = first ?? (second === undefined ? 'male' : opposite(second));
  return [known, opposite(known)];
}

function childOf(id: string, sex: Sex, parents: readonly Person[]): Person {
  const named = (wanted: Sex) => parents.find(({ sex: own }) => own === wanted)?.id ?? null;
  return { id, sex, father: named('male'), mother: named('female') };
}

interface Pedigrees {
  readonly related: Pedigree;
  readonly unrelated: Pedigree;
}

function pedigreesOf(sought: Sought, persons: readonly TypedPerson[]): Pedigrees {
  const sexes = sexesOf(persons, sought === 'child');
  const typed = persons.map((_, place) => founder(idOf(place), sexes[place] as Sex));
  const alone = founder(PLACE, 'male');
  if (sought === 'child') {
    return { related: [...typed, childOf(PLACE, 'male', typed)], unrelated: [...typed, alone] };
  }
  const [first = alone, known] = typed;
  if (sought === 'parent') {
    const parent = founder(PLACE, known === undefined ? 'male' : opposite(known.sex));
    const others = known === undefined ? [] : [known];
    const born = (parents: readonly Person[]) => childOf(first.id, first.sex, parents);
    return {
      related: [parent, ...others, born([parent, ...others])],
      unrelated: [parent, ...others, born(others)],
    };
  }
  const [father, mother] = [founder('father', 'male'), founder('mother', 'female')];
  const shared = sought === 'half-sibling' ? [father] : [father, mother];
  const twin = sought === 'same-person' ? { twin: 'one' } : {};
  const sibling = (id: string): Person => ({ ...childOf(id, first.sex, shared), ...twin });
  return {
    related: [...shared, sibling(first.id), sibling(PLACE)],
    unrelated: [first, { ...alone, sex: first.sex }],
  };
}

/** A parent whose sex nobody knows mutates as the mean of both sexes; a person is not changed between two typings. */
function mutationOf(sought: Sought, persons: readonly TypedPerson[], { mutation }: ParentageSettings) {
  if (sought === 'same-person') return { model: 'none', maleRate: 0, femaleRate: 0 } as const;
  if (sought === 'full-sibling') return mutation;
  const parents = sought === 'child' ? persons : persons.slice(1);
  return parents.some(({ sex }) => sex !== 'unknown') ? mutation : meanOfSexes(mutation);
}
