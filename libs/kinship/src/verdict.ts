import type { Question } from './parentage.ts';

export type Verdict = 'supported' | 'excluded' | 'inconclusive';

/** What a verdict rests on. */
export interface VerdictFacts {
  readonly question: Question;
  /** `null` for a combined ratio of zero. */
  readonly log10: number | null;
  readonly threshold: number;
  readonly inconsistentLoci: number;
  readonly oppositeHomozygotes: number;
  readonly mutation: boolean;
}

const TOLERATED = 2;
const AGAINST = -4;

/**
 * Supported: the threshold is reached with at most two inconsistent loci. Excluded: three or more, or a ratio of zero or
 * of at most 1/10,000. Otherwise the data do not decide.
 */
export function verdictOf({ log10, threshold, inconsistentLoci }: VerdictFacts): Verdict {
  if (log10 === null || log10 <= AGAINST || inconsistentLoci > TOLERATED) return 'excluded';
  return log10 >= Math.log10(threshold) ? 'supported' : 'inconclusive';
}

/** What to do next, in a sentence or two. */
export function adviceOn(facts: VerdictFacts): string {
  const { inconsistentLoci, oppositeHomozygotes, question } = facts;
  const silent =
    oppositeHomozygotes > 0
      ? ` At ${counted(oppositeHomozygotes)} both show one allele only and not the same; consider a silent allele and type again with another kit.`
      : '';
  const kept = inconsistentLoci > 0 ? ` ${inconsistency(facts)}` : '';
  switch (verdictOf(facts)) {
    case 'supported':
      return `Repeat the check on fresh samples from both sides before anything is confirmed.${kept}${silent}`;
    case 'excluded':
      return `Check that no samples were mixed up; a reviewer says why if this is not to count as an exclusion.${kept}${silent}`;
    case 'inconclusive':
      return `The loci typed do not decide. ${
        question === 'one-parent' ? 'Type more loci, or type the other parent.' : 'Type more loci.'
      }${kept}${silent}`;
  }
}

function inconsistency({ inconsistentLoci, mutation }: VerdictFacts): string {
  const what = `${counted(inconsistentLoci)} cannot be explained without a mutation`;
  if (!mutation) return `${what}, and mutation was not allowed for; compute again with a mutation model.`;
  if (inconsistentLoci > TOLERATED) return `${what}, more than mutation explains.`;
  return `${what}; ${inconsistentLoci === 1 ? 'it stays' : 'they stay'} in the ratio. Type more loci.`;
}

function counted(loci: number): string {
  return loci === 1 ? '1 locus' : `${loci} loci`;
}
