import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { TouchedQuery, TouchedView } from './history.dto.ts';

/** Ids are in the order of time (UUIDv7). */
const PAGE = 100;

/** A criterion that is null holds for every confirmation. */
const TOUCHED = `
SELECT c.id, c.check_id AS "checkId", k.case_id AS "caseId", f.number AS "caseNumber", c.opened_at AS "openedAt",
       CASE WHEN w.confirmation_id IS NOT NULL THEN 'withdrawn' WHEN s.place IS NOT NULL THEN 'confirmed'
            ELSE 'awaiting-second-signature' END AS state,
       k.inputs::jsonb -> 'population' AS population,
       json_build_object('version', r.engine_version, 'digest', r.engine_digest) AS engine,
       l.leaf_index::int AS "leafIndex"
  FROM confirmation c
  JOIN kinship_check k ON k.id = c.check_id
  JOIN check_result r ON r.check_id = k.id
  JOIN case_file f ON f.id = k.case_id
  LEFT JOIN confirmation_signature s ON s.confirmation_id = c.id AND s.place = 2
  LEFT JOIN withdrawal w ON w.confirmation_id = c.id
  LEFT JOIN audit.leaf l ON l.event_id = s.audit_event_id
 WHERE ($1::text IS NULL OR $1 IN (k.inputs::jsonb #>> '{population,id}', k.inputs::jsonb #>> '{population,digest}'))
   AND ($2::text IS NULL OR $2 IN (r.engine_version, r.engine_digest))
   AND (($3::uuid IS NULL AND $4::text IS NULL) OR EXISTS (
     SELECT FROM profile p WHERE p.id::text IN (k.inputs::jsonb #>> '{child,profileId}',
         k.inputs::jsonb #>> '{parent,profileId}', k.inputs::jsonb #>> '{otherParent,profileId}')
       AND ($3::uuid IS NULL OR p.laboratory_id = $3) AND ($4::text IS NULL OR p.sample = $4)))
   AND ($5::uuid IS NULL OR k.asked_by = $5 OR w.account_id = $5
     OR EXISTS (SELECT FROM confirmation_signature g WHERE g.confirmation_id = c.id AND g.account_id = $5))
   AND ($6::uuid IS NULL OR c.id < $6)
 ORDER BY c.id DESC LIMIT ${PAGE}`;

@Injectable()
export class TouchedStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** A page of the confirmations that meet every criterion, the newest first. */
  async touched({ population, engine, laboratory, sample, account, before }: TouchedQuery): Promise<TouchedView[]> {
    const criteria = [population, engine, laboratory, sample, account, before].map((value) => value ?? null);
    const found: (TouchedView & { readonly openedAt: Date | string })[] = await this.database.query(TOUCHED, criteria);
    return found.map((each) => ({ ...each, openedAt: new Date(each.openedAt).toISOString() }));
  }

  /** The confirmation that each of these events, a second signature, made. */
  async confirmationsOf(eventIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found: { event: string; id: string }[] = await this.database.query(
      `SELECT audit_event_id AS event, confirmation_id AS id FROM confirmation_signature
        WHERE audit_event_id = ANY($1::uuid[]) AND place = 2`,
      [eventIds],
    );
    return new Map(found.map(({ event, id }) => [event, id]));
  }
}
