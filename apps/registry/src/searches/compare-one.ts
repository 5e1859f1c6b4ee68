import { answerCompiled, type CompiledLocus } from '@kinledger/kinship';
import type { Profile } from '@kinledger/profile';
import type { SearchQuestion } from '@kinledger/search';
import type { MatchTerm } from './match-terms.ts';
import type { FoundCandidate } from './registry-search.ts';

/** The term that a group of categories is compared by. */
export function termOf(terms: readonly MatchTerm[], group: string): MatchTerm | undefined {
  return terms.find(({ categories }) => categories.includes(group));
}

/**
 * One profile beside one question: what it comes to when it is a candidate, null when it is none, else why it was not
 * compared.
 */
export function compareOne(
  { compiled, strict }: SearchQuestion,
  terms: readonly MatchTerm[],
  group: string,
  profile: Profile,
): Omit<FoundCandidate, 'profileId'> | null | 'category' | 'tooFewLoci' | 'alleleNotInTable' | 'impossibleData' {
  const term = termOf(terms, group);
  if (term === undefined) return 'category';
  const typed = compiled.loci.filter(({ locus }) => profile[locus] !== undefined && profile[locus].length <= 2);
  if (typed.length < term.minimumLoci) return 'tooFewLoci';
  if (typed.some((locus) => lacks(locus, profile))) return 'alleleNotInTable';
  const log10 = ratioOf(typed, profile);
  if (log10 === undefined) return 'impossibleData';
  if (log10 === null || log10 < Math.log10(Number(term.threshold))) return null;
  const names = new Set(typed.map(({ locus }) => locus));
  const own = strict.loci.filter(({ locus }) => names.has(locus));
  const inconsistentLoci = own.filter((locus) => ratioOf([locus], profile) === null).length;
  return inconsistentLoci > term.mostInconsistencies ? null : { log10, loci: typed.length, inconsistentLoci };
}

function lacks({ locus, alleles }: CompiledLocus, profile: Profile): boolean {
  return (profile[locus] ?? []).some((allele) => !alleles.has(allele));
}

/** Undefined when the profile is impossible under both hypotheses. */
function ratioOf(loci: readonly CompiledLocus[], profile: Profile): number | null | undefined {
  try {
    return answerCompiled({ loci, warnings: [] }, profile).log10;
  } catch {
    return undefined;
  }
}
