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

@Injectable()
export class EliminationStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  list(laboratoryId: string): Promise<EliminationView[]> {
    return this.database.query(
      `SELECT e.profile_id AS "profileId", p.sample, e.kind, to_json(e.marked_at) #>> '{}' AS "markedAt", a.name AS by
         FROM elimination_profile e JOIN profile p ON p.id = e.profile_id JOIN account a ON a.id = e.account_id
        WHERE p.laboratory_id = $1 ORDER BY p.sample, e.marked_at LIMIT 5000`,
      [laboratoryId],
    );
  }

  async insert(tx: EntityManager, row: EliminationRow): Promise<void> {
    await tx.query(
      'INSERT INTO elimination_profile (profile_id, kind, account_id, salt, audit_event_id) VALUES ($1, $2, $3, $4, $5)',
      [row.profileId, row.kind, row.accountId, row.salt, row.auditEventId],
    );
  }
}
