import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { Fate } from './fate.ts';
import type { SubmissionRowsView, SubmissionRowView, SubmissionSummary } from './submissions.dto.ts';
import { WORKER_LOST } from './trouble.ts';

/** Rows written by one statement: large enough that the round trips do not count, small enough for the memory. */
const BATCH = 1_000;

const SUMMARY = `
SELECT s.id, s.file_name AS "fileName", coalesce(u.format, s.format) AS format, s.received_at AS "receivedAt",
       json_build_object('id', l.id, 'name', l.name) AS laboratory, s.rules_version AS "rulesVersion", s.category,
       coalesce(s.accepted, o.accepted, u.accepted) AS accepted, coalesce(s.refused, o.refused, u.refused) AS refused,
       coalesce(s.unchanged, o.unchanged, u.unchanged) AS unchanged,
       coalesce(o.error_code, CASE WHEN o.outcome IS NULL AND j.state = 'failed' THEN '${WORKER_LOST}' END) AS "errorCode",
       CASE WHEN s.accepted IS NOT NULL THEN 'done' WHEN o.outcome IS NOT NULL THEN o.outcome
            WHEN j.state = 'failed' THEN 'failed' ELSE u.state END AS state
  FROM submission s JOIN laboratory l ON l.id = s.laboratory_id
  LEFT JOIN submission_outcome o ON o.submission_id = s.id LEFT JOIN upload u ON u.submission_id = s.id
  LEFT JOIN job j ON j.kind = 'submission' AND j.subject_id = s.id AND u.submission_id IS NOT NULL
 WHERE ($1::uuid IS NULL OR s.laboratory_id = $1)`;

@Injectable()
export class SubmissionsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** `after`: how many rows of the submission stand already. */
  async insertRows(tx: EntityManager, submissionId: string, fates: readonly Fate[], after = 0): Promise<void> {
    for (let start = 0; start < fates.length; start += BATCH) {
      const batch = fates.slice(start, start + BATCH);
      await tx.query(
        `INSERT INTO submission_row (submission_id, place, row, sample, status, profile_id, problems)
         SELECT $1, place + $2, row, sample, status, profile_id, problems
           FROM unnest($3::int[], $4::text[], $5::text[], $6::uuid[], $7::json[])
                WITH ORDINALITY AS fate (row, sample, status, profile_id, problems, place)`,
        [
          submissionId,
          after + start,
          batch.map(({ row }) => row),
          batch.map(({ sample }) => sample),
          batch.map(({ status }) => status),
          batch.map(({ profileId }) => profileId),
          batch.map(({ problems }) => JSON.stringify(problems)),
        ],
      );
    }
  }

  /** Newest first; of one laboratory, or of all when it is undefined. */
  async list(laboratoryId: string | undefined): Promise<SubmissionSummary[]> {
    const found: SubmissionSummary[] = await this.database.query(
      `${SUMMARY} ORDER BY s.received_at DESC, s.id DESC LIMIT 500`,
      [laboratoryId ?? null],
    );
    return found;
  }

  async find(laboratoryId: string | undefined, id: string): Promise<SubmissionSummary | undefined> {
    const [found]: SubmissionSummary[] = await this.database.query(`${SUMMARY} AND s.id = $2`, [
      laboratoryId ?? null,
      id,
    ]);
    return found;
  }

  /** So many rows after this place, and where the next ones begin. */
  async page(id: string, after: number, limit: number): Promise<SubmissionRowsView> {
    const rows = await this.rows(id, after, limit + 1);
    return rows.length <= limit ? { rows, next: null } : { rows: rows.slice(0, limit), next: rows[limit - 1]!.place };
  }

  /** Rows of a submission after this place, in the order of the file. */
  async rows(id: string, after: number, limit: number): Promise<SubmissionRowView[]> {
    const found: (Omit<SubmissionRowView, 'profileId' | 'version'> & {
      profileId: string | null;
      version: number | null;
    })[] = await this.database.query(
      `SELECT r.place, r.row, r.sample, r.status, r.profile_id AS "profileId", p.version, r.problems
         FROM submission_row r LEFT JOIN profile p ON p.id = r.profile_id
        WHERE r.submission_id = $1 AND r.place > $2 ORDER BY r.place LIMIT $3`,
      [id, after, limit],
    );
    return found.map(({ profileId, version, ...row }) => ({
      ...row,
      ...(profileId === null ? {} : { profileId }),
      ...(version === null ? {} : { version }),
    }));
  }
}
