import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { EngineView } from './result.dto.ts';

/** What a new version of a table would move in past results. It moves none of them. */
export class EffectView {
  readonly kind: 'frequencies' | 'mutation' | 'kit';
  readonly id: string;
  readonly version: number;
  readonly digest: string;
  /** Digests of the versions before, whose results were computed again with this one. */
  readonly earlier: string[];
  /** `none`: a first version, which no past result could have used. */
  readonly state: 'none' | 'queued' | 'running' | 'done' | 'failed';
  /** Past results that were computed again; null until that is done, as all that follows. */
  readonly results: number | null;
  readonly moved: number | null;
  /** Results whose verdict would be another one, or that could not be computed. */
  readonly otherVerdict: number | null;
  /** The largest change of a log10 of the LR. */
  readonly largestShift: string | null;
  readonly computedAt: string | null;
  readonly engine: EngineView | null;
}

/** One past result and what it would be. */
export class MovedResultView {
  readonly checkId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  /** The confirmation that rests on the result, if any. */
  readonly confirmationId: string | null;
  /** Null when the LR is 0. */
  readonly log10Before: string | null;
  readonly log10After: string | null;
  readonly verdictBefore: string;
  /** Null when the question cannot be answered with the new version; `error` says why. */
  readonly verdictAfter: string | null;
  readonly error: string | null;
}

export class MovedQuery {
  /** Pages of 200, from 0. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  readonly page?: number;
}
