import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { ConfirmationsQuery } from './confirmations.dto.ts';
import { Withdrawal } from './confirmations.entity.ts';

/** A confirmation with what its page and its list show. Signers come by name, for people; events hold ids only. */
export interface ConfirmationRecord {
  readonly id: string;
  readonly checkId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly caseOwner: string;
  readonly question: 'one-parent' | 'known-parent' | 'both-parents';
  readonly content: string;
  readonly contentHash: string;
  readonly signatures: readonly SignatureRecord[];
  readonly withdrawal: WithdrawalRecord | null;
}

export interface SignatureRecord {
  readonly place: 1 | 2;
  readonly accountId: string;
  readonly name: string;
  readonly role: string;
  readonly at: string;
  readonly eventId: string;
}

interface WithdrawalRecord {
  readonly accountId: string;
  readonly name: string;
  readonly reason: string;
  readonly at: string;
  readonly eventId: string;
}

/** Ids are in the order of time (UUIDv7). */
const PAGE = 100;

const RECORD = `
SELECT c.id, c.check_id AS "checkId", k.case_id AS "caseId", f.number AS "caseNumber", f.opened_by AS "caseOwner",
       k.question, c.content, c.content_hash AS "contentHash",
       (SELECT json_agg(json_build_object('place', s.place, 'accountId', s.account_id, 'name', a.name, 'role', s.role,
                 'at', s.signed_at, 'eventId', s.audit_event_id) ORDER BY s.place)
          FROM confirmation_signature s JOIN account a ON a.id = s.account_id
         WHERE s.confirmation_id = c.id) AS signatures,
       (SELECT json_build_object('accountId', w.account_id, 'name', a.name, 'reason', w.reason,
                 'at', w.withdrawn_at, 'eventId', w.audit_event_id)
          FROM withdrawal w JOIN account a ON a.id = w.account_id WHERE w.confirmation_id = c.id) AS withdrawal
  FROM confirmation c
  JOIN kinship_check k ON k.id = c.check_id
  JOIN case_file f ON f.id = k.case_id`;

@Injectable()
export class ConfirmationsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async insertWithdrawal(tx: EntityManager, row: Omit<Withdrawal, 'withdrawnAt'>): Promise<void> {
    await tx.insert(Withdrawal, row);
  }

  /** Of the cases of `caseOwner`, or all when it is undefined; the newest first, one page. */
  async list(caseOwner: string | undefined, query: ConfirmationsQuery): Promise<ConfirmationRecord[]> {
    const signed = '(SELECT count(*) FROM confirmation_signature s WHERE s.confirmation_id = c.id)';
    const where = `WHERE ($1::uuid IS NULL OR f.opened_by = $1) AND ($2::uuid IS NULL OR c.id < $2)
      AND ($3::uuid IS NULL OR c.check_id = $3) AND ($4::boolean IS NULL OR (${signed} < 2) = $4)
      ORDER BY c.id DESC LIMIT ${PAGE}`;
    const { before, check, waiting } = query;
    const only = waiting === undefined ? null : waiting === 'yes';
    return this.database.query(`${RECORD} ${where}`, [caseOwner ?? null, before ?? null, check ?? null, only]);
  }

  async find(id: string): Promise<ConfirmationRecord | undefined> {
    const rows = (await this.database.query(`${RECORD} WHERE c.id = $1`, [id])) as ConfirmationRecord[];
    return rows[0];
  }
}
