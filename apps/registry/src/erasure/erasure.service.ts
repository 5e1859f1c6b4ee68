import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { CasesService } from '../cases/cases.service.ts';
import { absent, Problem } from '../problem.ts';
import { newSalt, recordAll, recordPersonal, recordRow, rowOf } from '../record.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { breaks, isUniqueViolation } from '../violations.ts';
import type { ErasureView, RequestErasure } from './erasure.dto.ts';
import { type ErasureRecord, ErasureStore, type PlannedRow } from './erasure.store.ts';

/** Forgets by order: one person enters it, another of another role approves it, and then it happens, in one transaction. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly store: ErasureStore,
    private readonly cases: CasesService,
    private readonly profiles: ProfilesService,
    private readonly idempotency: Idempotency,
  ) {}

  /** Enters an order. Nothing is erased by it. A caseworker may do so for the own cases, an administrator for all. */
  async request(actor: Actor, asked: RequestErasure, key: string | undefined): Promise<ErasureView> {
    await this.assertSubject(actor, asked);
    const { subject, orderReference } = asked;
    const id = await this.idempotency.once({ actor, key, request: { erase: asked } }, async (tx) => {
      const values = {
        id: newId(),
        subject,
        personId: subject === 'person' ? asked.id : null,
        profileId: subject === 'sample' ? asked.id : null,
        caseId: subject === 'case' ? asked.id : null,
        orderReference,
        requestedBy: actor.accountId,
        role: actor.role,
      };
      const act = { type: 'erasure.requested', facts: { subject } };
      const row = await recordPersonal(tx, actor, act, ['erasure', values.id, values], { orderReference });
      await this.store.insert(tx, row);
      if ((await this.store.plan(tx, values.id)).length === 0) throw alreadyErased();
      return values.id;
    });
    return this.view(actor, id);
  }

  /** Approves an order: from here on nobody can read what it was about, and every erased row has its tombstone in the log. */
  async approve(actor: Actor, id: string, key: string | undefined): Promise<ErasureView> {
    const found = await this.found(actor, id);
    if (found.requesterId === actor.accountId || found.requestedAs === actor.role) throw needsTwo();
    await this.idempotency
      .once({ actor, key, request: { approveErasure: id } }, async (tx) => {
        const values = {
          erasureId: id,
          requestedBy: found.requesterId,
          requestedAs: found.requestedAs,
          approvedBy: actor.accountId,
          role: actor.role,
        };
        const act = { type: 'erasure.approved', facts: { erasure: id } };
        await this.store.insertApproval(tx, await recordRow(tx, actor, act, 'erasure_approval', [id, values]));
        await this.erase(tx, actor, id);
        return id;
      })
      .catch((error: unknown) => {
        if (breaks(error, 'erasure_needs_two')) throw needsTwo();
        if (!isUniqueViolation(error, 'erasure_approval')) throw error;
        throw alreadyErased();
      });
    return this.view(actor, id);
  }

  async list(actor: Actor): Promise<ErasureView[]> {
    const records = await this.store.list(actor.role === 'caseworker' ? actor.accountId : undefined);
    return Promise.all(records.map((each) => this.viewOf(each)));
  }

  async view(actor: Actor, id: string): Promise<ErasureView> {
    return this.viewOf(await this.found(actor, id));
  }

  /** Every row is announced in the log by the digest of its tombstone; PostgreSQL lets no other row take its place. */
  private async erase(tx: EntityManager, actor: Actor, erasureId: string): Promise<void> {
    const rows = (await this.store.plan(tx, erasureId)).map((planned) => announced(erasureId, planned));
    const events = await recordAll(
      tx,
      actor,
      rows.map((row) => ({
        type: 'row.erased',
        row: rowOf('erased_row', row.id, row),
        facts: { erasure: erasureId, table: row.tableName, event: row.rowEvent, digest: row.tombstoneDigest },
      })),
    );
    await this.store.insertRows(
      tx,
      rows.map((row, place) => ({ ...row, auditEventId: events[place]! })),
    );
    await this.store.erase(tx, erasureId);
  }

  private async assertSubject(actor: Actor, { subject, id }: RequestErasure): Promise<void> {
    const ownCasesOnly = actor.role === 'caseworker';
    if (subject === 'sample') {
      if (ownCasesOnly) throw absent('sample');
      await this.profiles.version(id);
      return;
    }
    const caseId = subject === 'case' ? id : await this.store.personCase(id);
    if (caseId === undefined) throw absent('person');
    await this.cases.readable(actor, caseId, subject);
  }

  private async found(actor: Actor, id: string): Promise<ErasureRecord> {
    const found = await this.store.find(id);
    if (found === undefined) throw absent('erasure');
    if (actor.role === 'caseworker' && found.requesterId !== actor.accountId) throw absent('erasure');
    return found;
  }

  private async viewOf({ requesterId: _, requestedAt, approval, ...record }: ErasureRecord): Promise<ErasureView> {
    return {
      ...record,
      requestedAt: new Date(requestedAt).toISOString(),
      approval: approval && { ...approval, at: new Date(approval.at).toISOString() },
      concerns: await this.store.concerns(record.id),
    };
  }
}

function announced(erasureId: string, planned: PlannedRow) {
  return { id: newId(), erasureId, ...planned, salt: newSalt() };
}

function needsTwo(): Problem {
  const detail = 'An erasure is approved by a second person of another role than the one who asked for it.';
  return new Problem(409, 'erasure-needs-two', detail);
}

function alreadyErased(): Problem {
  return new Problem(409, 'already-erased', 'This has been erased already; nothing of it is left.');
}
