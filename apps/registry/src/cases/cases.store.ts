import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { CaseSummary } from './cases.dto.ts';
import { CaseFile, CasePerson } from './cases.entity.ts';

@Injectable()
export class CasesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** `K-000001`, from a sequence: numbers are never used twice, gaps are possible. */
  async nextNumber(tx: EntityManager): Promise<string> {
    const [row] = (await tx.query(`SELECT nextval('case_number') AS number`)) as { number: string }[];
    return `K-${String(row?.number).padStart(6, '0')}`;
  }

  async insertCase(tx: EntityManager, row: Omit<CaseFile, 'openedAt'>): Promise<void> {
    await tx.insert(CaseFile, row);
  }

  async insertPerson(tx: EntityManager, row: Omit<CasePerson, 'addedAt'>, key: Uint8Array): Promise<void> {
    await tx.insert(CasePerson, row);
    await tx.query('INSERT INTO person_key (person_id, key) VALUES ($1, $2)', [row.id, key]);
  }

  /** Keys of those of the persons who have not been erased. */
  async personKeys(tx: EntityManager, personIds: readonly string[]): Promise<readonly Uint8Array[]> {
    const rows: { key: Uint8Array }[] = await tx.query(
      'SELECT key FROM person_key WHERE person_id = ANY($1::uuid[]) ORDER BY person_id',
      [personIds],
    );
    return rows.map(({ key }) => key);
  }

  /** Cases opened by `openedBy`, or all when it is undefined; newest first. */
  async list(openedBy: string | undefined): Promise<CaseSummary[]> {
    return (await this.database.query(
      `SELECT c.id, c.number, c.report, c.opened_at AS "openedAt",
              (SELECT count(*)::int FROM case_person p WHERE p.case_id = c.id) AS persons
         FROM case_file c
        WHERE $1::uuid IS NULL OR c.opened_by = $1
        ORDER BY c.opened_at DESC, c.number DESC LIMIT 500`,
      [openedBy ?? null],
    )) as CaseSummary[];
  }

  find(id: string): Promise<CaseFile | null> {
    return this.database.manager.findOneBy(CaseFile, { id });
  }

  /** The sign-in name of an account, for people to read. */
  async nameOf(accountId: string): Promise<string> {
    const rows = (await this.database.query('SELECT name FROM account WHERE id = $1', [accountId])) as {
      name: string;
    }[];
    return rows[0]?.name ?? accountId;
  }

  persons(caseId: string): Promise<CasePerson[]> {
    return this.database.manager.find(CasePerson, { where: { caseId }, order: { addedAt: 'ASC', id: 'ASC' } });
  }
}
