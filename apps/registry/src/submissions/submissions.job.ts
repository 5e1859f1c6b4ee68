import { type CollectedSamples, ProfileError } from '@kinledger/profile';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { type Attempt, FencedOff, JobsService } from '../jobs/jobs.service.ts';
import { recordRow } from '../record.ts';
import { counts, Intake, type Terms } from './intake.ts';
import { MappingsService } from './mappings.service.ts';
import { sizeOf, UploadReading } from './reading.ts';
import { RulesService } from './rules.service.ts';
import { SUBMISSION_JOB } from './submissions.service.ts';
import { troubleOf, WORKER_LOST } from './trouble.ts';
import { Seen } from './twins.ts';
import { type OpenUpload, UploadEnded, UploadsStore } from './uploads.store.ts';

/** So often without a step forward; one time less than JobsService tries, so that the file ends here, with its code. */
const MOST_ATTEMPTS = 5;

/**
 * Works off large files in chunks. A chunk, its events and how far the reading has come commit together, so whoever takes
 * the job over goes on behind the last chunk; whoever was taken over can store nothing more.
 */
@Injectable()
export class SubmissionsJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly uploads: UploadsStore,
    private readonly intake: Intake,
    private readonly reading: UploadReading,
    private readonly rules: RulesService,
    private readonly mappings: MappingsService,
    private readonly database: DataSource,
  ) {}

  onModuleInit(): void {
    // One at a time: whoever waits for the answer to a check does not wait for somebody's million profiles.
    this.jobs.register(SUBMISSION_JOB, (submissionId, attempt) => this.run(submissionId, attempt), 1);
  }

  private async run(submissionId: string, attempt: Attempt): Promise<void> {
    await this.endLost(submissionId);
    const upload = await this.uploads.find(submissionId);
    if (upload === undefined || upload.state === 'ended') return;
    try {
      await this.work(upload, attempt);
      await this.end(upload, attempt, null);
    } catch (error) {
      if (error instanceof UploadEnded) return;
      const code = error instanceof ProfileError ? error.code : await this.codeOfLast(upload, attempt, error);
      if (code === undefined) throw error;
      await this.end(upload, attempt, code);
    }
  }

  /** Undefined when the job is to be tried again: what is at fault is not the file, and may pass. */
  private async codeOfLast(begun: OpenUpload, attempt: Attempt, error: unknown): Promise<string | undefined> {
    if (error instanceof FencedOff || attempt.attempts < MOST_ATTEMPTS) return undefined;
    const now = await this.uploads.find(begun.submissionId);
    return now === undefined || now.taken > begun.taken ? undefined : troubleOf(error);
  }

  /** Files whose jobs were given up because every process that took them was lost: nobody else says that they have ended. */
  private async endLost(except: string): Promise<void> {
    for (const submissionId of await this.uploads.lost()) {
      const upload = submissionId === except ? undefined : await this.uploads.find(submissionId);
      if (upload !== undefined) await this.database.transaction((tx) => this.record(tx, upload, WORKER_LOST));
    }
  }

  /** Throws ProfileError before anything is stored when the file as a whole cannot be read. */
  private async work(upload: OpenUpload, attempt: Attempt): Promise<void> {
    const { submissionId, laboratoryId, reason } = upload;
    const category = upload.category ?? undefined;
    const rules = await this.rules.version(upload.rulesVersion);
    const mapping = await this.mappings.version(upload.mappingId);
    const source = this.uploads.source(submissionId, upload.pieces);
    const { survey, chunks } = await this.reading.survey(source, rules, mapping);
    await this.uploads.begin(submissionId, survey);
    let { taken } = upload;
    const reading = chunks(taken);
    for (let next = reading.next(); ; ) {
      const { value: chunk, done } = await next;
      if (done) return;
      // Read ahead while PostgreSQL stores; a failure of it is met at the next turn.
      next = reading.next();
      next.catch(() => {});
      // What came in earlier chunks is found where it is stored.
      const terms: Terms = { laboratoryId, reason: reason ?? undefined, rules, category, seen: new Seen() };
      await this.store({ ...upload, taken }, attempt, chunk, terms);
      taken += sizeOf(chunk);
    }
  }

  private store(upload: OpenUpload, attempt: Attempt, chunk: CollectedSamples, terms: Terms): Promise<void> {
    const { submissionId, laboratoryId, accountId } = upload;
    return this.database.transaction(async (tx) => {
      await this.jobs.goOn(tx, attempt);
      await this.intake.lock(tx, laboratoryId, chunk);
      const fates = await this.intake.decide(tx, chunk, terms);
      await this.uploads.advance(tx, upload, sizeOf(chunk), counts(fates));
      await this.intake.keep(tx, submitterOf(upload), { laboratoryId, accountId, submissionId }, fates, upload.taken);
    });
  }

  private end(upload: OpenUpload, attempt: Attempt, errorCode: string | null): Promise<void> {
    return this.database.transaction(async (tx) => {
      await this.jobs.finish(tx, attempt);
      await this.record(tx, upload, errorCode);
    });
  }

  private async record(tx: EntityManager, upload: OpenUpload, errorCode: string | null): Promise<void> {
    const { submissionId } = upload;
    const done = await this.uploads.end(tx, submissionId);
    if (done === undefined) return;
    const outcome = errorCode === null ? 'done' : 'failed';
    const values = { submissionId, outcome, ...done, errorCode, accountId: null };
    const type = errorCode === null ? 'submission.finished' : 'submission.failed';
    const act = { type, facts: { ...done, ...(errorCode === null ? {} : { code: errorCode }) } };
    const row = await recordRow(tx, submitterOf(upload), act, 'submission_outcome', [submissionId, values]);
    await this.uploads.insertOutcome(tx, { ...row, outcome });
  }
}

/** Who handed the file in: what is done with it is that account's doing. */
function submitterOf({ accountId, laboratoryId }: OpenUpload): Actor {
  return { accountId, name: '', role: 'laboratory', laboratoryId, via: 'session' };
}
