import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { ErasedCount, ErasureView, Subject } from './erasure.dto.ts';

/** An order as it was entered. */
export interface ErasureRow {
  readonly id: string;
  readonly subject: Subject;
  readonly personId: string | null;
  readonly profileId: string | null;
  readonly caseId: string | null;
  readonly orderReference: string;
  readonly requestedBy: string;
  readonly role: string;
  readonly salt: string;
  readonly auditEventId: string;
}

export interface ApprovalRow {
  readonly erasureId: string;
  readonly requestedBy: string;
  readonly requestedAs: string;
  readonly approvedBy: string;
  readonly role: string;
  readonly salt: string;
  readonly auditEventId: string;
}

/** A row that is to become a tombstone: known by its event, with the salt and the digest of what takes its place. */
export interface PlannedRow {
  readonly tableName: string;
  readonly rowEvent: string;
  readonly tombstoneSalt: string;
  readonly tombstoneDigest: string;
}

export interface ErasedRow extends PlannedRow {
  readonly id: string;
  readonly erasureId: string;
  readonly salt: string;
  readonly auditEventId: string;
}

/** What the service knows of an erasure before it is shown. */
export interface ErasureRecord extends Omit<ErasureView, 'concerns'> {
  readonly requesterId: string;
}

/** Ids are in the order of time (UUIDv7). */
const PAGE = 100;

const RECORD = `
SELECT e.id, e.subject, coalesce(e.person_id, e.profile_id, e.case_id) AS "subjectId", e.order_reference AS "orderReference",
       e.requested_by AS "requesterId", r.name AS "requestedBy", e.role AS "requestedAs",
       to_json(e.requested_at) #>> '{}' AS "requestedAt", e.audit_event_id AS "eventId",
       CASE WHEN a.erasure_id IS NOT NULL THEN json_build_object(
         'by', b.name, 'role', a.role, 'at', a.approved_at, 'eventId', a.audit_event_id) END AS approval
  FROM erasure e JOIN account r ON r.id = e.requested_by
  LEFT JOIN erasure_approval a ON a.erasure_id = e.id LEFT JOIN account b ON b.id = a.approved_by`;

@Injectable()
export class ErasureStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async insert(tx: EntityManager, row: ErasureRow): Promise<void> {
    await tx.query(
      `INSERT INTO erasure (id, subject, person_id, profile_id, case_id, order_reference, requested_by, role, salt, audit_event_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        row.id,
        row.subject,
        row.personId,
        row.profileId,
        row.caseId,
        row.orderReference,
        row.requestedBy,
        row.role,
        row.salt,
        row.auditEventId,
      ],
    );
  }

  async insertApproval(tx: EntityManager, row: ApprovalRow): Promise<void> {
    await tx.query(
      `INSERT INTO erasure_approval (erasure_id, requested_by, requested_as, approved_by, role, salt, audit_event_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [row.erasureId, row.requestedBy, row.requestedAs, row.approvedBy, row.role, row.salt, row.auditEventId],
    );
  }

  /** The rows it concerns that are not erased yet. Once it is approved, nothing is added to their tables before `tx` ends. */
  plan(tx: EntityManager, id: string): Promise<PlannedRow[]> {
    return tx.query(
      `SELECT table_name AS "tableName", row_event AS "rowEvent", tombstone_salt AS "tombstoneSalt",
              tombstone_digest AS "tombstoneDigest" FROM erasure_plan($1)`,
      [id],
    );
  }

  async insertRows(tx: EntityManager, rows: readonly ErasedRow[]): Promise<void> {
    await tx.query(
      `INSERT INTO erased_row (id, erasure_id, table_name, row_event, tombstone_salt, tombstone_digest, salt, audit_event_id)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[])`,
      [
        rows.map(({ id }) => id),
        rows.map(({ erasureId }) => erasureId),
        rows.map(({ tableName }) => tableName),
        rows.map(({ rowEvent }) => rowEvent),
        rows.map(({ tombstoneSalt }) => tombstoneSalt),
        rows.map(({ tombstoneDigest }) => tombstoneDigest),
        rows.map(({ salt }) => salt),
        rows.map(({ auditEventId }) => auditEventId),
      ],
    );
  }

  /** Overwrites the rows that were announced. Requires `insertRows` in the same transaction. */
  async erase(tx: EntityManager, id: string): Promise<void> {
    await tx.query('SELECT erase($1)', [id]);
  }

  /** Newest first: those that `requesterId` has asked for, or all. */
  list(requesterId: string | undefined): Promise<ErasureRecord[]> {
    const where = `${RECORD} WHERE $1::uuid IS NULL OR e.requested_by = $1 ORDER BY e.id DESC LIMIT ${PAGE}`;
    return this.database.query(where, [requesterId ?? null]);
  }

  async find(id: string): Promise<ErasureRecord | undefined> {
    const [found]: ErasureRecord[] = await this.database.query(`${RECORD} WHERE e.id = $1`, [id]);
    return found;
  }

  /** The case a person belongs to, and whose it is; undefined when there is no such person. */
  async personCase(id: string): Promise<string | undefined> {
    const [found]: { caseId: string }[] = await this.database.query(
      'SELECT case_id AS "caseId" FROM case_person WHERE id = $1',
      [id],
    );
    return found?.caseId;
  }

  /** What was overwritten, or, before the approval, what would be. */
  concerns(id: string): Promise<ErasedCount[]> {
    return this.database.query(
      `SELECT table_name AS "table", count(*)::int AS rows FROM (
         SELECT table_name FROM erased_row WHERE erasure_id = $1
         UNION ALL SELECT table_name FROM erasure_plan($1)
          WHERE NOT EXISTS (SELECT FROM erasure_approval WHERE erasure_id = $1)) concerned
       GROUP BY table_name ORDER BY table_name`,
      [id],
    );
  }
}
