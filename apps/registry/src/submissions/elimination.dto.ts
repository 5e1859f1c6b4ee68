import { IsIn } from 'class-validator';

export const ELIMINATION_KINDS = ['staff', 'control', 'other'] as const;
export type EliminationKind = (typeof ELIMINATION_KINDS)[number];

export class MarkElimination {
  @IsIn(ELIMINATION_KINDS)
  readonly kind: EliminationKind;
}

export class EliminationView {
  readonly profileId: string;
  readonly sample: string;
  readonly kind: EliminationKind;
  readonly markedAt: string;
  /** Name of the account that marked it. */
  readonly by: string;
}
