import { canonicalJson } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { newSalt, recordAll, rowOf } from '../record.ts';
import type { FoundCandidate } from './registry-search.ts';
import type { CandidateDoubts } from './search-belief.ts';
import type { CandidateView, DispositionView } from './searches.dto.ts';
import { CandidateDisposition, SearchCandidate } from './searches.entity.ts';

/** A profile that reached the threshold, as it is to be kept. Numbers that are hashed are whole, or texts. */
export interface NewCandidate {
  readonly profileId: string;
  readonly log10: string;
  readonly facts: CandidateFacts;
}

export interface CandidateFacts extends Partial<CandidateDoubts> {
  readonly loci: number;
  readonly inconsistentLoci: number;
}

export function newCandidate({ profileId, log10, loci, inconsistentLoci, doubts }: FoundCandidate): NewCandidate {
  return { profileId, log10: String(log10), facts: { loci, inconsistentLoci, ...doubts } };
}

/** A candidate with what is shown of it, before its facts are read. */
export type ListedCandidate = Omit<CandidateView, keyof CandidateFacts | 'log10' | 'dispositions'> & {
  readonly log10: string;
  readonly facts: string;
  readonly dispositions: DispositionView[] | null;
};

const PAGE = 200;

const LISTED = `
SELECT c.id, c.search_id AS "searchId", c.receipt_id AS "receiptId", c.rank, c.profile_id AS "profileId", p.sample,
       json_build_object('id', l.id, 'name', l.name) AS laboratory, c.log10, c.facts,
       EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id) AS superseded, to_json(c.found_at) #>> '{}' AS "foundAt",
       (SELECT json_agg(json_build_object('disposition', d.disposition, 'reason', d.reason, 'by', a.name,
                                          'at', d.disposed_at, 'checkId', d.check_id) ORDER BY d.id DESC)
          FROM candidate_disposition d JOIN account a ON a.id = d.account_id WHERE d.candidate_id = c.id) AS dispositions
  FROM search_candidate c JOIN profile p ON p.id = c.profile_id JOIN laboratory l ON l.id = p.laboratory_id`;

@Injectable()
export class CandidatesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Keeps candidates of one comparison in their order, each with an event of its own. */
  async add(
    tx: EntityManager,
    { id: searchId, caseId }: { readonly id: string; readonly caseId: string },
    receiptId: string,
    found: readonly NewCandidate[],
  ): Promise<void> {
    const rows = found.map(({ profileId, log10, facts }, place) => {
      return {
        id: newId(),
        receiptId,
        searchId,
        rank: place + 1,
        profileId,
        log10,
        facts: canonicalJson(facts),
        salt: newSalt(),
      };
    });
    const acts = rows.map((row) => {
      return {
        type: 'candidate.found',
        case: caseId,
        row: rowOf('search_candidate', row.id, row),
        facts: { search: searchId, receipt: receiptId },
      };
    });
    const events = await recordAll(tx, null, acts);
    const recorded = rows.map((row, place) => ({ ...row, auditEventId: events[place]! }));
    for (let start = 0; start < recorded.length; start += 1_000) {
      await tx.insert(SearchCandidate, recorded.slice(start, start + 1_000));
    }
  }

  async insertDisposition(tx: EntityManager, row: Omit<CandidateDisposition, 'disposedAt'>): Promise<void> {
    await tx.insert(CandidateDisposition, row);
  }

  async find(id: string): Promise<ListedCandidate | undefined> {
    const [found]: ListedCandidate[] = await this.database.query(`${LISTED} WHERE c.id = $1`, [id]);
    return found;
  }

  /** Those of a search, newest comparison first, by rank; a page of them. */
  ofSearch(searchId: string, page: number): Promise<ListedCandidate[]> {
    return this.database.query(
      `${LISTED} WHERE c.search_id = $1 ORDER BY c.found_at DESC, c.receipt_id, c.rank LIMIT ${PAGE} OFFSET $2`,
      [searchId, page * PAGE],
    );
  }
}
