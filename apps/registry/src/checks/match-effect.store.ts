import type { Question } from '@kinledger/kinship';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AUTOSOMAL } from '../submissions/rules.ts';
import type { ComparedPair } from './comparable.ts';

/** A check with the pairs that it compared. */
export interface AskedPairs {
  readonly question: Question;
  readonly pairs: readonly ComparedPair[];
}

/** Erased persons have no category any more, and are in no check that is looked at. */
const ASKED = `
WITH asked AS MATERIALIZED (
  SELECT id, question, inputs::jsonb AS inputs FROM kinship_check ORDER BY id DESC LIMIT $1)
SELECT a.question, json_agg(json_build_object('role', role, 'first', f.category, 'second', c.category, 'loci', (
         SELECT count(*)::int FROM json_object_keys(one.genotypes::json) x
           JOIN json_object_keys(other.genotypes::json) y ON x = y WHERE x = ANY ($2::text[])))) AS pairs
  FROM asked a CROSS JOIN (VALUES ('parent'), ('otherParent')) place (role)
  JOIN case_person f ON f.id = (a.inputs #>> ARRAY[role, 'personId'])::uuid AND f.category <> 'erased'
  JOIN case_person c ON c.id = (a.inputs #>> '{child,personId}')::uuid AND c.category <> 'erased'
  JOIN profile one ON one.id = (a.inputs #>> ARRAY[role, 'profileId'])::uuid
  JOIN profile other ON other.id = (a.inputs #>> '{child,profileId}')::uuid
 WHERE role = 'parent' OR a.question = 'both-parents'
 GROUP BY a.id, a.question`;

@Injectable()
export class MatchEffectStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The newest checks, as many as `most`. */
  asked(most: number): Promise<AskedPairs[]> {
    return this.database.query(ASKED, [most, [...AUTOSOMAL]]);
  }
}
