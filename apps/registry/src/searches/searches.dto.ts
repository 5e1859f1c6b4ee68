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
import { ReceiptView } from './receipts.dto.ts';

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

export class RoundAsked {
  readonly id: string;
}
