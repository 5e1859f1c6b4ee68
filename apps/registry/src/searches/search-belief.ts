import { KinshipError } from '@kinledger/kinship';
import type { Profile } from '@kinledger/profile';
import {
  type Bounded,
  candidateAlternatives,
  candidateBelief,
  chanceCandidates,
  MISS_RATES,
  nearMiss,
  type PlaceQuestion,
  questionOutcomes,
  type RegistryIndex,
  SearchError,
  suggestThreshold,
  truthCurves,
  typedPatterns,
} from '@kinledger/search';

/** A number that is hashed: as a text, with the bounds that it lies between. */
export interface BoundedText {
  readonly value: string;
  readonly low: string;
  readonly high: string;
}

/** How far the candidates of a comparison are to be believed. */
export interface ComparisonBelief {
  /** Unrelated profiles to be expected among the candidates, those with too many inconsistent loci counted in. */
  readonly expectedByChance: BoundedText;
  /** The least threshold, as log10, at which no more than one of them is to be expected, and the true relatives it would lose. */
  readonly suggested: { readonly log10: string; readonly lost: string };
}

/** Limits of one term, and the groups it is for. */
export interface TermLimits {
  readonly threshold: number;
  readonly minimumLoci: number;
  readonly groups: readonly string[];
}

const ONE_IN_A_SEARCH = 1;

/** Undefined where it cannot be computed, as for families whose genotypes are impossible without mutation. */
export function comparisonBelief(
  index: RegistryIndex,
  place: PlaceQuestion,
  terms: readonly TermLimits[],
): ComparisonBelief | undefined {
  return unlessImpossible(() => {
    const { loci } = questionOutcomes(place);
    const names = loci.map(({ locus }) => locus);
    const patterns = terms.map((term) => typedPatterns(index, names, term));
    const expected = terms.map(({ threshold }, t) => {
      const found = chanceCandidates(loci, patterns[t] ?? [], Math.log10(threshold));
      return found.expected ?? sampledBounds(found.sampled);
    });
    const all = patterns.flat();
    if (all.length === 0) return undefined;
    const { log10, lost } = suggestThreshold(truthCurves(loci, all), ONE_IN_A_SEARCH);
    return {
      expectedByChance: textOf(expected.reduce(plus, { low: 0, value: 0, high: 0 })),
      suggested: { log10: String(log10), lost: String(Number(lost.value.toPrecision(3))) },
    };
  });
}

/** What is to be known of one candidate beside the ratio. */
export interface CandidateDoubts {
  /** Each profile that was compared held to be the person with the same chance before. */
  readonly posterior: string;
  /** log10 of "related" against "only a relative of the true parent"; null for a ratio of zero. */
  readonly alternatives: readonly { readonly kind: string; readonly of: string; readonly log10: string | null }[];
  /** Inconsistent loci, each with what explains it best; null where nothing does. */
  readonly missed: readonly { readonly locus: string; readonly cause: string | null; readonly log10: string | null }[];
}

export function candidateDoubts(
  place: PlaceQuestion,
  profile: Profile,
  log10: number,
  compared: number,
): CandidateDoubts {
  const alternatives = unlessImpossible(() => candidateAlternatives(place, profile)) ?? [];
  const rates = { mutation: place.question.settings.mutation, ...MISS_RATES };
  const missed = unlessImpossible(() => nearMiss(place, profile, rates).missed) ?? [];
  return {
    posterior: String(candidateBelief(log10, compared).priorOneInRegistry),
    alternatives: alternatives.map(({ kind, of, log10: ratio }) => ({ kind, of, log10: textOrNull(ratio) })),
    missed: missed.map(({ locus, explanations: [best] }) => {
      return { locus, cause: best?.cause ?? null, log10: textOrNull(best?.log10 ?? null) };
    }),
  };
}

function unlessImpossible<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof KinshipError || error instanceof SearchError) return undefined;
    throw error;
  }
}

/** Two standard errors to either side. */
function sampledBounds({ value, standardError }: { readonly value: number; readonly standardError: number }): Bounded {
  return { low: Math.max(0, value - 2 * standardError), value, high: value + 2 * standardError };
}

function plus(one: Bounded, other: Bounded): Bounded {
  return { low: one.low + other.low, value: one.value + other.value, high: one.high + other.high };
}

function textOf({ low, value, high }: Bounded): BoundedText {
  const text = (number: number) => String(Number(number.toPrecision(4)));
  return { value: text(value), low: text(low), high: text(high) };
}

function textOrNull(value: number | null): string | null {
  return value === null || !Number.isFinite(value) ? null : String(value);
}
