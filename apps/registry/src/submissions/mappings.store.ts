import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { MappingView } from './mappings.dto.ts';

export interface MappingRow {
  readonly id: string;
  readonly laboratoryId: string;
  readonly name: string;
  readonly mapping: string | null;
  readonly accountId: string;
  readonly salt: string;
  readonly auditEventId: string;
}

/** The newest row of each name; one without a mapping has taken the name away. */
const STANDING = `
SELECT * FROM (
  SELECT DISTINCT ON (m.name) m.id, m.name, m.mapping::json AS mapping, to_json(m.saved_at) #>> '{}' AS "savedAt", a.name AS by
    FROM column_mapping m JOIN account a ON a.id = m.account_id
   WHERE m.laboratory_id = $1 ORDER BY m.name, m.saved_at DESC, m.id DESC) newest
 WHERE mapping IS NOT NULL`;

@Injectable()
export class MappingsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  list(laboratoryId: string): Promise<MappingView[]> {
    return this.database.query(`${STANDING} ORDER BY name LIMIT 200`, [laboratoryId]);
  }

  async named(laboratoryId: string, name: string): Promise<MappingView | undefined> {
    const [found]: MappingView[] = await this.database.query(`${STANDING} AND name = $2`, [laboratoryId, name]);
    return found;
  }

  /** One that stood at some time, by its id. */
  async find(id: string): Promise<unknown> {
    const [found]: { mapping: unknown }[] = await this.database.query(
      'SELECT mapping::json AS mapping FROM column_mapping WHERE id = $1',
      [id],
    );
    return found?.mapping;
  }

  async insert(tx: EntityManager, row: MappingRow): Promise<void> {
    await tx.query(
      `INSERT INTO column_mapping (id, laboratory_id, name, mapping, account_id, salt, audit_event_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [row.id, row.laboratoryId, row.name, row.mapping, row.accountId, row.salt, row.auditEventId],
    );
  }
}
