export type Verdict = 'supported' | 'excluded' | 'inconclusive';

/** What a verdict rests on. */
export interface VerdictFacts {
  /** Of H1 against the alternative that explains the genotypes best; `null` for a ratio of zero. */
  readonly log10: number | null;
  readonly threshold: number;
  /** Loci that speak against the parent asked about, or against the two. */
  readonly inconsistentLoci: number;
  /** Loci that speak against the undisputed parent, whoever the other one is. */
  readonly inconsistentWithOther: number;
  /** Two of the persons cannot be told apart. */
  readonly identical: boolean;
}

/** Inconsistent loci that mutation explains; three are too many. */
export const TOLERATED = 2;

/**
 * Samples in doubt, be it for identical profiles or for an undisputed parent who is none, decide nothing. Excluded: three
 * inconsistent loci or more, whatever the ratio; no ratio excludes by itself. Supported: the threshold is reached against
 * every alternative, with at most two loci that need a mutation.
 */
export function verdictOf(facts: VerdictFacts): Verdict {
  const { log10, threshold, inconsistentLoci, inconsistentWithOther, identical } = facts;
  if (identical || inconsistentWithOther > TOLERATED) return 'inconclusive';
  if (inconsistentLoci > TOLERATED) return 'excluded';
  if (inconsistentLoci + inconsistentWithOther > TOLERATED) return 'inconclusive';
  return log10 !== null && log10 >= Math.log10(threshold) ? 'supported' : 'inconclusive';
}
