import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { MatchRulesView } from './match-rules.dto.ts';

export interface MatchRulesRow {
  readonly version: number;
  readonly settings: string;
  readonly digest: string;
  readonly reason: string;
  readonly accountId: string;
  readonly salt: string;
  readonly auditEventId: string;
}

const VIEW = `
SELECT r.version, r.digest, r.settings::json AS settings, r.reason, a.name AS by, to_json(r.made_at) #>> '{}' AS "madeAt"
  FROM match_rules r JOIN account a ON a.id = r.account_id`;

@Injectable()
export class MatchRulesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Newest first. */
  list(): Promise<MatchRulesView[]> {
    return this.database.query(`${VIEW} ORDER BY r.version DESC LIMIT 200`);
  }

  async find(version: number): Promise<MatchRulesView | undefined> {
    const [found]: MatchRulesView[] = await this.database.query(`${VIEW} WHERE r.version = $1`, [version]);
    return found;
  }

  async newest(tx = this.database.manager): Promise<MatchRulesView | undefined> {
    const [found]: MatchRulesView[] = await tx.query(`${VIEW} ORDER BY r.version DESC LIMIT 1`);
    return found;
  }

  async insert(tx: EntityManager, row: MatchRulesRow): Promise<void> {
    await tx.query(
      `INSERT INTO match_rules (version, settings, digest, reason, account_id, salt, audit_event_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [row.version, row.settings, row.digest, row.reason, row.accountId, row.salt, row.auditEventId],
    );
  }
}
