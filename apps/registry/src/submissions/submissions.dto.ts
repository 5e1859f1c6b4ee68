import { Transform } from 'class-transformer';
import { IsInt, IsObject, IsString, Matches, Min } from 'class-validator';
import type { Category } from './categories.ts';
import type { RowStatus } from './fate.ts';

export class RowProblemView {
  /** Line of a CSV file (the header is line 1), or place in a JSON list, from 1. */
  readonly row: number;
  readonly locus?: string;
  readonly code: string;
  /** What is wrong and what to do. Never holds an allele. */
  readonly message: string;
}

export class LaboratoryOfView {
  readonly id: string;
  readonly name: string;
}

/** By which order something was erased. */
export class ErasedView {
  readonly orderReference: string;
  readonly at: string;
}

export class SubmissionRowView {
  /** Where the row stands in the submission, from 1. */
  readonly place: number;
  readonly row: number;
  readonly sample: string;
  readonly status: RowStatus;
  /** The profile that was made, or that stands already. */
  readonly profileId?: string;
  readonly version?: number;
  readonly problems: RowProblemView[];
}

export class SubmissionSummary {
  readonly id: string;
  readonly fileName: string;
  readonly format: string;
  readonly receivedAt: string;
  readonly laboratory: LaboratoryOfView;
  /** How far it is: a large file is worked off after it was received, in chunks; what is counted stands already. */
  readonly state: SubmissionState;
  /** Samples that became a profile or a new version of one. */
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
  /** Which version of the quality rules it was judged by; 0 are those of the program. */
  readonly rulesVersion: number;
  /** What the laboratory said that the persons are; null when it said nothing. */
  readonly category: Category | null;
  /**
   * Why a large file could not be worked off: a code of the file's fault, or no-room, database-unavailable, worker-lost,
   * internal; null unless `state` is failed.
   */
  readonly errorCode: string | null;
}

/** `receiving`: a large file that is still coming in; nothing of it is stored, and it goes when the sender stops. */
export type SubmissionState = 'receiving' | 'reading' | 'storing' | 'done' | 'cancelled' | 'failed';

export class SubmissionView extends SubmissionSummary {
  /** The first rows; more of them by `/rows?after=`. */
  readonly rows: SubmissionRowView[];
  /** The `after` of the next rows; null when these are all. */
  readonly next: number | null;
}

export class SubmissionRowsView {
  readonly rows: SubmissionRowView[];
  /** The `after` of the next rows; null when these are the last. */
  readonly next: number | null;
}

/** What is told while a large file comes in and is worked off. */
export class ProgressView {
  readonly state: SubmissionState;
  /** While it comes in: bytes that have come. */
  readonly bytes: number | null;
  /** While it comes in: bytes that the sender has said it will send. */
  readonly bytesExpected: number | null;
  /** Samples of the file; null while it is looked through. */
  readonly samples: number | null;
  /** Samples, and rows that are none, that have been worked off. */
  readonly taken: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
  readonly rowsPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export class PreviewRowView {
  readonly row: number;
  readonly sample: string;
  /** What would become of the sample. */
  readonly status: RowStatus;
  readonly problems: RowProblemView[];
}

export class PreviewView {
  readonly fileName: string;
  readonly format: string;
  /** Samples that would become a profile or a new version of one. */
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
  /** Of the accepted ones, those that would correct a profile that stands. */
  readonly newVersions: number;
  /** Accepted ones that equal another profile of the file or of the registry, a control DNA, or an elimination profile. */
  readonly duplicates: number;
  /** Which version of the quality rules was asked; 0 are those of the program. */
  readonly rulesVersion: number;
  /** The first rows of the file; of a large one, not all. */
  readonly rows: PreviewRowView[];
}

export class ProfileSummary {
  readonly id: string;
  readonly sample: string;
  readonly laboratory: LaboratoryOfView;
  readonly version: number;
  /** How many loci are typed. */
  readonly loci: number;
  readonly receivedAt: string;
  /** Whether no newer version supersedes it. */
  readonly current: boolean;
}

export class ProfileVersionView {
  readonly id: string;
  readonly version: number;
  readonly receivedAt: string;
  readonly reason: string | null;
  /** Name of the account that handed it in. */
  readonly by: string;
}

/** Somebody else's sample that shows the same genotypes. */
export class TwinView {
  /** Absent when another laboratory holds it. */
  readonly sample?: string;
  /** How many loci both have. */
  readonly shared: number;
  /** Whether it is an elimination profile. */
  readonly elimination: boolean;
}

export class ProfileView {
  readonly id: string;
  readonly sample: string;
  readonly laboratory: LaboratoryOfView;
  readonly version: number;
  readonly current: boolean;
  /** One to three alleles for each typed locus; three are a tri-allelic locus, which counts in no likelihood ratio. */
  readonly genotypes: Record<string, string[]>;
  /**
   * What the typing says of a locus beyond two different alleles: homozygote-stated, one-allele-seen, tri-allelic; or why a
   * locus that the file has is not in the profile: off-ladder, allele-out-of-range, below-threshold, not-definitive.
   */
  readonly statuses: Record<string, string>;
  /** By which order the genotypes and the sample's name were erased; null while they stand. */
  readonly erased: ErasedView | null;
  /** Profiles that stand by now with the same genotypes, whoever came first: twins, double registrations, swaps. */
  readonly twins: TwinView[];
  /** All versions of the sample's profile, the newest first. */
  readonly versions: ProfileVersionView[];
}

/** Reasons are read by people: one line, no control characters. */
export const REASON = /^[^\p{C}\p{Zl}\p{Zp}]{3,500}$/u;
export const REASON_RULE = 'reason must be 3 to 500 characters on one line';

export class CorrectProfile {
  /** The version that is to be superseded, as it was read. */
  @IsInt()
  @Min(1)
  readonly expectedVersion: number;

  /** The whole corrected profile: one or two alleles for each typed locus. */
  @IsObject()
  readonly genotypes: Record<string, string[]>;

  /** Why the version before was wrong. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Matches(REASON, { message: REASON_RULE })
  readonly reason: string;
}
