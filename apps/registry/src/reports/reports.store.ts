import { evidenceOf, parseCheckpoint, parseProof } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { sqlOf, writeRecord } from '../record.ts';
import type { Language } from './report-blocks.ts';
import type { FoundBySearch } from './report-content.ts';

/** A report as it was issued. */
export interface IssuedVersion {
  readonly version: number;
  readonly digest: string;
  readonly eventId: string;
}

/** What a report needs to know of the signatures beside what their view shows. */
export interface SignatureFacts {
  /** Of the first, then of the second. */
  readonly events: readonly string[];
  readonly code: string;
}

/** A confirmation found by its code. */
export interface FoundNotice {
  readonly confirmedAt: Date;
  readonly eventId: string;
  readonly withdrawnAt: Date | null;
}

/** What the report takes from the receipt of a search. */
interface StoredReceipt {
  readonly registry?: { readonly size: number };
  readonly compared?: number;
  readonly found?: number;
  readonly expectedByChance?: { readonly value: string };
}

@Injectable()
export class ReportsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Requires both signatures. */
  async signatures(confirmationId: string): Promise<SignatureFacts> {
    const rows: { event: string; code: string }[] = await this.database.query(
      `SELECT audit_event_id AS event, notice_code(salt) AS code FROM confirmation_signature
        WHERE confirmation_id = $1 ORDER BY place`,
      [confirmationId],
    );
    return { events: rows.map(({ event }) => event), code: rows.at(-1)?.code ?? '' };
  }

  /** Size and root of the first checkpoint that covers the event and was cosigned so; undefined while there is none. */
  async checkpoint(
    eventId: string,
    cosigned: number,
    among: readonly string[],
  ): Promise<{ readonly size: number; readonly root: string } | undefined> {
    const files = await evidenceOf(sqlOf(this.database), [eventId], { cosigned, among });
    const proof = [...(files ?? [])].find(([path]) => path.startsWith('events/'))?.[1];
    if (proof === undefined) return undefined;
    const { size, root } = parseCheckpoint(parseProof(new TextDecoder().decode(proof)).checkpoint);
    return { size, root: Buffer.from(root).toString('base64') };
  }

  /** The versions of a report that were issued in a language, the first one first. */
  versions(confirmationId: string, language: Language): Promise<IssuedVersion[]> {
    return this.database.query(
      `SELECT version, digest, audit_event_id AS "eventId" FROM report
        WHERE confirmation_id = $1 AND language = $2 ORDER BY version`,
      [confirmationId, language],
    );
  }

  /** Returns the event that tells of it. */
  issue(tx: EntityManager, actor: Actor, { confirmationId, caseId, ...report }: ReportToIssue): Promise<string> {
    const { language, version } = report;
    const act = {
      type: 'report.issued',
      case: caseId,
      facts: { confirmation: confirmationId, language, version },
    };
    const row = { confirmationId, ...report, accountId: actor.accountId };
    return writeRecord(tx, actor, act, ['report', confirmationId, row]);
  }

  /** The search whose candidate led to this check; of several, the first that found the person. */
  async foundBySearch(checkId: string): Promise<FoundBySearch | null> {
    const [found]: { search: string; rank: number; finishedAt: string; receipt: StoredReceipt }[] =
      await this.database.query(
        `SELECT c.search_id AS search, c.rank, to_json(r.finished_at) #>> '{}' AS "finishedAt", r.receipt::json AS receipt
           FROM candidate_disposition d JOIN search_candidate c ON c.id = d.candidate_id
           JOIN search_receipt r ON r.id = c.receipt_id
          WHERE d.check_id = $1 ORDER BY c.found_at, c.id LIMIT 1`,
        [checkId],
      );
    if (found === undefined) return null;
    const { receipt, ...rest } = found;
    const { registry, compared = 0, found: candidates = 0, expectedByChance } = receipt;
    return {
      ...rest,
      size: registry?.size ?? 0,
      compared,
      candidates,
      expectedByChance: expectedByChance?.value ?? null,
    };
  }

  async byCode(code: string): Promise<FoundNotice | undefined> {
    const [found]: FoundNotice[] = await this.database.query(
      `SELECT s.signed_at AS "confirmedAt", s.audit_event_id AS "eventId", w.withdrawn_at AS "withdrawnAt"
         FROM confirmation_signature s LEFT JOIN withdrawal w ON w.confirmation_id = s.confirmation_id
        WHERE s.place = 2 AND notice_code(s.salt) = $1`,
      [code],
    );
    return found;
  }
}

export interface ReportToIssue {
  readonly confirmationId: string;
  readonly caseId: string;
  readonly language: Language;
  readonly version: number;
  readonly digest: string;
}
