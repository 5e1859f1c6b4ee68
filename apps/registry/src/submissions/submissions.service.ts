import { sha256Hex } from '@kinledger/audit';
import { readUploadInSteps, type Upload } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent } from '../problem.ts';
import { recordAll, recordRow } from '../record.ts';
import { decideFates, type Fate, type NewVersion } from './fate.ts';
import { eachPatiently, stepPatiently } from './patiently.ts';
import { actOf, ownOnly } from './profiles.service.ts';
import { type Origin, ProfilesStore } from './profiles.store.ts';
import type { ReceivedFile } from './receive.ts';
import type { PreviewView, SubmissionSummary, SubmissionView } from './submissions.dto.ts';
import { SubmissionsStore } from './submissions.store.ts';

/** A file that was read, and who hands it in for which laboratory. */
interface Delivery {
  readonly actor: Actor;
  readonly laboratoryId: string;
  readonly file: ReceivedFile;
  readonly upload: Upload;
  readonly sha256: string;
}

@Injectable()
export class SubmissionsService {
  constructor(
    private readonly store: SubmissionsStore,
    private readonly profiles: ProfilesStore,
    private readonly idempotency: Idempotency,
  ) {}

  /**
   * Stores every readable sample of the file and tells the fate of each. All of it, and its event, commit together.
   * Throws ProfileError when the file as a whole cannot be read; then nothing is stored.
   */
  async submit(actor: Actor, file: ReceivedFile, key: string | undefined): Promise<SubmissionView> {
    const laboratoryId = ownOnly(actor);
    if (laboratoryId === undefined) throw absent('laboratory');
    const delivery = {
      actor,
      laboratoryId,
      file,
      upload: await stepPatiently(readUploadInSteps(file.bytes)),
      sha256: sha256Hex(file.bytes),
    };
    const { fileName, reason } = file;
    const request = { submit: delivery.sha256, fileName, reason: reason ?? null };
    const id = await this.idempotency.once({ actor, key, request }, (tx) => this.keep(tx, delivery));
    return this.view(actor, id);
  }

  /** Tells what `submit` would do with the file now, and stores nothing. */
  async preview(actor: Actor, file: ReceivedFile): Promise<PreviewView> {
    const laboratoryId = ownOnly(actor);
    if (laboratoryId === undefined) throw absent('laboratory');
    const upload = await stepPatiently(readUploadInSteps(file.bytes));
    const samples = upload.samples.map(({ sample }) => sample);
    const fates = await decideFates(upload, await this.profiles.standingNow(laboratoryId, samples), file.reason);
    const rows = fates.map(({ row, sample, status, problems }) => ({ row, sample, status, problems: [...problems] }));
    return { fileName: file.fileName, format: upload.format, ...counts(fates), rows };
  }

  list(actor: Actor): Promise<SubmissionSummary[]> {
    return this.store.list(ownOnly(actor));
  }

  async view(actor: Actor, id: string): Promise<SubmissionView> {
    const summary = await this.store.find(ownOnly(actor), id);
    if (summary === undefined) throw absent('submission');
    return { ...summary, rows: await this.store.rows(id) };
  }

  private async keep(tx: EntityManager, delivery: Delivery): Promise<string> {
    const { actor, laboratoryId, file, upload } = delivery;
    await this.profiles.lockLaboratory(tx, laboratoryId);
    const samples = upload.samples.map(({ sample }) => sample);
    const fates = await decideFates(upload, await this.profiles.standing(tx, laboratoryId, samples), file.reason);
    const created = fates.flatMap((fate) => fate.created ?? []);
    const facts = {
      id: newId(),
      laboratoryId,
      accountId: actor.accountId,
      fileName: file.fileName,
      format: upload.format,
      sha256: delivery.sha256,
      reason: file.reason ?? null,
      ...counts(fates),
    };
    const act = { type: 'submission.accepted', facts: counts(fates) };
    await this.store.insertSubmission(tx, await recordRow(tx, actor, act, 'submission', [facts.id, facts]));
    await this.keepProfiles(tx, actor, { laboratoryId, accountId: actor.accountId, submissionId: facts.id }, created);
    await this.store.insertRows(tx, facts.id, fates);
    return facts.id;
  }

  /** Every version has an event of its own: what happens to one person's profile is found by that profile. */
  private async keepProfiles(
    tx: EntityManager,
    actor: Actor,
    origin: Origin,
    versions: readonly NewVersion[],
  ): Promise<void> {
    const acts = await eachPatiently(versions, (version) => actOf(origin, version));
    const events = await recordAll(tx, actor, acts);
    const recorded = versions.map((version, place) => ({ ...version, auditEventId: events[place]! }));
    await this.profiles.insert(tx, origin, recorded);
  }
}

/** A sample that became a new version counts as accepted. */
function counts(fates: readonly Fate[]): { accepted: number; refused: number; unchanged: number } {
  const having = (...statuses: Fate['status'][]) => fates.filter(({ status }) => statuses.includes(status)).length;
  return { accepted: having('accepted', 'new-version'), refused: having('refused'), unchanged: having('unchanged') };
}
