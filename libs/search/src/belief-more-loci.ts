import {
  chancesGiven,
  type LocusRatios,
  type LocusTable,
  type MutationSettings,
  meanLog10 as meanOf,
  type ParentQuestion,
  parentRatios,
  type Sex,
  type SimulatedPower,
  seededRandom,
  shareAtLeast,
  simulatePower,
} from '@kinledger/kinship';
import type { Profile } from '@kinledger/profile';
import { type Bounded, chanceFrom, type RatioCurve, ratioCurve } from './belief-curve.ts';
import { type LocusOutcomes, questionOutcomes } from './belief-outcomes.ts';
import { claimed, type PlaceQuestion, RELATIVE_KINDS, type Truth } from './belief-question.ts';
import { doubtedLinks } from './belief-relatives.ts';

/** What further loci are to bring, everybody being typed at them who is typed today. */
export interface MoreLoci {
  readonly loci: readonly string[];
  /** Mean log10 when the candidate is the person. */
  readonly gain: number;
  /** Chance that they come to at least this log10. */
  readonly reaching: (log10: number) => Readonly<Partial<Record<Truth, Bounded>>>;
}

const NONE: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 };

/**
 * The loci of the tables that do not count yet, or `null` if there are none. Where the family is typed at a locus and the
 * candidate is not, by the genotypes of the family and the settings of the question. Elsewhere over all genotypes: for one
 * parent, or one beside a typed one, exactly, with theta 0 and without mutation; for other families by 200 simulations.
 */
export function moreLoci(asked: PlaceQuestion, profile: Profile, tables: readonly LocusTable[]): MoreLoci | null {
  const typed = new Set(
    asked.question.loci
      .filter(({ observations }) => Object.keys(observations).length > 0)
      .map(({ table }) => table.locus),
  );
  const lacking = tables.filter(({ locus }) => !(typed.has(locus) && locus in profile));
  if (lacking.length === 0) return null;
  const known = lacking.filter(({ locus }) => typed.has(locus));
  const unknown = lacking.filter(({ locus }) => !typed.has(locus));
  const form = parentForm(asked);
  if (unknown.length > 0 && form === undefined) return simulated(asked, lacking);
  const outcomes = [...outcomesAt(asked, known), ...unknown.map((table) => averaged(table, form as ParentForm))];
  const truths: readonly Truth[] = ['related', ...RELATIVE_KINDS, 'unrelated'];
  return {
    loci: outcomes.map(({ locus }) => locus),
    gain: meanOfRelated(outcomes),
    reaching: (log10) =>
      Object.fromEntries(truths.map((truth) => [truth, chanceFrom(roughCurve(outcomes, truth), log10)] as const)),
  };
}

/** What to type next needs no narrow bounds. */
export function roughCurve(loci: readonly LocusOutcomes[], truth: Truth): RatioCurve {
  return ratioCurve(loci, truth, undefined, { work: 1_000_000 });
}

/** Mean of log10 when the candidate is the person. */
export function meanOfRelated(loci: readonly LocusOutcomes[]): number {
  let sum = 0;
  for (const { log10, chances } of loci) {
    for (const [i, chance] of (chances.related ?? new Float64Array(0)).entries()) {
      if (chance > 0) sum += chance * (log10[i] as number);
    }
  }
  return sum;
}

function outcomesAt(asked: PlaceQuestion, tables: readonly LocusTable[]): readonly LocusOutcomes[] {
  if (tables.length === 0) return [];
  const names = tables.map(({ locus }) => locus);
  const loci = asked.question.loci.filter(({ table }) => names.includes(table.locus));
  return questionOutcomes({ ...asked, question: { ...asked.question, loci } }).loci;
}

/** A question of one parent of one child, the other parent being absent or typed and undisputed. */
interface ParentForm {
  readonly question: ParentQuestion;
  readonly sex: Sex;
}

function parentForm(asked: PlaceQuestion): ParentForm | undefined {
  const pedigree = claimed(asked);
  const [link, ...others] = doubtedLinks(asked);
  if (link === undefined || others.length > 0 || link.children.length > 1) return undefined;
  const child = pedigree.find(({ id }) => id === link.children[0]);
  const parent = pedigree.find(({ id }) => id === link.parent);
  if (child === undefined || parent === undefined || parent.father !== null || parent.mother !== null) return undefined;
  const other = child.father === link.parent ? child.mother : child.father;
  const founders = pedigree.every((person) => person === child || (person.father === null && person.mother === null));
  if (!founders || pedigree.length !== (other === null ? 2 : 3)) return undefined;
  return { question: other === null ? 'one-parent' : 'known-parent', sex: parent.sex };
}

/** Alleles without frequency are left out. */
function averaged({ locus, alleles, frequencies }: LocusTable, { question, sex }: ParentForm): LocusOutcomes {
  const places = [...alleles.keys()].filter((i) => (frequencies[i] as number) > 0);
  const table = {
    locus,
    alleles: places.map((i) => alleles[i] as string),
    frequencies: places.map((i) => frequencies[i] as number),
  };
  const ratios: LocusRatios = parentRatios(table, question, NONE, sex);
  const relatives = RELATIVE_KINDS.map((kind) => [kind, chancesGiven(ratios, kind)] as const);
  const { log10, related, unrelated } = ratios;
  return { locus, log10, chances: { related, unrelated, ...Object.fromEntries(relatives) } };
}

const RUNS = 200;

function simulated(asked: PlaceQuestion, loci: readonly LocusTable[]): MoreLoci {
  const { question, place } = asked;
  const typed = [...new Set(question.loci.flatMap(({ observations }) => Object.keys(observations)))];
  const pedigree = claimed(asked);
  const { theta } = question.settings;
  const family = { pedigree, place, profiles: {}, settings: { theta, mutation: NONE } };
  const power = simulatePower(family, { loci, typed }, RUNS, seededRandom('more loci'));
  return {
    loci: loci.map(({ locus }) => locus),
    gain: meanOf(power.related).mean,
    reaching: (log10) => ({ related: share(power, 'related', log10), unrelated: share(power, 'unrelated', log10) }),
  };
}

/** With two standard errors on both sides; never narrower than one run of them all. */
function share(power: SimulatedPower, truth: 'related' | 'unrelated', log10: number): Bounded {
  const { share: value, standardError } = shareAtLeast(power[truth], log10);
  const margin = Math.max(2 * standardError, 1 / RUNS);
  return { low: Math.max(0, value - margin), value, high: Math.min(1, value + margin) };
}
