import {
  type AuditEvent,
  drawFromLog,
  findDrawing,
  findEvent,
  SAMPLE_ANNOUNCED,
  SAMPLE_DRAWN,
  sampleCommitment,
} from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, Problem } from '../problem.ts';
import { record, sqlOf } from '../record.ts';
import type { AnnounceSample, SampleView } from './history.dto.ts';
import { TouchedStore } from './touched.store.ts';

interface Announcement {
  readonly leafIndex: number | null;
  readonly size: number;
  readonly commitment: string;
}

/**
 * Random samples of confirmations that nobody chose: neither the auditor, who commits to a nonce before the log's root is
 * known, nor we, who fix the root before the nonce is. `kinledger sample` draws each again from a copy of the log.
 */
@Injectable()
export class SamplesService {
  constructor(
    private readonly database: DataSource,
    private readonly store: TouchedStore,
    private readonly idempotency: Idempotency,
  ) {}

  /** Announces a sample with the digest of the auditor's nonce. The announcement is the event itself. */
  async announce(actor: Actor, { size, commitment }: AnnounceSample, key: string | undefined): Promise<SampleView> {
    const request = { announceSample: commitment, size };
    const id = await this.idempotency.once({ actor, key, request }, (tx) =>
      record(tx, actor, { type: SAMPLE_ANNOUNCED, facts: { commitment, size } }),
    );
    return this.view(id);
  }

  /** Opens the nonce and draws. A second time it is the same sample, and nothing new is recorded. */
  async draw(actor: Actor, id: string, nonce: string): Promise<SampleView> {
    const sql = sqlOf(this.database);
    const { size, commitment } = await this.announced(id);
    if (sampleCommitment(nonce) !== commitment) {
      throw new Problem(422, 'other-nonce', 'This is not the nonce that the announcement committed to.');
    }
    const sample = await drawFromLog(sql, id, nonce, size);
    if (sample === undefined) {
      const detail = 'The announcement is not sealed in the log yet; try again shortly.';
      throw new Problem(409, 'not-sealed', detail, { retryAfter: 1 });
    }
    if ((await findDrawing(sql, id)) === undefined) {
      const leaves = sample.drawn.map(({ leafIndex }) => leafIndex);
      const facts = { announcement: id, nonce, seed: sample.seed, leaves };
      await record(this.database.manager, actor, { type: SAMPLE_DRAWN, facts });
    }
    return this.view(id);
  }

  async view(id: string): Promise<SampleView> {
    const sql = sqlOf(this.database);
    const { leafIndex, size, commitment } = await this.announced(id);
    const drawing = await findDrawing(sql, id);
    const nonce = drawing === undefined ? null : String((JSON.parse(drawing.text) as AuditEvent).facts?.nonce);
    const sample = nonce === null ? undefined : await drawFromLog(sql, id, nonce, size);
    const confirmations = await this.store.confirmationsOf((sample?.drawn ?? []).map(({ eventId }) => eventId));
    const drawn = (sample?.drawn ?? []).map(({ leafIndex: leaf, eventId }) => {
      const confirmationId = confirmations.get(eventId) ?? '';
      return { confirmationId, leafIndex: leaf, evidence: `/api/confirmations/${confirmationId}/evidence` };
    });
    return { id, size, leafIndex, commitment, nonce, seed: sample?.seed ?? null, of: sample?.of ?? null, drawn };
  }

  private async announced(id: string): Promise<Announcement> {
    const found = await findEvent(sqlOf(this.database), id);
    const { type, facts } = found === undefined ? {} : (JSON.parse(found.text) as Partial<AuditEvent>);
    if (found === undefined || type !== SAMPLE_ANNOUNCED) throw absent('sample');
    return { leafIndex: found.leafIndex, size: Number(facts?.size), commitment: String(facts?.commitment) };
  }
}
