/** How many profiles were not compared, by reason. */
export class SkippedView {
  /** A newer version of the sample stands. */
  readonly superseded: number;
  /** Erased by order. */
  readonly erased: number;
  /** Elimination profiles: staff, controls. */
  readonly elimination: number;
  /** The persons asked about, in all their versions that stand. */
  readonly askedAbout: number;
  /** The rules do not let their category be compared with that of the person asked about. */
  readonly category: number;
  /** Too few loci in common with the persons asked about. */
  readonly tooFewLoci: number;
  /** They have an allele that the table lacks, and the rule for such alleles is to refuse. */
  readonly alleleNotInTable: number;
  /** Impossible whether related or not, without mutation. */
  readonly impossibleData: number;
}

/** Which registry was compared. */
export class RegistryStateView {
  /** All profile versions that were committed when the comparison began: compared and skipped together. */
  readonly size: number;
  /** PostgreSQL's snapshot of that moment: whose transactions it saw. */
  readonly snapshot: string;
  /** Fingerprint of the profiles that stood. It finds errors, not forgers. */
  readonly digest: string;
}

/** How the profiles of a term were gone through. All ways find the same candidates. */
export class MethodView {
  /** `screen`: inconsistencies counted first; `tables`: bounds added up; `rows`: one by one. */
  readonly by: 'screen' | 'tables' | 'rows';
  /** Inconsistent loci that the screen let through: nobody with more can reach the threshold, or may be named. */
  readonly k: number | null;
  /** Profiles computed exactly. */
  readonly exact: number;
  readonly kernel: 'simd' | 'plain';
}

/** The version of the match rules. */
export class RulesOfView {
  readonly version: number;
  readonly digest: string;
}

/** Limits within which profiles of these categories were compared; `unstated`: of no category. */
export class TermView {
  readonly categories: string[];
  readonly minimumLoci: number;
  /** With more inconsistent loci nobody is named as a candidate. */
  readonly mostInconsistencies: number;
  readonly threshold: string;
}

/** A number and the bounds it lies between. */
export class ChanceView {
  readonly value: string;
  readonly low: string;
  readonly high: string;
}

export class SuggestedView {
  /** Of the likelihood ratio. */
  readonly log10: string;
  /** Share of the true relatives that it would lose. */
  readonly lost: string;
}

/** What a comparison leaves behind. `compared` and all of `skipped` together are the size of the registry, always. */
export class ReceiptView {
  readonly id: string;
  readonly kind: 'search' | 'standing' | 'all';
  /** Said first: `partial` could not look everywhere, `failed` looked nowhere. */
  readonly outcome: 'done' | 'partial' | 'failed';
  readonly error: string | null;
  readonly registry: RegistryStateView | null;
  readonly compared: number | null;
  readonly skipped: SkippedView | null;
  /** Profiles beside searches: null of a comparison for one search. */
  readonly pairs: number | null;
  readonly searches: number | null;
  /** The match rules that said who is compared with whom, and within what limits; null of a comparison for many searches. */
  readonly rules: RulesOfView | null;
  readonly terms: TermView[];
  readonly methods: MethodView[];
  /** How many reached the threshold; the best of them are kept. */
  readonly candidates: number | null;
  readonly kept: number | null;
  /** Unrelated profiles that were to be expected among the candidates; null where that could not be computed. */
  readonly expectedByChance: ChanceView | null;
  /** The threshold at which no more than one of them is to be expected. */
  readonly suggested: SuggestedView | null;
  readonly milliseconds: number | null;
  readonly engineDigest: string;
  readonly finishedAt: string;
}
