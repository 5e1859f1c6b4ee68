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

export const QUESTIONS = ['one-parent', 'known-parent', 'both-parents'] as const;
export const MUTATION_MODELS = ['none', 'equal', 'proportional', 'onestep', 'stepwise', 'dawid'] as const;
/** `none` is the former name of `refuse`. */
export const RARE_ALLELE_RULES = ['5/2N', 'x+1', 'refuse', 'none'] as const;

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

  /** Id of the population's frequency table. */
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

export class PopulationView {
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
  readonly population: PopulationView;
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

export class CheckView extends CheckSummary {
  /** Sign-in name of the caseworker. */
  readonly askedBy: string;
  readonly finishedAt: string | null;
  /** Why the check could not be answered; `erased` when its answer was erased by order. */
  readonly error: string | null;
  readonly persons: CheckedPersons;
  readonly settings: SettingsView;
  readonly population: PopulationView;
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
