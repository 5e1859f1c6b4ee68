import { Transform } from 'class-transformer';
import { IsIn, IsString, Matches } from 'class-validator';
import { REASON, REASON_RULE } from './submissions.dto.ts';

export const ELIMINATION_KINDS = ['staff', 'control', 'other'] as const;
export type EliminationKind = (typeof ELIMINATION_KINDS)[number];

export class MarkElimination {
  @IsIn(ELIMINATION_KINDS)
  readonly kind: EliminationKind;
}

export class UnmarkElimination {
  /** Why the mark was wrong, or no longer holds. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Matches(REASON, { message: REASON_RULE })
  readonly reason: string;
}

export class EliminationView {
  readonly profileId: string;
  readonly sample: string;
  readonly kind: EliminationKind;
  readonly markedAt: string;
  /** Name of the account that marked it. */
  readonly by: string;
}
