import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { SEXES, type Sex } from '../cases/cases.dto.ts';
import { MutationRequest } from '../checks/checks.dto.ts';
import { RARE_ALLELE_RULES, SettingsView, UsedPopulationView } from '../checks/result.dto.ts';
import { PlainText } from '../plain-text.ts';
import { CATEGORIES, type Category } from '../submissions/categories.ts';
import { LaboratoryOfView } from '../submissions/submissions.dto.ts';

/**
 * Who is sought in the registry: `child` of one or of both of the persons, `parent` of the first person (beside the other
 * parent, if the second is named), `full-sibling`, `half-sibling`, or the `same-person` under another sample.
 */
export const SOUGHT = ['child', 'parent', 'full-sibling', 'half-sibling', 'same-person'] as const;
export type Sought = (typeof SOUGHT)[number];

/** What became of a candidate in somebody's eyes. `checked` is written when a check is asked about it, never by hand. */
export const DISPOSITIONS = ['to-check', 'more-loci', 'other-parent', 'excluded'] as const;
export type Disposition = (typeof DISPOSITIONS)[number] | 'checked';

/** A question to the whole registry. Settings left out take the defaults of checks and of the rules in force. */
export class AskSearch {
  @IsIn(SOUGHT)
  readonly sought: Sought;

  /** Person of the case whose relative is sought. */
  @IsUUID()
  readonly person: string;

  /** `child`: the other parent, if both are typed; `parent`: the parent who is known. */
  @IsOptional()
  @IsUUID()
  readonly otherPerson?: string;

  /** What this search is for. It must be covered by what the case states as its purpose and legal basis. */
  @PlainText(1, 500)
  readonly purpose: string;

  /** Id of the population's frequency table, which means its newest version; or the digest of one version. */
  @PlainText(1, 100)
  readonly population: string;

  /** Profiles with a likelihood ratio of at least this are candidates. */
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(1e30)
  readonly threshold?: number;

  /** Coancestry coefficient. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(0.1)
  readonly theta?: number;

  /** How often an allele counts that is rare or absent in the table. */
  @IsOptional()
  @IsIn(RARE_ALLELE_RULES)
  readonly minimumFrequency?: (typeof RARE_ALLELE_RULES)[number];

  @IsOptional()
  @ValidateNested()
  @Type(() => MutationRequest)
  readonly mutation?: MutationRequest;

  /** Compare every profile that is accepted from now on as well, until the search is ended. */
  @IsOptional()
  @IsBoolean()
  readonly standing?: boolean;
}

export class EndSearch {
  @PlainText(1, 500)
  readonly reason: string;
}

export class DisposeCandidate {
  @IsIn(DISPOSITIONS)
  readonly disposition: (typeof DISPOSITIONS)[number];

  /** Why, in words for whoever reads the case later. */
  @PlainText(1, 500)
  readonly reason: string;
}

/** Takes a candidate into the case, as a person with this code, and asks the check that the search suggests. */
export class CheckCandidate {
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,39}$/u, {
    message: 'code must be 1 to 40 letters, digits, spaces or . _ / -',
  })
  readonly code: string;

  @IsIn(CATEGORIES)
  readonly category: Category;

  @IsIn(SEXES)
  readonly sex: Sex;

  @PlainText(1, 500)
  readonly reason: string;
}

export class CandidatesQuery {
  /** Pages of 200, from 0. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  readonly page?: number;
}

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

export class DispositionView {
  readonly disposition: 'to-check' | 'more-loci' | 'other-parent' | 'excluded' | 'checked';
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  /** The check that the candidate led to. */
  readonly checkId: string | null;
}

/** How much better "related" explains a candidate than a relative of the true parent does. */
export class CandidateAlternativeView {
  readonly kind: string;
  /** Whose place in the question: `sought`, `first` or `second`. */
  readonly of: string;
  /** Null for a ratio of zero. */
  readonly log10: string | null;
}

/** An inconsistent locus, with what explains it best. */
export class MissedLocusView {
  readonly locus: string;
  /** Null where nothing explains it. */
  readonly cause: string | null;
  readonly log10: string | null;
}

export class CandidateView {
  readonly id: string;
  readonly searchId: string;
  readonly receiptId: string;
  readonly rank: number;
  readonly profileId: string;
  readonly sample: string;
  readonly laboratory: LaboratoryOfView;
  /** log10 of the likelihood ratio; null when the candidate was erased. */
  readonly log10: string | null;
  /** Loci that were computed. */
  readonly loci: number | null;
  /** Those of them that are impossible without mutation. */
  readonly inconsistentLoci: number | null;
  /** By 1/N: one person of the registry is the one sought. */
  readonly posterior: string | null;
  /** What else the candidate could be; of the best 25 of a search. */
  readonly alternatives: CandidateAlternativeView[];
  readonly missed: MissedLocusView[];
  /** The profile has been corrected since. */
  readonly superseded: boolean;
  readonly foundAt: string;
  /** Newest first. */
  readonly dispositions: DispositionView[];
}

export class SearchSummary {
  readonly id: string;
  readonly caseId: string;
  readonly sought: Sought;
  /** Codes of the persons asked about. */
  readonly about: string[];
  readonly state: 'queued' | 'running' | 'done' | 'partial' | 'failed';
  readonly standing: boolean;
  readonly askedAt: string;
  readonly askedBy: string;
  readonly endedAt: string | null;
  /** Candidates found so far, by this search and by what was accepted since. */
  readonly candidates: number;
}

export class SearchView extends SearchSummary {
  readonly caseNumber: string;
  readonly purpose: string;
  readonly population: UsedPopulationView;
  readonly settings: SettingsView;
  /** Newest first. */
  readonly receipts: ReceiptView[];
}

export class SearchProgressView {
  readonly state: 'queued' | 'running' | 'done' | 'partial' | 'failed';
  /** `loading`: the index is being built from the database; `comparing`; `none`: not begun, or ended. */
  readonly phase: 'none' | 'loading' | 'comparing';
  readonly done: number;
  readonly total: number | null;
}
