import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';

/** One try at a job. `fence` grows with every claim: whoever holds an older one can finish nothing. */
export interface Attempt {
  readonly jobId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly fence: string;
  readonly attempts: number;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed';

/** How far a job has come. `interrupted`: its last attempt ended without its effect, and no other one is at work. */
export interface JobProgress {
  readonly state: JobState;
  readonly interrupted: boolean;
  readonly attempts: number;
  /** Why the last attempt failed, when it said so. */
  readonly errorCode: string | null;
}

/** How long a claim holds without a sign of life. */
const LOCK = `interval '15 seconds'`;

/** PostgreSQL's channel on which a committed job announces itself. */
export const CHANNEL = 'kinledger_job';

const DUE = `((state = 'queued' AND run_after <= now()) OR (state = 'running' AND locked_until < now()))`;

const CLAIMED = `RETURNING id AS "jobId", kind, subject_id AS "subjectId", fence, attempts`;

@Injectable()
export class JobsStore {
  constructor(private readonly database: DataSource) {}

  /** The announcement is delivered when the transaction commits, and not at all when it does not. */
  async insert(tx: EntityManager, kind: string, subjectId: string): Promise<string> {
    const id = newId();
    await tx.query('INSERT INTO job (id, kind, subject_id) VALUES ($1, $2, $3)', [id, kind, subjectId]);
    await tx.query('SELECT pg_notify($1, $2)', [CHANNEL, id]);
    return id;
  }

  /** Takes the longest waiting due job of these kinds, past those that others are taking at this moment. */
  claimNext(kinds: readonly string[]): Promise<Attempt | undefined> {
    const next = `SELECT id FROM job WHERE kind = ANY($1) AND ${DUE} ORDER BY run_after LIMIT 1 FOR UPDATE SKIP LOCKED`;
    return this.claim(`id = (${next})`, [[...kinds]]);
  }

  /** Takes this job, if it is due, of these kinds, and nobody has it. */
  claimOne(id: string, kinds: readonly string[]): Promise<Attempt | undefined> {
    const one = `SELECT id FROM job WHERE id = $1 AND kind = ANY($2) AND ${DUE} FOR UPDATE SKIP LOCKED`;
    return this.claim(`id = (${one})`, [id, [...kinds]]);
  }

  /** Ids of due jobs of these kinds, for a queue that distributes them. */
  async due(kinds: readonly string[], limit: number): Promise<readonly string[]> {
    const rows: { id: string }[] = await this.database.query(
      `SELECT id FROM job WHERE kind = ANY($1) AND ${DUE} ORDER BY run_after LIMIT $2`,
      [[...kinds], limit],
    );
    return rows.map(({ id }) => id);
  }

  /** False when a later attempt has taken the job over. */
  async finish(tx: EntityManager, { jobId, fence }: Attempt): Promise<boolean> {
    const set = `state = 'done', finished_at = now(), locked_until = NULL, last_error_code = NULL`;
    return this.change(tx, set, [jobId, fence]);
  }

  /** A part of the work is done; false when a later attempt has taken the job over. */
  goOn(tx: EntityManager, { jobId, fence }: Attempt): Promise<boolean> {
    return this.change(tx, `attempts = 1, locked_until = now() + ${LOCK}`, [jobId, fence]);
  }

  /** Sign of life; false when a later attempt has taken the job over. */
  extend({ jobId, fence }: Attempt): Promise<boolean> {
    return this.change(this.database.manager, `locked_until = now() + ${LOCK}`, [jobId, fence]);
  }

  retryLater({ jobId, fence }: Attempt, seconds: number, code: string): Promise<boolean> {
    const set = `state = 'queued', run_after = now() + make_interval(secs => $3), locked_until = NULL, last_error_code = $4`;
    return this.change(this.database.manager, set, [jobId, fence, seconds, code]);
  }

  giveUp({ jobId, fence }: Attempt, code: string): Promise<boolean> {
    const set = `state = 'failed', finished_at = now(), locked_until = NULL, last_error_code = $3`;
    return this.change(this.database.manager, set, [jobId, fence, code]);
  }

  /** Attempts that ended without a word (a killed process), when no further one is allowed: failed for good. */
  async giveUpLost(mostAttempts: number, code: string): Promise<void> {
    await this.changed(
      this.database.manager,
      `UPDATE job SET state = 'failed', finished_at = now(), locked_until = NULL, last_error_code = $2
        WHERE state = 'running' AND locked_until < now() AND attempts >= $1`,
      [mostAttempts, code],
    );
  }

  async stateOf(kind: string, subjectId: string): Promise<JobState | undefined> {
    const rows = (await this.database.query('SELECT state FROM job WHERE kind = $1 AND subject_id = $2', [
      kind,
      subjectId,
    ])) as { state: JobState }[];
    return rows[0]?.state;
  }

  /** The jobs of these subjects, by subject. */
  async progressOf(kind: string, subjectIds: readonly string[]): Promise<ReadonlyMap<string, JobProgress>> {
    const rows: (JobProgress & { readonly subject: string })[] = await this.database.query(
      `SELECT subject_id AS subject, state, attempts, last_error_code AS "errorCode",
              CASE state WHEN 'queued' THEN attempts > 0 WHEN 'running' THEN locked_until < now() ELSE false END AS interrupted
         FROM job WHERE kind = $1 AND subject_id = ANY($2)`,
      [kind, [...subjectIds]],
    );
    return new Map(rows.map(({ subject, ...progress }) => [subject, progress]));
  }

  /** Makes a job that was given up, or waits after a failure, due at once, with all attempts before it. */
  async again(tx: EntityManager, kind: string, subjectId: string): Promise<boolean> {
    const found = await this.changed<{ id: string }>(
      tx,
      `UPDATE job SET state = 'queued', attempts = 0, run_after = now(), locked_until = NULL, finished_at = NULL
        WHERE kind = $1 AND subject_id = $2
          AND (state = 'failed' OR (state = 'queued' AND attempts > 0) OR (state = 'running' AND locked_until < now()))
        RETURNING id`,
      [kind, subjectId],
    );
    for (const { id } of found) await tx.query('SELECT pg_notify($1, $2)', [CHANNEL, id]);
    return found.length > 0;
  }

  private async claim(where: string, parameters: unknown[]): Promise<Attempt | undefined> {
    const set = `state = 'running', attempts = attempts + 1, fence = fence + 1, locked_until = now() + ${LOCK}`;
    const rows = await this.changed<Attempt>(
      this.database.manager,
      `UPDATE job SET ${set} WHERE ${where} ${CLAIMED}`,
      parameters,
    );
    return rows[0];
  }

  private async change(tx: EntityManager, set: string, parameters: unknown[]): Promise<boolean> {
    const where = `id = $1 AND fence = $2 AND state = 'running'`;
    return (await this.changed(tx, `UPDATE job SET ${set} WHERE ${where} RETURNING id`, parameters)).length === 1;
  }

  /** TypeORM answers an UPDATE with `[rows, count]`. */
  private async changed<T>(tx: EntityManager, statement: string, parameters: unknown[]): Promise<readonly T[]> {
    const [rows] = (await tx.query(statement, parameters)) as [T[], number];
    return rows;
  }
}
