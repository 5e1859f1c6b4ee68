import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Category } from '../submissions/categories.ts';
import { AUTOSOMAL, TOLERATED, VERDICT_ON } from '../submissions/rules.ts';

/** So many standing profiles that the rules cannot tell apart. */
export interface AlikeProfiles {
  readonly categories: readonly Category[];
  readonly loci: number;
  /** Statuses of loci that were left out instead of refusing the sample. */
  readonly statuses: readonly string[];
  /** What was told of them when they came. */
  readonly codes: readonly string[];
  readonly profiles: number;
}

/** A person is a sample: its category is what any case, and the file it came in, says. */
const ALIKE = `
WITH looked AS MATERIALIZED (
    SELECT p.id, p.laboratory_id, p.sample, p.submission_id, p.genotypes, p.statuses FROM profile p
     WHERE p.genotypes <> '{}' AND NOT EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id)
     ORDER BY p.id DESC LIMIT $1),
  stated AS (
    SELECT v.laboratory_id, v.sample, c.category FROM case_person c JOIN profile v ON v.id = c.profile_id
     WHERE c.category <> 'erased'
    UNION SELECT l.laboratory_id, l.sample, s.category FROM looked l JOIN submission s ON s.id = l.submission_id
     WHERE s.category IS NOT NULL),
  categories AS (
    SELECT laboratory_id, sample, array_agg(category ORDER BY category) AS list FROM stated GROUP BY 1, 2),
  told AS (
    SELECT r.profile_id, array_agg(DISTINCT problem ->> 'code' ORDER BY problem ->> 'code') AS codes
      FROM submission_row r CROSS JOIN json_array_elements(r.problems) problem
     WHERE r.submission_id IN (SELECT submission_id FROM looked) AND r.status IN ('accepted', 'new-version')
       AND problem ->> 'code' = ANY ($4::text[])
     GROUP BY 1)
SELECT coalesce(c.list, '{}') AS categories, t.codes, l.loci, l.statuses, count(*)::int AS profiles
  FROM (SELECT id, laboratory_id, sample,
               (SELECT count(*)::int FROM json_object_keys(genotypes::json) locus WHERE locus = ANY ($2::text[])) AS loci,
               ARRAY(SELECT DISTINCT value FROM json_each_text(statuses::json) WHERE value = ANY ($3::text[]) ORDER BY 1) AS statuses
          FROM looked) l
  LEFT JOIN categories c USING (laboratory_id, sample)
  LEFT JOIN told t ON t.profile_id = l.id
 GROUP BY 1, 2, 3, 4`;

@Injectable()
export class RulesEffectStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The newest of the standing profiles, as many as `most`, in groups. */
  async alike(most: number): Promise<readonly AlikeProfiles[]> {
    const found: (Omit<AlikeProfiles, 'codes'> & { codes: readonly string[] | null })[] = await this.database.query(
      ALIKE,
      [most, [...AUTOSOMAL], TOLERATED, Object.keys(VERDICT_ON)],
    );
    return found.map(({ codes, ...group }) => ({ ...group, codes: codes ?? [] }));
  }
}
