import { Transform } from 'class-transformer';
import { IsInt, IsObject, IsString, Matches, Min } from 'class-validator';
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
  /** Samples that became a profile or a new version of one. */
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
}

export class SubmissionView extends SubmissionSummary {
  readonly rows: SubmissionRowView[];
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
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
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

export class ProfileView {
  readonly id: string;
  readonly sample: string;
  readonly laboratory: LaboratoryOfView;
  readonly version: number;
  readonly current: boolean;
  /** One or two alleles for each typed locus. */
  readonly genotypes: Record<string, string[]>;
  /** By which order the genotypes and the sample's name were erased; null while they stand. */
  readonly erased: ErasedView | null;
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
