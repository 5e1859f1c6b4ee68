import { performance } from 'node:perf_hooks';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { mergeMap, type Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { Problem } from '../problem.ts';
import { type Act, record } from '../record.ts';
import type { Actor, KnownRequest } from './actor.ts';

/** What an answer showed: the cases and the profiles by their ids. */
export interface Shown {
  readonly cases?: readonly string[];
  readonly profiles?: readonly string[];
  /** The check it was shown in. */
  readonly check?: string;
}

const SHOWN_BY_ROUTE = 'kinledger:shown';

/**
 * Whoever gets this route's answer has read what `shown` finds in it (and in the route's `:id`): that is an event of the
 * log before the answer leaves. For every answer that says more of a person than ids and codes.
 */
export function RecordsReading<T>(shown: (answer: T, id: string) => Shown): MethodDecorator {
  return SetMetadata(SHOWN_BY_ROUTE, shown);
}

/** Pages ask again and again: the same reading by the same account within this time is one. */
const SAME_READING_MS = 60_000;
const MOST_REMEMBERED = 10_000;
/** Ids of one event: 1,000 of them take 39,000 of the 65,535 bytes it may have. */
const IDS_AT_MOST = 1_000;

/**
 * Records who read what, one event per request, after the answer is made and before it leaves: what cannot be recorded is
 * not answered. What was recorded lately is remembered in this process only; another one records it again.
 */
@Injectable()
export class Reads implements NestInterceptor {
  private readonly recorded = new Map<string, number>();

  constructor(
    private readonly reflector: Reflector,
    private readonly database: DataSource,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const shown = this.reflector.get<((answer: unknown, id: string) => Shown) | undefined>(
      SHOWN_BY_ROUTE,
      context.getHandler(),
    );
    const { actor, params } = context.switchToHttp().getRequest<KnownRequest>();
    if (shown === undefined || actor === undefined) return next.handle();
    const { id = '' } = params as { readonly id?: string };
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.record(actor, shown(answer, id));
        return answer;
      }),
    );
  }

  /** Requires that nothing of `shown` has reached the reader yet. */
  async record(actor: Actor, shown: Shown): Promise<void> {
    const acts = readingsOf(actor, shown);
    const reading = JSON.stringify([actor.accountId, actor.via, acts]);
    if (this.isRecorded(reading)) return;
    try {
      for (const act of acts) await record(this.database.manager, actor, act);
    } catch {
      const detail =
        'That you read this cannot be recorded at the moment, so it is not shown; try again in a few seconds.';
      throw new Problem(503, 'reading-not-recorded', detail, { retryAfter: 2 });
    }
    this.remember(reading);
  }

  private isRecorded(reading: string): boolean {
    const at = this.recorded.get(reading);
    return at !== undefined && performance.now() - at < SAME_READING_MS;
  }

  /** The oldest are forgotten first: a Map keeps the order in which its keys came. */
  private remember(reading: string): void {
    this.recorded.delete(reading);
    this.recorded.set(reading, performance.now());
    for (const oldest of this.recorded.keys()) {
      if (this.recorded.size <= MOST_REMEMBERED) return;
      this.recorded.delete(oldest);
    }
  }
}

/** One event as a rule: `profile.read` when genotypes were shown, else `case.read`; more only for more than 1,000 ids. */
export function readingsOf(actor: Pick<Actor, 'via'>, { cases = [], profiles = [], check }: Shown): readonly Act[] {
  const [type, name, ids] =
    profiles.length > 0 ? (['profile.read', 'profiles', profiles] as const) : (['case.read', 'cases', cases] as const);
  const listed = [...new Set(ids)].sort();
  const acts: Act[] = [];
  for (let start = 0; start < listed.length; start += IDS_AT_MOST) {
    acts.push({
      type,
      ...(cases.length === 1 ? { case: cases[0] as string } : {}),
      facts: {
        [name]: listed.slice(start, start + IDS_AT_MOST),
        ...(check === undefined ? {} : { check }),
        ...(actor.via === 'key' ? { via: 'key' } : {}),
      },
    });
  }
  return acts;
}
