export const QUESTIONS = ['one-parent', 'known-parent', 'both-parents'] as const;
/** `none` is the former name of `refuse`. */
export const RARE_ALLELE_RULES = ['5/2N', 'x+1', 'refuse', 'none'] as const;

export class EngineView {
  readonly version: string;
  /** SHA-256 over the engine's source files. */
  readonly digest: string;
}

export class LocusRatesView {
  readonly locus: string;
  readonly maleRate?: string;
  readonly femaleRate?: string;
}

export class MutationView {
  readonly model: string;
  readonly maleRate: string;
  readonly femaleRate: string;
  readonly range?: string;
  readonly rate2?: string;
  /** Loci with rates of their own, in alphabetical order. */
  readonly locusRates?: LocusRatesView[];
}

export class SettingsView {
  readonly theta: string;
  readonly minimumFrequency: (typeof RARE_ALLELE_RULES)[number];
  /** Combined LR from which parentage counts as supported. */
  readonly threshold: string;
  readonly mutation: MutationView;
}

export class UsedPopulationView {
  readonly id: string;
  readonly title: string;
  readonly digest: string;
}

export class HypothesesView {
  readonly h1: string;
  readonly h2: string;
}

export class LocusRatioView {
  readonly locus: string;
  /** LR as a decimal string, to the last digit. */
  readonly ratio: string;
  /** Null when the LR is 0. */
  readonly log10: string | null;
  /** True when the locus is impossible under H1 without mutation, and not under H2 already. */
  readonly inconsistent: boolean;
  /** True when the locus is impossible without mutation for a child of the undisputed parent, whoever the other is. */
  readonly inconsistentWithOther?: boolean;
  /** What to know about the figure: `allele-not-in-table`, `below-minimum-frequency` or `one-allele-seen`. */
  readonly note?: string;
}

export class SkippedLocusView {
  readonly locus: string;
  readonly reason: string;
}

export class CombinedView {
  readonly ratio: string;
  readonly log10: string | null;
  readonly inconsistentLoci: number;
  /** Loci that speak against the undisputed parent; they do not count against the other. */
  readonly inconsistentWithOther: number;
  /** Loci at which somebody shows one allele. */
  readonly oneAlleleSeen: number;
  readonly lociUsed: number;
}

/** H1 set against one other account of the genotypes. */
export class AlternativeView {
  readonly hypothesis: string;
  /** Who is a parent: neither, only `parent`, or only `otherParent`. */
  readonly code: 'neither' | 'only-parent' | 'only-other-parent';
  /** Null when the LR is 0. */
  readonly log10: string | null;
  readonly ratio: string;
}

export class IdenticalPairView {
  /** Codes of the two. */
  readonly persons: string[];
  /** Loci at which both have the same genotype. */
  readonly loci: number;
}

export class AdviceView {
  readonly code:
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
  /** Number of loci. */
  readonly count?: number;
}

export class ResultView {
  readonly question: (typeof QUESTIONS)[number];
  readonly hypotheses: HypothesesView;
  readonly population: UsedPopulationView;
  readonly settings: SettingsView;
  readonly loci: LocusRatioView[];
  readonly skipped: SkippedLocusView[];
  readonly combined: CombinedView;
  /** The ratio of H1 to each alternative, H2 first; the verdict rests on the smallest. */
  readonly alternatives: AlternativeView[];
  /** Persons who have the same genotypes: the same person, identical twins, or a mix-up of samples. */
  readonly identicalProfiles: IdenticalPairView[];
  readonly verdict: 'supported' | 'excluded' | 'inconclusive';
  /** What to do next and what to know, as codes. */
  readonly advice: AdviceView[];
  /** The advice in English. */
  readonly adviceText: string;
}
