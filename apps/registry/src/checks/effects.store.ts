import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { MovedProfileView, MovedResultView } from './effects.dto.ts';
import type { MovedProfile } from './effects-kits.ts';

const PAGE = 200;
/** Rows written by one statement. */
const BATCH = 1_000;

export interface PastResult {
  readonly checkId: string;
  readonly inputs: string;
  readonly result: string;
}

export interface MovedResult {
  readonly checkId: string;
  readonly log10Before: string | null;
  readonly log10After: string | null;
  readonly verdictBefore: string;
  readonly verdictAfter: string | null;
  readonly errorCode: string | null;
}

export interface EffectRow {
  readonly versionId: string;
  readonly results: number;
  readonly moved: number;
  readonly otherVerdict: number;
  readonly largestShift: string;
  readonly engineVersion: string;
  readonly engineDigest: string;
}

export interface FoundEffect extends EffectRow {
  readonly computedAt: Date;
}

/** Which part of a check's inputs names the table. */
const NAMED = { frequencies: 'population', mutation: 'mutationTable' } as const;

/** The newest version of a sample's profile. */
export interface StandingProfile {
  readonly id: string;
  readonly genotypes: string;
  /** Every locus that was typed, with or without alleles in the profile. */
  readonly typed: readonly string[];
}

/** A page of profiles, which are smaller than results. */
const PROFILES = 1_000;

@Injectable()
export class EffectsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Results computed with any of these tables, after the check `after`, in the order of the checks. */
  past(kind: keyof typeof NAMED, digests: readonly string[], after: string): Promise<PastResult[]> {
    return this.database.query(
      `SELECT k.id AS "checkId", k.inputs, r.result FROM kinship_check k JOIN check_result r ON r.check_id = k.id
        WHERE r.outcome = 'done' AND r.result <> '{"erased":true}' AND k.id > $3
          AND k.inputs::jsonb #>> ARRAY[$1, 'digest'] = ANY($2)
        ORDER BY k.id LIMIT ${PAGE}`,
      [NAMED[kind], digests, after],
    );
  }

  /** Results that were erased in the meantime are passed over by the database. */
  async insertMoved(tx: EntityManager, versionId: string, moved: readonly MovedResult[]): Promise<void> {
    for (let start = 0; start < moved.length; start += BATCH) {
      await tx.query(
        `INSERT INTO reference_effect_row
           (version_id, check_id, log10_before, log10_after, verdict_before, verdict_after, error_code)
         SELECT $1, "checkId", "log10Before", "log10After", "verdictBefore", "verdictAfter", "errorCode"
           FROM json_to_recordset($2) AS moved ("checkId" uuid, "log10Before" text, "log10After" text,
                "verdictBefore" text, "verdictAfter" text, "errorCode" text)`,
        [versionId, JSON.stringify(moved.slice(start, start + BATCH))],
      );
    }
  }

  /** Profiles that stand, after the profile `after`, in the order of their ids. */
  profilesAfter(after: string): Promise<StandingProfile[]> {
    return this.database.query(
      `SELECT p.id, p.genotypes,
              ARRAY(SELECT jsonb_object_keys(p.statuses::jsonb || p.genotypes::jsonb)) AS typed
         FROM profile p
        WHERE p.id > $1 AND p.genotypes <> '{}' AND NOT EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id)
        ORDER BY p.id LIMIT ${PROFILES}`,
      [after],
    );
  }

  /** Profiles that were erased in the meantime are passed over by the database. */
  async insertMovedProfiles(tx: EntityManager, versionId: string, moved: readonly MovedProfile[]): Promise<void> {
    for (let start = 0; start < moved.length; start += BATCH) {
      await tx.query(
        `INSERT INTO reference_effect_profile (version_id, profile_id, flagged, cleared)
         SELECT $1, "profileId", flagged, cleared
           FROM json_to_recordset($2) AS moved ("profileId" uuid, flagged text[], cleared text[])`,
        [versionId, JSON.stringify(moved.slice(start, start + BATCH))],
      );
    }
  }

  async insertEffect(tx: EntityManager, row: EffectRow & { readonly salt: string; readonly auditEventId: string }) {
    const { versionId, results, moved, otherVerdict, largestShift, engineVersion, engineDigest } = row;
    await tx.query(
      `INSERT INTO reference_effect (version_id, results, moved, other_verdict, largest_shift, engine_version,
         engine_digest, salt, audit_event_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [versionId, results, moved, otherVerdict, largestShift, engineVersion, engineDigest, row.salt, row.auditEventId],
    );
  }

  /** Those of these versions that are compared, by version. */
  async effects(versionIds: readonly string[]): Promise<ReadonlyMap<string, FoundEffect>> {
    const found: FoundEffect[] = await this.database.query(
      `SELECT version_id AS "versionId", results, moved, other_verdict AS "otherVerdict",
              largest_shift AS "largestShift", engine_version AS "engineVersion", engine_digest AS "engineDigest",
              computed_at AS "computedAt"
         FROM reference_effect WHERE version_id = ANY($1)`,
      [[...versionIds]],
    );
    return new Map(found.map((each) => [each.versionId, each]));
  }

  /** A page of the results that a version would move: those with another verdict first, then by how far they move. */
  moved(versionId: string, page: number): Promise<MovedResultView[]> {
    return this.database.query(
      `SELECT m.check_id AS "checkId", k.case_id AS "caseId", f.number AS "caseNumber", c.id AS "confirmationId",
              m.log10_before AS "log10Before", m.log10_after AS "log10After", m.verdict_before AS "verdictBefore",
              m.verdict_after AS "verdictAfter", m.error_code AS error
         FROM reference_effect_row m JOIN kinship_check k ON k.id = m.check_id JOIN case_file f ON f.id = k.case_id
              LEFT JOIN confirmation c ON c.check_id = m.check_id
        WHERE m.version_id = $1
        ORDER BY m.verdict_after IS DISTINCT FROM m.verdict_before DESC,
                 abs(coalesce(m.log10_after, '0')::float8 - coalesce(m.log10_before, '0')::float8) DESC, m.check_id
        LIMIT ${PAGE} OFFSET $2`,
      [versionId, page * PAGE],
    );
  }

  /** A page of the profiles that a version of a kit says something else of: those newly warned of first. */
  movedProfiles(versionId: string, page: number): Promise<MovedProfileView[]> {
    return this.database.query(
      `SELECT m.profile_id AS "profileId", p.sample, l.name AS laboratory, m.flagged, m.cleared
         FROM reference_effect_profile m JOIN profile p ON p.id = m.profile_id JOIN laboratory l ON l.id = p.laboratory_id
        WHERE m.version_id = $1
        ORDER BY cardinality(m.flagged) DESC, p.sample, m.profile_id LIMIT ${PAGE} OFFSET $2`,
      [versionId, page * PAGE],
    );
  }
}
