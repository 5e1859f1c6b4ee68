import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { QualityRulesView } from './rules.dto.ts';

export interface RulesRow {
  readonly version: number;
  readonly settings: string;
  readonly reason: string;
  readonly accountId: string;
  readonly salt: string;
  readonly auditEventId: string;
}

const VIEW = `
SELECT r.version, r.settings::json AS settings, r.reason, a.name AS by, to_json(r.made_at) #>> '{}' AS "madeAt"
  FROM quality_rules r JOIN account a ON a.id = r.account_id`;

@Injectable()
export class RulesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Newest first. */
  list(): Promise<QualityRulesView[]> {
    return this.database.query(`${VIEW} ORDER BY r.version DESC LIMIT 200`);
  }

  async find(version: number): Promise<QualityRulesView | undefined> {
    const [found]: QualityRulesView[] = await this.database.query(`${VIEW} WHERE r.version = $1`, [version]);
    return found;
  }

  async newest(tx = this.database.manager): Promise<QualityRulesView | undefined> {
    const [found]: QualityRulesView[] = await tx.query(`${VIEW} ORDER BY r.version DESC LIMIT 1`);
    return found;
  }

  async insert(tx: EntityManager, row: RulesRow): Promise<void> {
    await tx.query(
      `INSERT INTO quality_rules (version, settings, reason, account_id, salt, audit_event_id) VALUES ($1, $2, $3, $4, $5, $6)`,
      [row.version, row.settings, row.reason, row.accountId, row.salt, row.auditEventId],
    );
  }
}
