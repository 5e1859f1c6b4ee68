import type { Genotype, Profile } from '@kinledger/profile';
import { AliasTable } from './alias-table.ts';
import { KinshipError } from './errors.ts';
import { likelihoodByState, type Observations } from './likelihood.ts';
import { type LinkageWarning, linkageWarnings } from './linkage.ts';
import { type LocusModel, type LocusTable, locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { Cells, type LocusRatios, type ParentQuestion, parentRatios } from './parent-ratios.ts';
import { checkPedigree, type Pedigree } from './pedigree.ts';
import type { Random } from './random.ts';

/** A family that looks for one of its members. H1: a candidate is the member at `place`; H2: he is unrelated to all. */
export interface SearchingFamily {
  readonly pedigree: Pedigree;
  /** A person of the pedigree who is not typed and is nobody's twin. */
  readonly place: string;
  /** Genotypes of two alleles, by person. */
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly settings: { readonly theta: number; readonly mutation: MutationSettings };
}

/** What is to be typed: these persons at these loci. Genotypes that are known are kept, the others drawn. */
export interface TypingPlan {
  readonly loci: readonly LocusTable[];
  readonly typed: readonly string[];
}

/** log10 of the likelihood ratios that candidates come to, ascending; `shareAtLeast` and `quantile` read them. */
export interface SimulatedPower {
  readonly related: Float64Array;
  readonly unrelated: Float64Array;
  /** Linked loci of the plan that count as independent and can change the ratios of this family. */
  readonly warnings: readonly LinkageWarning[];
}

const NONE: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 };

/**
 * Chance that an unrelated candidate is inconsistent with the child at the locus, the other parent being untyped or
 * typed and true: the power of exclusion (Jamieson and Taylor 1997, doi:10.1111/j.1365-2052.1997.00186.x), by summing
 * over genotypes.
 */
export function exclusionChance(table: LocusTable, question: ParentQuestion): number {
  const { log10, unrelated } = parentRatios(table, question, NONE);
  return log10[0] === Number.NEGATIVE_INFINITY ? (unrelated[0] as number) : 0;
}

/** The same for several independent loci: chance of at least one inconsistency. */
export function combinedExclusionChance(tables: readonly LocusTable[], question: ParentQuestion): number {
  return 1 - tables.reduce((consistent, table) => consistent * (1 - exclusionChance(table, question)), 1);
}

/**
 * Exact distribution of the likelihood ratio at one locus over the genotypes that a candidate could have, given what the
 * family shows there. `combinedRatios` combines loci. Requires positive frequencies.
 */
export function candidateRatios(family: SearchingFamily, table: LocusTable): LocusRatios {
  checkFamily(family);
  const typed = Object.keys(family.profiles);
  return ratiosGiven(family, withStranger(family), modelOf(family, table), knownAt(family, table.locus, typed));
}

/**
 * Candidates simulated under both hypotheses, `count` of each. Persons of the plan whose genotype at a locus is not known
 * are drawn given those that are, anew in each run; with nobody to draw, each locus is worked out once.
 */
export function simulatePower(
  family: SearchingFamily,
  plan: TypingPlan,
  count: number,
  random: Random,
): SimulatedPower {
  checkFamily(family);
  checkPlan(family, plan, count);
  const beside = withStranger(family);
  const related = new Float64Array(count);
  const unrelated = new Float64Array(count);
  for (const table of plan.loci) {
    const draw = candidatesAt(family, beside, table, plan.typed, random);
    for (let run = 0; run < count; run++) {
      const { ratios, whenRelated, whenUnrelated } = draw();
      related[run] = (related[run] as number) + (ratios.log10[whenRelated.draw(random)] as number);
      unrelated[run] = (unrelated[run] as number) + (ratios.log10[whenUnrelated.draw(random)] as number);
    }
  }
  return { related: related.sort(), unrelated: unrelated.sort(), warnings: linkageIn(family, plan) };
}

function linkageIn({ pedigree, place, profiles, settings }: SearchingFamily, plan: TypingPlan) {
  const persons = [...Object.keys(profiles), ...plan.typed, place];
  const observations = Object.fromEntries(persons.map((person) => [person, []]));
  return linkageWarnings({
    hypotheses: [{ name: 'related', pedigree }],
    loci: plan.loci.map((table) => ({ table, observations })),
    settings,
  });
}

/** Mean of log10 values with the standard error of the simulation; minus infinity when a ratio of zero is among them. */
export function meanLog10(values: Float64Array): { readonly mean: number; readonly standardError: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (!Number.isFinite(mean)) return { mean, standardError: Number.NaN };
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(square / (n - 1) / n) };
}

/** What a wider plan adds to log10 for true members of the family, from two simulations with seeds of their own. */
export function expectedGain(
  before: SimulatedPower,
  after: SimulatedPower,
): { readonly gain: number; readonly standardError: number } {
  const [first, second] = [meanLog10(before.related), meanLog10(after.related)];
  return { gain: second.mean - first.mean, standardError: Math.hypot(first.standardError, second.standardError) };
}

/** No other person can have this name: it cannot be typed in a file. */
const CANDIDATE = '\u0000candidate';

/** The pedigree with an unrelated candidate beside it. */
function withStranger({ pedigree, place }: SearchingFamily): Pedigree {
  const sex = pedigree.find(({ id }) => id === place)?.sex ?? 'male';
  return [...pedigree, { id: CANDIDATE, sex, father: null, mother: null }];
}

function ratiosGiven(
  { pedigree, place, settings }: SearchingFamily,
  beside: Pedigree,
  model: LocusModel,
  observations: Observations,
): LocusRatios {
  const above = likelihoodByState(pedigree, observations, place, model, { theta: settings.theta }).byState;
  const below = likelihoodByState(beside, observations, CANDIDATE, model, { theta: settings.theta }).byState;
  const [all1, all2] = [total(above), total(below)];
  if (!(all1 > 0 && all2 > 0)) {
    throw new KinshipError(
      'impossible-data',
      `The family's genotypes at locus ${model.locus} are impossible; allow for mutation or check its typing.`,
    );
  }
  const cells = new Cells();
  for (const [s, likelihood] of above.entries()) {
    const other = below[s] as number;
    if (other > 0) cells.add(likelihood / other, other / all2, likelihood / all1);
  }
  return { locus: model.locus, ...cells.sorted() };
}

/** What candidates can come to at a locus, once everybody is typed. */
interface Candidates {
  readonly ratios: LocusRatios;
  readonly whenRelated: AliasTable;
  readonly whenUnrelated: AliasTable;
}

/**
 * A function that draws the genotypes which are not known, one given the others, and says what candidates come to then.
 * What was drawn before is not worked out again.
 */
function candidatesAt(
  family: SearchingFamily,
  beside: Pedigree,
  table: LocusTable,
  typed: readonly string[],
  random: Random,
): () => Candidates {
  const model = modelOf(family, table);
  const known = knownAt(family, table.locus, typed);
  const missing = typed.filter((person) => !(person in known));
  const genotypes = new Map<string, PossibleGenotypes>();
  const candidates = new Map<string, Candidates>();
  return () => {
    let observations = known;
    let key = '';
    for (const person of missing) {
      const given = observations;
      const possible = kept(genotypes, key, () => genotypesGiven(family, model, given, person));
      const place = possible.chances.draw(random);
      observations = { ...observations, [person]: possible.genotypes[place] as Genotype };
      key += ` ${place}`;
    }
    return kept(candidates, key, () => {
      const ratios = ratiosGiven(family, beside, model, observations);
      return { ratios, whenRelated: new AliasTable(ratios.related), whenUnrelated: new AliasTable(ratios.unrelated) };
    });
  };
}

interface PossibleGenotypes {
  readonly genotypes: readonly Genotype[];
  readonly chances: AliasTable;
}

function genotypesGiven(
  { pedigree, settings }: SearchingFamily,
  model: LocusModel,
  observations: Observations,
  person: string,
): PossibleGenotypes {
  const { states, byState } = likelihoodByState(pedigree, observations, person, model, { theta: settings.theta });
  const alleles = [...model.index.keys()];
  const genotypes = Array.from(byState, (_, s): Genotype => {
    return [alleles[states.first[s] as number] as string, alleles[states.second[s] as number] as string];
  });
  return { genotypes, chances: new AliasTable(byState) };
}

function kept<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const value = values.get(key) ?? make();
  values.set(key, value);
  return value;
}

function knownAt({ profiles }: SearchingFamily, locus: string, persons: readonly string[]): Observations {
  return Object.fromEntries(
    persons.flatMap((person) => {
      const genotype = profiles[person]?.[locus];
      return genotype === undefined ? [] : [[person, genotype] as const];
    }),
  );
}

function modelOf({ settings }: SearchingFamily, table: LocusTable): LocusModel {
  return locusModel(table, { mutation: settings.mutation });
}

function checkFamily({ pedigree, place, profiles, settings }: SearchingFamily): void {
  checkPedigree(pedigree);
  if (!(settings.theta >= 0 && settings.theta < 1)) {
    throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  }
  const found = pedigree.find(({ id }) => id === place);
  if (found === undefined || found.twin !== undefined || place in profiles) {
    throw new KinshipError('person-unknown', `Person ${place} must be in the pedigree, not typed and nobody's twin.`);
  }
  for (const [person, profile] of Object.entries(profiles)) {
    if (!pedigree.some(({ id }) => id === person)) {
      throw new KinshipError('person-unknown', `Person ${person} is typed but not in the pedigree.`);
    }
    const one = Object.entries(profile).find(([, genotype]) => genotype.length !== 2);
    if (one !== undefined) {
      throw new KinshipError('genotype-invalid', `Person ${person} shows one allele at locus ${one[0]}; state both.`);
    }
  }
}

function checkPlan({ pedigree, place }: SearchingFamily, { typed }: TypingPlan, count: number): void {
  const strange = typed.find((person) => person === place || !pedigree.some(({ id }) => id === person));
  if (strange !== undefined) {
    throw new KinshipError(
      'person-unknown',
      `Person ${strange} cannot be typed: not in the pedigree, or the one sought.`,
    );
  }
  if (!(Number.isSafeInteger(count) && count > 1)) {
    throw new KinshipError('settings-invalid', 'The number of simulations must be a whole number above one.');
  }
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
