import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { StatedFamilyView } from './families.dto.ts';

export interface FamilyRow {
  readonly id: string;
  readonly submissionId: string;
  readonly place: number;
  readonly kind: StatedFamilyView['kind'];
  /** Canonical JSON: persons by their profiles, never by name. */
  readonly persons: string;
  readonly salt: string;
  readonly auditEventId: string;
}

/** The names are those of the profiles: whoever is erased there has none here. */
const VIEW = `
SELECT f.id, f.submission_id AS "submissionId", f.kind,
       (SELECT json_agg(json_build_object(
                 'profileId', newest.id, 'sample', newest.sample, 'sex', person ->> 'sex', 'parents', person -> 'parents',
                 'twinOf', (person ->> 'twinOf')::int) ORDER BY at)
          FROM json_array_elements(f.persons::json) WITH ORDINALITY AS listed (person, at)
          LEFT JOIN profile p ON p.id = (person ->> 'profile')::uuid
          LEFT JOIN LATERAL (
            SELECT v.id, v.sample FROM profile v WHERE v.laboratory_id = p.laboratory_id AND v.sample = p.sample
             ORDER BY v.version DESC LIMIT 1) newest ON true) AS persons
  FROM stated_family f`;

@Injectable()
export class FamiliesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  ofSubmission(submissionId: string): Promise<StatedFamilyView[]> {
    return this.database.query(`${VIEW} WHERE f.submission_id = $1 ORDER BY f.place`, [submissionId]);
  }

  /** Those that hold at least two of the samples of these profiles, in whatever versions. */
  among(profileIds: readonly string[]): Promise<StatedFamilyView[]> {
    return this.database.query(
      `WITH versions AS (
         SELECT v.id::text AS id, v.laboratory_id, v.sample FROM profile p
           JOIN profile v ON v.laboratory_id = p.laboratory_id AND v.sample = p.sample WHERE p.id = ANY ($1::uuid[]))
       ${VIEW} WHERE 2 <= (
         SELECT count(DISTINCT (v.laboratory_id, v.sample)) FROM json_array_elements(f.persons::json) person
           JOIN versions v ON v.id = person ->> 'profile')
        ORDER BY f.stated_at DESC, f.place LIMIT 100`,
      [profileIds],
    );
  }

  async insert(tx: EntityManager, row: FamilyRow): Promise<void> {
    await tx.query(
      `INSERT INTO stated_family (id, submission_id, place, kind, persons, salt, audit_event_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [row.id, row.submissionId, row.place, row.kind, row.persons, row.salt, row.auditEventId],
    );
  }
}
