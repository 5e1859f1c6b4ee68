import type { Question } from './parentage.ts';
import { TOLERATED, type VerdictFacts, verdictOf } from './verdict.ts';

/** What to do next, or what to know of a verdict, as a code; the figure is a number of loci. */
export type AdviceCode =
  | 'identical-profiles'
  | 'check-other-parent'
  | 'fresh-samples'
  | 'check-samples'
  | 'type-more-loci'
  | 'type-more-loci-or-other-parent'
  | 'alternative-not-ruled-out'
  | 'ratio-against'
  | 'one-parent-fits-better'
  | 'allow-mutation'
  | 'inconsistent-kept'
  | 'inconsistent-too-many'
  | 'other-inconsistent-kept'
  | 'silent-allele'
  | 'one-allele-seen';

export interface Advice {
  readonly code: AdviceCode;
  readonly count?: number;
}

export interface AdviceFacts extends VerdictFacts {
  readonly question: Question;
  /** Of H1 against H2 alone. */
  readonly log10AgainstH2: number | null;
  /** One of both as the only parent explains the genotypes better than both. */
  readonly oneFitsBetter: boolean;
  /** Inconsistent loci that a mutation explains under the model of the settings. */
  readonly keptLoci: number;
  /** Loci where H1 is impossible under the model of the settings. */
  readonly zeroLoci: number;
  readonly oppositeHomozygotes: number;
  readonly oneAlleleSeen: number;
}

/** The verdict's own advice first, then what bears on it. */
export function adviceOn(facts: AdviceFacts): readonly Advice[] {
  const { inconsistentLoci, inconsistentWithOther, keptLoci, zeroLoci, oppositeHomozygotes, oneAlleleSeen } = facts;
  const tooMany = inconsistentLoci > TOLERATED;
  return [
    ...onVerdict(facts),
    ...(tooMany
      ? counted('inconsistent-too-many', inconsistentLoci)
      : [...counted('inconsistent-kept', keptLoci), ...counted('allow-mutation', zeroLoci)]),
    ...counted('other-inconsistent-kept', inconsistentWithOther > TOLERATED ? 0 : inconsistentWithOther),
    ...counted('silent-allele', oppositeHomozygotes),
    ...counted('one-allele-seen', oneAlleleSeen),
  ];
}

function onVerdict(facts: AdviceFacts): readonly Advice[] {
  const { question, identical, inconsistentWithOther, oneFitsBetter } = facts;
  if (identical) return [{ code: 'identical-profiles' }];
  if (inconsistentWithOther > TOLERATED) return [{ code: 'check-other-parent', count: inconsistentWithOther }];
  const better: readonly Advice[] = oneFitsBetter ? [{ code: 'one-parent-fits-better' }] : [];
  switch (verdictOf(facts)) {
    case 'supported':
      return [{ code: 'fresh-samples' }];
    case 'excluded':
      return [{ code: 'check-samples' }, ...better];
    case 'inconclusive': {
      const more = question === 'one-parent' ? 'type-more-loci-or-other-parent' : 'type-more-loci';
      return [{ code: more }, ...onRatio(facts), ...better];
    }
  }
}

/** What kept a ratio from supporting H1, other than too little being typed. */
function onRatio({ log10, log10AgainstH2, threshold, oneFitsBetter }: AdviceFacts): readonly Advice[] {
  if (log10AgainstH2 === null || log10AgainstH2 < 0) return [{ code: 'ratio-against' }];
  const enough = Math.log10(threshold);
  const onlyH2 = log10AgainstH2 >= enough && (log10 === null || log10 < enough);
  return onlyH2 && !oneFitsBetter ? [{ code: 'alternative-not-ruled-out' }] : [];
}

function counted(code: AdviceCode, count: number): readonly Advice[] {
  return count > 0 ? [{ code, count }] : [];
}

/** The advice as English sentences. */
export function adviceText(advice: readonly Advice[]): string {
  return advice.map(({ code, count }) => SENTENCES[code](count === 1 ? '1 locus' : `${count} loci`)).join(' ');
}

const SENTENCES: Readonly<Record<AdviceCode, (loci: string) => string>> = {
  'identical-profiles': () =>
    'Two of the persons have the same genotypes: the same person, identical twins, or a mix-up of samples. Check the samples.',
  'check-other-parent': (loci) =>
    `At ${loci} the child does not fit the undisputed parent without a mutation; check that parent's sample and parentage before anything is concluded about the other.`,
  'fresh-samples': () => 'Repeat the check on fresh samples from both sides before anything is confirmed.',
  'check-samples': () =>
    'Check that no samples were mixed up; a reviewer says why if this is not to count as an exclusion.',
  'type-more-loci': () => 'The loci typed do not decide. Type more loci.',
  'type-more-loci-or-other-parent': () => 'The loci typed do not decide. Type more loci, or type the other parent.',
  'alternative-not-ruled-out': () =>
    'The threshold is reached against H2, but not against the alternative that only one of both is a parent.',
  'ratio-against': () =>
    'The ratio is below 1 and speaks against H1, but fewer than three inconsistent loci do not exclude it.',
  'one-parent-fits-better': () =>
    'The genotypes are more probable if only one of both is a parent; ask about each of them alone.',
  'allow-mutation': (loci) =>
    `At ${loci} H1 is impossible under the mutation model of this check; compute again with a model that allows for it.`,
  'inconsistent-kept': (loci) => `${loci} cannot be explained without a mutation and stay in the ratio.`,
  'inconsistent-too-many': (loci) => `${loci} cannot be explained without a mutation, more than mutation explains.`,
  'other-inconsistent-kept': (loci) =>
    `At ${loci} the child does not fit the undisputed parent without a mutation; this does not count against the other.`,
  'silent-allele': (loci) =>
    `At ${loci} child and parent show one allele only and not the same; consider a silent allele and type again with another kit.`,
  'one-allele-seen': (loci) =>
    `At ${loci} one allele was stated; if these are homozygotes the laboratory should state both alleles, for the result is weaker without.`,
};
