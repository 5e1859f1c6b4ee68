import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { SearchInputs } from './search-inputs.ts';

/** A standing search that has not been ended. */
export interface StandingSearch {
  readonly id: string;
  readonly caseId: string;
}

/** Statements and profiles of a round; more waits for the next one. */
const MOST_CHANGES = 100;
const MOST_PROFILES = 2_000;

@Injectable()
export class StandingStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Whether anything waits to be put to the standing searches. */
  async waits(): Promise<boolean> {
    const found: unknown[] = await this.database.query(
      'SELECT FROM registry_change WHERE to_compare AND NOT compared LIMIT 1',
    );
    return found.length > 0;
  }

  /** Takes what waits until `tx` ends, past what others are taking at this moment. */
  async take(
    tx: EntityManager,
  ): Promise<{ readonly changes: readonly string[]; readonly profileIds: readonly string[] }> {
    const rows: { id: string; profileIds: string[] }[] = await tx.query(
      `SELECT id, profile_ids AS "profileIds" FROM registry_change WHERE to_compare AND NOT compared
        ORDER BY id LIMIT ${MOST_CHANGES} FOR UPDATE SKIP LOCKED`,
    );
    let profiles = 0;
    const taken = rows.filter(({ profileIds }, place) => {
      profiles += profileIds.length;
      return place === 0 || profiles <= MOST_PROFILES;
    });
    return {
      changes: taken.map(({ id }) => id),
      profileIds: [...new Set(taken.flatMap(({ profileIds }) => profileIds))].sort(),
    };
  }

  async markCompared(tx: EntityManager, changes: readonly string[]): Promise<void> {
    await tx.query('UPDATE registry_change SET compared = true WHERE id = ANY($1::bigint[])', [changes]);
  }

  /** In the order of their ids. */
  standing(): Promise<StandingSearch[]> {
    return this.database.query(
      `SELECT s.id, s.case_id AS "caseId" FROM search s
        WHERE s.standing AND NOT EXISTS (SELECT FROM search_ended e WHERE e.search_id = s.id) ORDER BY s.id`,
    );
  }

  async inputs(
    searchIds: readonly string[],
  ): Promise<readonly { readonly id: string; readonly inputs: SearchInputs }[]> {
    return this.database.query('SELECT id, inputs::json AS inputs FROM search WHERE id = ANY($1::uuid[])', [searchIds]);
  }

  /** Those of these pairs that are candidates already. */
  async known(
    pairs: readonly { readonly searchId: string; readonly profileId: string }[],
  ): Promise<ReadonlySet<string>> {
    const found: { pair: string }[] = await this.database.query(
      `SELECT DISTINCT c.search_id || ' ' || c.profile_id AS pair FROM search_candidate c
         JOIN unnest($1::uuid[], $2::uuid[]) AS asked (search_id, profile_id) USING (search_id, profile_id)`,
      [pairs.map(({ searchId }) => searchId), pairs.map(({ profileId }) => profileId)],
    );
    return new Set(found.map(({ pair }) => pair));
  }

  /** What every follower of the registry has seen long since goes. */
  async prune(): Promise<void> {
    await this.database.query(
      `DELETE FROM registry_change WHERE (compared OR NOT to_compare) AND at < now() - interval '1 day'`,
    );
  }
}
