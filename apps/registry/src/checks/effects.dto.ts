import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { EngineView } from './result.dto.ts';

/**
 * What a new version of a table or kit would move. It moves nothing. Of a frequency table or of mutation rates, the results
 * of past checks are computed again; of a kit, the profiles typed at its loci are looked at again, for no ratio rests on it.
 */
export class EffectView {
  readonly kind: 'frequencies' | 'mutation' | 'kit';
  /** @example 'Own-2026' */
  readonly id: string;
  /** @example 2 */
  readonly version: number;
  readonly digest: string;
  /** Digests of the versions before, whose results were computed again with this one. */
  readonly earlier: string[];
  /**
   * `none`: a first version, which no past result could have used. `interrupted`: an attempt ended without its end, such as
   * by a restart; it is tried again by itself, or at once when asked. `failed`: given up until it is asked for again.
   */
  readonly state: 'none' | 'queued' | 'running' | 'interrupted' | 'done' | 'failed';
  /**
   * How often it was tried.
   * @example 1
   */
  readonly attempts: number;
  /**
   * Why the last attempt failed, when that is known.
   * @example 'attempt-lost'
   */
  readonly errorCode: string | null;
  /**
   * Past results that were computed again, of a kit profiles; null until that is done, as all that follows.
   * @example 1204
   */
  readonly results: number | null;
  /** @example 31 */
  readonly moved: number | null;
  /**
   * Results whose verdict would be another one, or that could not be computed; of a kit, profiles newly warned of.
   * @example 1
   */
  readonly otherVerdict: number | null;
  /**
   * The largest change of a log10 of the LR.
   * @example '0.184'
   */
  readonly largestShift: string | null;
  /** @example '2026-11-24T02:20:17.000Z' */
  readonly computedAt: string | null;
  readonly engine: EngineView | null;
}

/** One past result and what it would be. */
export class MovedResultView {
  readonly checkId: string;
  readonly caseId: string;
  /** @example 'K-17' */
  readonly caseNumber: string;
  /** The confirmation that rests on the result, if any. */
  readonly confirmationId: string | null;
  /**
   * Null when the LR is 0.
   * @example '5.8113'
   */
  readonly log10Before: string | null;
  /** @example '5.7920' */
  readonly log10After: string | null;
  /** @example 'supported' */
  readonly verdictBefore: string;
  /**
   * Null when the question cannot be answered with the new version; `error` says why.
   * @example 'supported'
   */
  readonly verdictAfter: string | null;
  readonly error: string | null;
}

/** One profile that a new version of a kit says something else of. */
export class MovedProfileView {
  readonly profileId: string;
  /** @example 'A-0001' */
  readonly sample: string;
  /** @example 'First laboratory' */
  readonly laboratory: string;
  /**
   * Loci that the new version does not know as they are typed, and the one before does.
   * @example ['CSF1PO']
   */
  readonly flagged: string[];
  /**
   * Loci that the new version knows as they are typed, and the one before does not.
   * @example ['D19S433']
   */
  readonly cleared: string[];
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
