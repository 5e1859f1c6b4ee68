import { LOCI } from '@kinledger/profile';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { PlainText } from '../plain-text.ts';
import { ErasedView } from '../submissions/submissions.dto.ts';
import {
  EngineView,
  QUESTIONS,
  RARE_ALLELE_RULES,
  ResultView,
  SettingsView,
  UsedPopulationView,
} from './result.dto.ts';

export const MUTATION_MODELS = ['none', 'equal', 'proportional', 'onestep', 'stepwise', 'dawid'] as const;

const AUTOSOMAL_LOCI = LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => name);

/** Mutation rates of one locus in place of the ones that hold for all; a sex left out keeps those. */
export class LocusRatesRequest {
  @IsIn(AUTOSOMAL_LOCI)
  readonly locus: string;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(0.1)
  readonly maleRate?: number;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(0.1)
  readonly femaleRate?: number;
}

export class MutationRequest {
  @IsIn(MUTATION_MODELS)
  readonly model: (typeof MUTATION_MODELS)[number];

  /** Probability that a father's allele mutates on its way to the child. */
  @IsNumber()
  @Min(0)
  @Max(0.1)
  readonly maleRate: number;

  /** Probability that a mother's allele mutates on its way to the child. */
  @IsNumber()
  @Min(0)
  @Max(0.1)
  readonly femaleRate: number;

  /** Stepwise and dawid: how much rarer each further step is. */
  @IsOptional()
  @IsNumber()
  @Min(0.0001)
  @Max(0.9999)
  readonly range?: number;

  /** Stepwise: rate of changes between whole repeats and microvariants. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(0.01)
  readonly rate2?: number;

  /** Rates of single loci, each locus once. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique((rates: LocusRatesRequest) => rates?.locus)
  @ValidateNested({ each: true })
  @Type(() => LocusRatesRequest)
  readonly locusRates?: LocusRatesRequest[];
}

/** A parentage question. Settings left out take the product's defaults, which the answer states. */
export class AskCheck {
  /** `one-parent`: is `parent` a parent of `child`; `known-parent`: the same, `otherParent` being undisputed; `both-parents`: are both the parents. */
  @IsIn(QUESTIONS)
  readonly question: (typeof QUESTIONS)[number];

  /** Person of the case asked about as the child. */
  @IsUUID()
  readonly child: string;

  /** Person of the case asked about as a parent. */
  @IsUUID()
  readonly parent: string;

  /** The undisputed parent, or the second of both parents. */
  @IsOptional()
  @IsUUID()
  readonly otherParent?: string;

  /** Id of the population's frequency table, which means its newest version; or the digest of one version. */
  @PlainText(1, 100)
  readonly population: string;

  /** Coancestry coefficient. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(0.1)
  readonly theta?: number;

  /**
   * How often an observed allele counts that is rare or absent in the table: `5/2N` as five copies at least, `x+1` as seen
   * once more, `refuse` as in the table, and the check fails where the table lacks it.
   */
  @IsOptional()
  @IsIn(RARE_ALLELE_RULES)
  readonly minimumFrequency?: (typeof RARE_ALLELE_RULES)[number];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => MutationRequest)
  readonly mutation?: MutationRequest;

  /** Id or digest of the mutation rates, by locus and sex, that go before those of `mutation` at the loci they hold. */
  @IsOptional()
  @PlainText(1, 100)
  readonly mutationTable?: string;
}

export class CheckedPerson {
  readonly personId: string;
  readonly code: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly sample: string;
  readonly profileId: string;
  readonly profileVersion: number;
  /** Alleles by locus; one allele means one was seen. */
  readonly genotypes: Record<string, string[]>;
  /** By which order the genotypes and the sample's name were erased; null while they stand. */
  readonly erased: ErasedView | null;
}

export class CheckedPersons {
  readonly child: CheckedPerson;
  readonly parent: CheckedPerson;
  readonly otherParent?: CheckedPerson;
}

/** Codes of the persons asked about. */
export class AboutView {
  readonly child: string;
  readonly parent: string;
  readonly otherParent?: string;
}

export class CheckSummary {
  readonly id: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly question: (typeof QUESTIONS)[number];
  readonly about: AboutView;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly askedAt: string;
  readonly verdict: 'supported' | 'excluded' | 'inconclusive' | null;
  readonly log10: string | null;
}

/** A table of reference data that somebody chose. */
export class ChosenTableView {
  readonly id: string;
  readonly digest: string;
}

/** A version of the match rules. */
export class MatchRulesOfView {
  readonly version: number;
  readonly digest: string;
}

/** What the match rules have against a check that was computed all the same. */
export class CheckWarningView {
  readonly code: 'pair-not-listed' | 'too-few-common-loci';
  readonly message: string;
}

export class CheckView extends CheckSummary {
  /** Sign-in name of the caseworker. */
  readonly askedBy: string;
  readonly finishedAt: string | null;
  /** Why the check could not be answered; `erased` when its answer was erased by order. */
  readonly error: string | null;
  readonly persons: CheckedPersons;
  readonly settings: SettingsView;
  readonly population: UsedPopulationView;
  /** The mutation rates that were chosen; they stand in the settings, locus by locus. */
  readonly mutationTable: ChosenTableView | null;
  /** The match rules that it was asked under; null in a check older than the rules. */
  readonly matchRules: MatchRulesOfView | null;
  readonly warnings: CheckWarningView[];
  readonly result: ResultView | null;
  /** SHA-256 of the result's canonical JSON. */
  readonly resultDigest: string | null;
  readonly engine: EngineView | null;
}

export class RecomputationView {
  readonly caseId: string;
  /** True when today's engine gives the same digits. */
  readonly same: boolean;
  readonly storedDigest: string;
  readonly recomputedDigest: string;
  readonly log10Stored: string | null;
  readonly log10Now: string | null;
  readonly engine: EngineView;
}
