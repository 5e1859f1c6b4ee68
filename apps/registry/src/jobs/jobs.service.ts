import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Attempt, type JobProgress, type JobState, JobsStore } from './jobs.store.ts';

export type { Attempt, JobProgress, JobState } from './jobs.store.ts';

/** Does the work on one subject. It may be run more than once: its effect belongs into the transaction of `finish`. */
export type JobHandler = (subjectId: string, attempt: Attempt) => Promise<void>;

/** A later attempt has taken the job over; what this one did must not be committed. */
export class FencedOff extends Error {
  readonly code = 'fenced-off';
}

const MOST_ATTEMPTS = 6;
const SIGN_OF_LIFE_MS = 4_000;

/** Work that outlives the request. PostgreSQL holds it; whatever distributes the ids may lose them. */
@Injectable()
export class JobsService {
  private readonly logger = new Logger('jobs');
  private readonly handlers = new Map<string, JobHandler>();
  private readonly atOnce = new Map<string, number>();
  private readonly running = new Map<string, number>();

  constructor(
    private readonly database: DataSource,
    private readonly store: JobsStore,
  ) {}

  /** Says who does the work of this kind, and how much of it this process does at once. Called while modules start. */
  register(kind: string, handler: JobHandler, atOnce = Number.POSITIVE_INFINITY): void {
    this.handlers.set(kind, handler);
    this.atOnce.set(kind, atOnce);
  }

  /** Kinds of which this process can take more work: long work leaves room for short work. */
  get kinds(): readonly string[] {
    return [...this.handlers.keys()].filter((kind) => this.hasRoom(kind));
  }

  /** Asks for work in the transaction that makes it necessary. One job per kind and subject. */
  enqueue(tx: EntityManager, kind: string, subjectId: string): Promise<string> {
    return this.store.insert(tx, kind, subjectId);
  }

  /** Ends the job in the transaction of its effect. Throws FencedOff, and so undoes the effect, when it was taken over. */
  async finish(tx: EntityManager, attempt: Attempt): Promise<void> {
    if (!(await this.store.finish(tx, attempt))) throw new FencedOff();
  }

  /**
   * Says, in the transaction of a part of the effect, that the work goes on: attempts are counted from here again. Throws
   * FencedOff, and so undoes the part, when the job was taken over.
   */
  async goOn(tx: EntityManager, attempt: Attempt): Promise<void> {
    if (!(await this.store.goOn(tx, attempt))) throw new FencedOff();
  }

  /** Undefined when there never was such a job. */
  stateOf(kind: string, subjectId: string): Promise<JobState | undefined> {
    return this.store.stateOf(kind, subjectId);
  }

  /** How far the jobs of these subjects have come, by subject; without those that never were. */
  progressOf(kind: string, subjectIds: readonly string[]): Promise<ReadonlyMap<string, JobProgress>> {
    return this.store.progressOf(kind, subjectIds);
  }

  /** Has a job tried again that was given up or interrupted. False when there is none such: it is done, at work or waits. */
  again(tx: EntityManager, kind: string, subjectId: string): Promise<boolean> {
    return this.store.again(tx, kind, subjectId);
  }

  /** A job that kills its process again and again must not do so for ever. */
  async giveUpLost(): Promise<void> {
    await this.store.giveUpLost(MOST_ATTEMPTS, 'attempt-lost');
  }

  /** Runs a claimed attempt to its end. Never throws: what went wrong is tried again later, or given up with its code. */
  async run(attempt: Attempt): Promise<void> {
    if (!this.hasRoom(attempt.kind)) {
      // Claimed at the same moment as another one of its kind.
      await this.store.retryLater(attempt, 1, 'waits').catch(() => false);
      return;
    }
    this.running.set(attempt.kind, this.runningOf(attempt.kind) + 1);
    try {
      await this.work(attempt);
    } finally {
      this.running.set(attempt.kind, this.runningOf(attempt.kind) - 1);
    }
  }

  private hasRoom(kind: string): boolean {
    return this.runningOf(kind) < (this.atOnce.get(kind) ?? Number.POSITIVE_INFINITY);
  }

  private runningOf(kind: string): number {
    return this.running.get(kind) ?? 0;
  }

  private async work(attempt: Attempt): Promise<void> {
    const alive = setInterval(() => void this.store.extend(attempt).catch(() => false), SIGN_OF_LIFE_MS);
    try {
      const handler = this.handlers.get(attempt.kind);
      if (handler === undefined) throw new Error(`Nobody does jobs of kind ${attempt.kind}.`);
      await handler(attempt.subjectId, attempt);
      await this.store.finish(this.database.manager, attempt);
    } catch (error) {
      if (!(error instanceof FencedOff)) await this.failed(attempt, error);
    } finally {
      clearInterval(alive);
    }
  }

  private async failed(attempt: Attempt, error: unknown): Promise<void> {
    const code = codeOf(error);
    this.logger.error({
      message: 'job failed',
      jobId: attempt.jobId,
      kind: attempt.kind,
      code,
      attempt: attempt.attempts,
    });
    const end =
      attempt.attempts >= MOST_ATTEMPTS
        ? this.store.giveUp(attempt, code)
        : this.store.retryLater(attempt, 0.25 * 4 ** (attempt.attempts - 1), code);
    await end.catch(() => false); // the database is away: the claim expires by itself
  }
}

/** Codes and class names only: messages may quote values. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.constructor.name : typeof error;
}
