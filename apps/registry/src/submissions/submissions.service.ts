import type { CollectedSamples } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { JobsService } from '../jobs/jobs.service.ts';
import { absent, Problem } from '../problem.ts';
import { recordRow, writeRecord } from '../record.ts';
import { ArrivalsStore } from './arrivals.store.ts';
import { Families, tellingOf } from './families.ts';
import { counts, Intake, type Terms } from './intake.ts';
import { type ChosenMapping, MappingsService } from './mappings.service.ts';
import { ownOnly } from './profiles.service.ts';
import { type SurveyedFile, UploadReading } from './reading.ts';
import type { ReceivedFile } from './receive.ts';
import { RulesService } from './rules.service.ts';
import type { QualityRules } from './rules.ts';
import type { SubmissionRowsView, SubmissionSummary, SubmissionView } from './submissions.dto.ts';
import { SubmissionsStore } from './submissions.store.ts';
import { Turnstile } from './turnstile.ts';
import { Seen } from './twins.ts';
import { UploadsStore } from './uploads.store.ts';

export const SUBMISSION_JOB = 'submission';

/** A file above either is worked off in chunks after it was received. */
export const LARGE_BYTES = 4 * 1024 * 1024;
export const LARGE_SAMPLES = 2_000;

/** Rows of one answer. */
export const MOST_ROWS = 2_000;

/** Files that are read at once within the request. */
const AT_ONCE = 4;
const MOST_WAITING = 100;

/** A file with the id that its submission gets, where it has been shown by that id already. */
type HandedIn = ReceivedFile & { readonly id?: string };

/** A file that was received, and who hands it in for which laboratory. */
interface Delivery {
  readonly actor: Actor;
  readonly laboratoryId: string;
  readonly file: HandedIn;
  readonly rules: QualityRules;
  readonly mapping: ChosenMapping | undefined;
}

@Injectable()
export class SubmissionsService {
  private readonly turnstile = new Turnstile(AT_ONCE, MOST_WAITING);

  constructor(
    private readonly store: SubmissionsStore,
    private readonly uploads: UploadsStore,
    private readonly arrivals: ArrivalsStore,
    private readonly intake: Intake,
    private readonly reading: UploadReading,
    private readonly rules: RulesService,
    private readonly mappings: MappingsService,
    private readonly families: Families,
    private readonly jobs: JobsService,
    private readonly idempotency: Idempotency,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /**
   * Stores every readable sample of the file and tells the fate of each. All of it, and its event, commit together. A large
   * file is only received; the same is done with it in chunks. Throws ProfileError when the file as a whole cannot be read;
   * then nothing is stored.
   */
  async submit(actor: Actor, file: HandedIn, key: string | undefined): Promise<SubmissionView> {
    const delivery = await this.delivery(actor, file);
    const { fileName, reason, sha256 } = file;
    const request = {
      submit: sha256,
      fileName,
      reason: reason ?? null,
      mapping: delivery.mapping?.id ?? null,
      category: file.category ?? null,
    };
    const id = await this.turnstile.pass(async () => {
      const surveyed = file.size > LARGE_BYTES ? undefined : await this.survey(delivery);
      const small = surveyed !== undefined && surveyed.survey.samples <= LARGE_SAMPLES ? surveyed : undefined;
      return this.idempotency.once({ actor, key, request }, (tx) =>
        small === undefined ? this.keepLarge(tx, delivery) : this.keep(tx, delivery, small),
      );
    });
    return this.view(actor, id);
  }

  /** What is needed to read and to judge the file. */
  async delivery(actor: Actor, file: HandedIn): Promise<Delivery> {
    const laboratoryId = ownOnly(actor);
    if (laboratoryId === undefined) throw absent('laboratory');
    const mapping = await this.mappings.named(laboratoryId, file.mapping);
    return { actor, laboratoryId, file, rules: await this.rules.current(), mapping };
  }

  /** Newest first; before them what is coming in at this moment. */
  async list(actor: Actor): Promise<SubmissionSummary[]> {
    const own = ownOnly(actor);
    return [...(await this.arrivals.receiving(own)), ...(await this.store.list(own))];
  }

  async view(actor: Actor, id: string): Promise<SubmissionView> {
    return { ...(await this.summary(actor, id)), ...(await this.store.page(id, 0, MOST_ROWS)) };
  }

  /** The submission without its rows, when `actor` may see it. */
  async summary(actor: Actor, id: string): Promise<SubmissionSummary> {
    const own = ownOnly(actor);
    // At last once more: it may have become a submission while we looked whether it is still coming in.
    const summary =
      (await this.store.find(own, id)) ??
      (await this.arrivals.receiving(own, id))[0] ??
      (await this.store.find(own, id));
    if (summary === undefined) throw absent('submission');
    return summary;
  }

  async rows(actor: Actor, id: string, after: number): Promise<SubmissionRowsView> {
    await this.summary(actor, id);
    return this.store.page(id, after, MOST_ROWS);
  }

  /** Stops the reading of a large file. What was stored of it stands. */
  async cancel(actor: Actor, id: string): Promise<SubmissionView> {
    const { state } = await this.summary(actor, id);
    if (state === 'receiving') throw comingIn();
    await this.database.transaction(async (tx) => {
      const done = await this.uploads.end(tx, id);
      if (done === undefined) throw ended(state);
      const values = { submissionId: id, outcome: 'cancelled', ...done, errorCode: null, accountId: actor.accountId };
      const act = { type: 'submission.cancelled', facts: { ...done } };
      const row = await recordRow(tx, actor, act, 'submission_outcome', [id, values]);
      await this.uploads.insertOutcome(tx, { ...row, outcome: 'cancelled' });
    });
    return this.view(actor, id);
  }

  private survey({ file, rules, mapping }: Delivery): Promise<SurveyedFile> {
    return this.reading.survey(file.source, rules, mapping?.mapping);
  }

  private async keep(tx: EntityManager, delivery: Delivery, file: SurveyedFile): Promise<string> {
    const { actor, laboratoryId } = delivery;
    const { reason, category } = delivery.file;
    const terms: Terms = { laboratoryId, reason, rules: delivery.rules, category, seen: new Seen() };
    const samples = await together(file.chunks());
    await this.intake.lock(tx, laboratoryId, samples);
    const { families } = file.survey;
    const fates = tellingOf(families, await this.intake.decide(tx, samples, terms));
    const facts = { ...factsOf(delivery, file.survey.format), ...counts(fates) };
    const act = { type: 'submission.accepted', facts: { ...counts(fates), rules: facts.rulesVersion } };
    await writeRecord(tx, actor, act, ['submission', facts.id, withoutNulls(facts)]);
    await this.intake.keep(tx, actor, { laboratoryId, accountId: actor.accountId, submissionId: facts.id }, fates);
    await this.families.keep(tx, actor, facts.id, families, fates);
    return facts.id;
  }

  private async keepLarge(tx: EntityManager, delivery: Delivery): Promise<string> {
    const { actor, file } = delivery;
    const facts = factsOf(delivery, 'not-read-yet');
    const act = { type: 'submission.received', facts: { rules: facts.rulesVersion } };
    await writeRecord(tx, actor, act, ['submission', facts.id, withoutNulls(facts)]);
    await this.uploads.insert(tx, facts.id, file.source, file.size);
    await this.jobs.enqueue(tx, SUBMISSION_JOB, facts.id);
    return facts.id;
  }
}

async function together(chunks: AsyncIterable<CollectedSamples>): Promise<CollectedSamples> {
  const all = { samples: [], problems: [], skipped: [] } as {
    [K in keyof CollectedSamples]: CollectedSamples[K][number][];
  };
  for await (const { samples, problems, skipped } of chunks) {
    all.samples.push(...samples);
    all.problems.push(...problems);
    all.skipped.push(...skipped);
  }
  return all;
}

function factsOf({ actor, laboratoryId, file, rules, mapping }: Delivery, format: string) {
  return {
    id: file.id ?? newId(),
    laboratoryId,
    accountId: actor.accountId,
    fileName: file.fileName,
    format,
    sha256: file.sha256,
    reason: file.reason ?? null,
    rulesVersion: rules.version,
    mappingId: mapping?.id ?? null,
    category: file.category ?? null,
  };
}

/** As a record is written: columns without a value are left out. */
function withoutNulls(facts: Readonly<Record<string, string | number | null>>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function ended(state: string): Problem {
  const detail = 'This file has been worked off already, or given up; there is nothing left to cancel.';
  return new Problem(409, 'submission-ended', detail, { state });
}

function comingIn(): Problem {
  const detail = 'This file is still coming in, and nothing of it is stored: to give it up, stop sending it.';
  return new Problem(409, 'still-receiving', detail);
}
