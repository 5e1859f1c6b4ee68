import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager, In } from 'typeorm';
import type { SearchProgressView, SearchSummary } from './searches.dto.ts';
import { Search, SearchEnded, SearchReceipt } from './searches.entity.ts';

/** A search with what is shown of it in lists, without the state of its job. */
export type ListedSearch = Omit<SearchSummary, 'about' | 'state'> & {
  readonly outcome: SearchReceipt['outcome'] | null;
  readonly inputs: string;
};

const LISTED = `
SELECT s.id, s.case_id AS "caseId", s.question AS sought, s.standing, to_json(s.asked_at) #>> '{}' AS "askedAt",
       a.name AS "askedBy", to_json(e.ended_at) #>> '{}' AS "endedAt", s.inputs,
       (SELECT r.outcome FROM search_receipt r WHERE r.search_id = s.id ORDER BY r.finished_at DESC LIMIT 1) AS outcome,
       (SELECT count(DISTINCT c.profile_id)::int FROM search_candidate c WHERE c.search_id = s.id) AS candidates
  FROM search s JOIN account a ON a.id = s.asked_by LEFT JOIN search_ended e ON e.search_id = s.id`;

@Injectable()
export class SearchesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async insertSearch(tx: EntityManager, row: Omit<Search, 'askedAt'>): Promise<void> {
    await tx.insert(Search, row);
  }

  async insertEnded(tx: EntityManager, row: Omit<SearchEnded, 'endedAt'>): Promise<void> {
    await tx.insert(SearchEnded, row);
  }

  async insertReceipt(tx: EntityManager, row: Omit<SearchReceipt, 'finishedAt'>): Promise<void> {
    await tx.insert(SearchReceipt, row);
  }

  find(id: string): Promise<Search | null> {
    return this.database.manager.findOneBy(Search, { id });
  }

  async listed(id: string): Promise<ListedSearch | undefined> {
    const [found]: ListedSearch[] = await this.database.query(`${LISTED} WHERE s.id = $1`, [id]);
    return found;
  }

  /** The newest first. */
  ofCase(caseId: string): Promise<ListedSearch[]> {
    return this.database.query(`${LISTED} WHERE s.case_id = $1 ORDER BY s.id DESC LIMIT 500`, [caseId]);
  }

  /** Whether the search has been compared with the registry. */
  answered(searchId: string): Promise<boolean> {
    return this.database.manager.existsBy(SearchReceipt, { searchId });
  }

  /** The receipts of a search and of the rounds that found candidates for it, newest first. */
  async receipts(searchId: string): Promise<SearchReceipt[]> {
    const rounds: { id: string }[] = await this.database.query(
      `SELECT id FROM search_receipt r WHERE r.search_id = $1
          OR r.id IN (SELECT receipt_id FROM search_candidate WHERE search_id = $1)
        ORDER BY finished_at DESC LIMIT 200`,
      [searchId],
    );
    const found = await this.database.manager.findBy(SearchReceipt, rounds.length === 0 ? { id: searchId } : rounds);
    const place = new Map(rounds.map(({ id }, index) => [id, index]));
    return found.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  }

  /** What comparisons of all standing searches left behind, newest first. */
  rounds(): Promise<SearchReceipt[]> {
    return this.database.manager.find(SearchReceipt, {
      where: { kind: In(['standing', 'all']) },
      order: { finishedAt: 'DESC' },
      take: 200,
    });
  }

  async setProgress(searchId: string, { phase, done, total }: Omit<SearchProgressView, 'state'>): Promise<void> {
    await this.database.query(
      `INSERT INTO search_progress (search_id, phase, done, total) VALUES ($1, $2, $3, $4)
       ON CONFLICT (search_id) DO UPDATE SET phase = $2, done = $3, total = $4`,
      [searchId, phase, done, total],
    );
  }

  async progress(searchId: string): Promise<Omit<SearchProgressView, 'state'> | undefined> {
    const [found]: Omit<SearchProgressView, 'state'>[] = await this.database.query(
      'SELECT phase, done::float8 AS done, total::float8 AS total FROM search_progress WHERE search_id = $1',
      [searchId],
    );
    return found;
  }
}
