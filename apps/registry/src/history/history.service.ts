import {
  type AuditEvent,
  eventProof,
  findEvent,
  latestCheckpoint,
  listEvents,
  readTile,
  type StoredEvent,
  sealedSize,
} from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import { absent, Problem } from '../problem.ts';
import { sqlOf } from '../record.ts';
import type { EventSummary, EventsQuery, EventView, LogView } from './history.dto.ts';
import { LogKey } from './log-key.ts';

/** The log as auditors read it. It changes nothing. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly database: DataSource,
    private readonly key: LogKey,
    private readonly config: Config,
  ) {}

  private get quorum(): number {
    return this.config.logPolicy?.quorum ?? 0;
  }

  async log(): Promise<LogView> {
    const sql = sqlOf(this.database);
    return {
      origin: this.config.logOrigin,
      verifierKey: this.key.signer.verifierKey,
      size: await sealedSize(sql),
      checkpoint: (await latestCheckpoint(sql)) ?? null,
    };
  }

  async events(query: EventsQuery): Promise<EventSummary[]> {
    return (await listEvents(sqlOf(this.database), { ...query })).map(summary);
  }

  async event(eventId: string): Promise<EventView> {
    const sql = sqlOf(this.database);
    const found = await findEvent(sql, eventId);
    if (found === undefined) throw absent('event');
    return { eventId, leafIndex: found.leafIndex, event: found.text, proof: (await eventProof(sql, eventId)) ?? null };
  }

  /**
   * A file of the log folder (C2SP tlog-tiles): `checkpoint` or `tile/...`. With a policy, nobody is shown a checkpoint
   * that a quorum of witnesses has not seen: what is shown then verifies under that policy.
   */
  async file(path: string): Promise<Buffer> {
    const sql = sqlOf(this.database);
    const bytes = path === 'checkpoint' ? await latestCheckpoint(sql, this.quorum) : await readTile(sql, path);
    if (bytes !== undefined) return Buffer.from(bytes);
    throw new Problem(404, 'not-in-log', 'The log has no such file (yet).');
  }
}

function summary(stored: StoredEvent): EventSummary {
  const event = JSON.parse(stored.text) as AuditEvent;
  return {
    eventId: stored.eventId,
    leafIndex: stored.leafIndex ?? -1,
    at: event.at,
    type: event.type,
    actor: event.actor,
    role: event.role,
    case: event.case ?? null,
    row: event.row ?? null,
  };
}
