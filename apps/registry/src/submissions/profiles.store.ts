import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { NewVersion, Standing } from './fate.ts';
import type { ErasedView, LaboratoryOfView, ProfileSummary, ProfileVersionView } from './submissions.dto.ts';

const BATCH = 1_000;

/** What belongs to every version that one act stores. */
export interface Origin {
  readonly laboratoryId: string;
  readonly accountId: string;
  readonly submissionId: string | null;
}

/** A version with the event that tells of it. */
export interface RecordedVersion extends NewVersion {
  readonly auditEventId: string;
}

/** One stored version with its laboratory, and whether it is the newest. */
export interface FoundProfile {
  readonly id: string;
  readonly sample: string;
  readonly version: number;
  readonly genotypes: string;
  readonly statuses: string;
  readonly digest: string;
  readonly laboratory: LaboratoryOfView;
  readonly current: boolean;
  /** By which order it was erased; null while it stands. */
  readonly erased: ErasedView | null;
}

/** In the order of their ids, so that nobody waits in a circle. */
const LOCK_OF = `pg_advisory_xact_lock(hashtextextended('profiles of ' || id, 0))`;
const NEWER = 'EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id)';
const LABORATORY = `json_build_object('id', l.id, 'name', l.name) AS laboratory`;
const FOUND = `
SELECT p.id, p.sample, p.version, p.genotypes, p.statuses, p.digest, ${LABORATORY}, NOT ${NEWER} AS current,
       (SELECT json_build_object('orderReference', o.order_reference, 'at', x.erased_at)
          FROM erased_row x JOIN erasure o ON o.id = x.erasure_id WHERE x.row_event = p.audit_event_id) AS erased
  FROM profile p JOIN laboratory l ON l.id = p.laboratory_id`;

@Injectable()
export class ProfilesStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Lets one transaction at a time store profiles of a laboratory; the others wait. */
  async lockLaboratory(tx: EntityManager, laboratoryId: string): Promise<void> {
    await tx.query(`SELECT ${LOCK_OF} FROM (SELECT $1::uuid AS id) one`, [laboratoryId]);
  }

  /**
   * Those of these versions that a newer one supersedes. Until `tx` ends nobody stores profiles of their laboratories, so
   * that what is not superseded now is not superseded when `tx` commits.
   */
  async superseded(tx: EntityManager, ids: readonly string[]): Promise<readonly string[]> {
    await tx.query(
      `WITH concerned AS MATERIALIZED (
         SELECT DISTINCT laboratory_id AS id FROM profile WHERE id = ANY($1::uuid[]) ORDER BY laboratory_id)
       SELECT ${LOCK_OF} FROM concerned`,
      [ids],
    );
    const found: { id: string }[] = await tx.query(
      `SELECT p.id FROM profile p WHERE p.id = ANY($1::uuid[]) AND ${NEWER}`,
      [ids],
    );
    return found.map(({ id }) => id);
  }

  /** The newest version of each of these samples. Requires the laboratory's lock for the answer to stay true. */
  async standing(tx: EntityManager, laboratoryId: string, samples: readonly string[]): Promise<Map<string, Standing>> {
    const found: (Standing & { sample: string })[] = await tx.query(
      `SELECT DISTINCT ON (sample) sample, id, version, genotypes FROM profile
        WHERE laboratory_id = $1 AND sample = ANY($2::text[]) ORDER BY sample, version DESC`,
      [laboratoryId, samples],
    );
    return new Map(found.map(({ sample, id, version, genotypes }) => [sample, { id, version, genotypes }]));
  }

  /** The same without a lock, for looking ahead only. */
  standingNow(laboratoryId: string, samples: readonly string[]): Promise<Map<string, Standing>> {
    return this.standing(this.database.manager, laboratoryId, samples);
  }

  async insert(tx: EntityManager, origin: Origin, versions: readonly RecordedVersion[]): Promise<void> {
    for (let start = 0; start < versions.length; start += BATCH) {
      const batch = versions.slice(start, start + BATCH);
      await tx.query(
        `INSERT INTO profile (laboratory_id, account_id, submission_id,
                              audit_event_id, id, sample, version, genotypes, statuses, digest, supersedes, reason, salt)
         SELECT $1, $2, $3, * FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::int[], $8::text[], $9::text[], $10::text[], $11::uuid[], $12::text[], $13::text[])`,
        [
          origin.laboratoryId,
          origin.accountId,
          origin.submissionId,
          batch.map(({ auditEventId }) => auditEventId),
          batch.map(({ id }) => id),
          batch.map(({ sample }) => sample),
          batch.map(({ version }) => version),
          batch.map(({ genotypes }) => genotypes),
          batch.map(({ statuses }) => statuses),
          batch.map(({ digest }) => digest),
          batch.map(({ supersedes }) => supersedes),
          batch.map(({ reason }) => reason),
          batch.map(({ salt }) => salt),
        ],
      );
    }
  }

  async find(id: string): Promise<FoundProfile | undefined> {
    const [found]: FoundProfile[] = await this.database.query(`${FOUND} WHERE p.id = $1`, [id]);
    return found;
  }

  /** The newest version of the sample that `id` is a version of. */
  async findNewest(id: string): Promise<FoundProfile | undefined> {
    const [found]: FoundProfile[] = await this.database.query(
      `${FOUND} JOIN profile asked ON asked.laboratory_id = p.laboratory_id AND asked.sample = p.sample
        WHERE asked.id = $1 ORDER BY p.version DESC LIMIT 1`,
      [id],
    );
    return found;
  }

  /** All versions of the sample that `id` is a version of, the newest first. */
  async versions(id: string): Promise<ProfileVersionView[]> {
    const found: ProfileVersionView[] = await this.database.query(
      `SELECT p.id, p.version, p.received_at AS "receivedAt", p.reason, a.name AS by
         FROM profile asked JOIN profile p ON p.laboratory_id = asked.laboratory_id AND p.sample = asked.sample
              JOIN account a ON a.id = p.account_id
        WHERE asked.id = $1 ORDER BY p.version DESC`,
      [id],
    );
    return found;
  }

  /** Newest versions only, by sample name; of one laboratory, or of all; beginning with `sample` when it is given. */
  async list(laboratoryId: string | undefined, sample: string | undefined): Promise<ProfileSummary[]> {
    const beginning = sample === undefined ? null : `${sample.replace(/[\\%_]/g, '\\$&')}%`;
    const found: ProfileSummary[] = await this.database.query(
      `SELECT p.id, p.sample, ${LABORATORY}, p.version, p.received_at AS "receivedAt", true AS current,
              (SELECT count(*)::int FROM json_object_keys(p.genotypes::json)) AS loci
         FROM profile p JOIN laboratory l ON l.id = p.laboratory_id
        WHERE ($1::uuid IS NULL OR p.laboratory_id = $1) AND ($2::text IS NULL OR p.sample LIKE $2) AND NOT ${NEWER}
        ORDER BY p.sample, p.id LIMIT 500`,
      [laboratoryId ?? null, beginning],
    );
    return found;
  }
}
