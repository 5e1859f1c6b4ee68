import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { EliminationKind, EliminationView } from './elimination.dto.ts';

export interface EliminationRow {
  readonly profileId: string;
  readonly kind: EliminationKind;
  readonly accountId: string;
  readonly salt: string;
  readonly auditEventId: string;
}

export interface UnmarkedRow {
  readonly markEvent: string;
  readonly reason: string;
  readonly accountId: string;
  readonly salt: string;
  readonly auditEventId: string;
}

/** Marks `e` that were not taken back. */
export const STANDING_MARK = 'NOT EXISTS (SELECT FROM elimination_unmarked u WHERE u.mark_event = e.audit_event_id)';

@Injectable()
export class EliminationStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  list(laboratoryId: string): Promise<EliminationView[]> {
    return this.database.query(
      `SELECT e.profile_id AS "profileId", p.sample, e.kind, to_json(e.marked_at) #>> '{}' AS "markedAt", a.name AS by
         FROM elimination_profile e JOIN profile p ON p.id = e.profile_id JOIN account a ON a.id = e.account_id
        WHERE p.laboratory_id = $1 AND ${STANDING_MARK} ORDER BY p.sample, e.marked_at LIMIT 5000`,
      [laboratoryId],
    );
  }

  /** One marks or unmarks a profile at a time; the others wait until `tx` ends. */
  async lock(tx: EntityManager, profileId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('mark of ' || $1, 0))`, [profileId]);
  }

  /** The event of the profile's mark, while it stands. Requires the lock for the answer to stay true. */
  async standing(tx: EntityManager, profileId: string): Promise<string | undefined> {
    const [found]: { event: string }[] = await tx.query(
      `SELECT e.audit_event_id AS event FROM elimination_profile e WHERE e.profile_id = $1 AND ${STANDING_MARK}`,
      [profileId],
    );
    return found?.event;
  }

  /** Those of these profiles of whose sample any version is marked. */
  async among(profileIds: readonly string[]): Promise<readonly string[]> {
    const found: { id: string }[] = await this.database.query(
      `SELECT DISTINCT p.id FROM profile p
         JOIN profile v ON v.laboratory_id = p.laboratory_id AND v.sample = p.sample
         JOIN elimination_profile e ON e.profile_id = v.id
        WHERE p.id = ANY ($1::uuid[]) AND ${STANDING_MARK}`,
      [profileIds],
    );
    return found.map(({ id }) => id);
  }

  async insertUnmarked(tx: EntityManager, row: UnmarkedRow): Promise<void> {
    await tx.query(
      'INSERT INTO elimination_unmarked (mark_event, reason, account_id, salt, audit_event_id) VALUES ($1, $2, $3, $4, $5)',
      [row.markEvent, row.reason, row.accountId, row.salt, row.auditEventId],
    );
  }

  async insert(tx: EntityManager, row: EliminationRow): Promise<void> {
    await tx.query(
      'INSERT INTO elimination_profile (profile_id, kind, account_id, salt, audit_event_id) VALUES ($1, $2, $3, $4, $5)',
      [row.profileId, row.kind, row.accountId, row.salt, row.auditEventId],
    );
  }
}
