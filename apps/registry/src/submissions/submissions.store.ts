import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { Fate } from './fate.ts';
import type { SubmissionRowView, SubmissionSummary } from './submissions.dto.ts';
import { Submission } from './submissions.entity.ts';

/** Rows written by one statement: large enough that the round trips do not count, small enough for the memory. */
const BATCH = 1_000;

const SUMMARY = `
SELECT s.id, s.file_name AS "fileName", s.format, s.received_at AS "receivedAt",
       json_build_object('id', l.id, 'name', l.name) AS laboratory, s.accepted, s.refused, s.unchanged
  FROM submission s JOIN laboratory l ON l.id = s.laboratory_id
 WHERE ($1::uuid IS NULL OR s.laboratory_id = $1)`;

@Injectable()
export class SubmissionsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async insertSubmission(tx: EntityManager, row: Omit<Submission, 'receivedAt'>): Promise<void> {
    await tx.insert(Submission, row);
  }

  async insertRows(tx: EntityManager, submissionId: string, fates: readonly Fate[]): Promise<void> {
    for (let start = 0; start < fates.length; start += BATCH) {
      const batch = fates.slice(start, start + BATCH);
      await tx.query(
        `INSERT INTO submission_row (submission_id, place, row, sample, status, profile_id, problems)
         SELECT $1, place + $2, row, sample, status, profile_id, problems
           FROM unnest($3::int[], $4::text[], $5::text[], $6::uuid[], $7::json[])
                WITH ORDINALITY AS fate (row, sample, status, profile_id, problems, place)`,
        [
          submissionId,
          start,
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

  async rows(id: string): Promise<SubmissionRowView[]> {
    const found: (Omit<SubmissionRowView, 'profileId' | 'version'> & {
      profileId: string | null;
      version: number | null;
    })[] = await this.database.query(
      `SELECT r.row, r.sample, r.status, r.profile_id AS "profileId", p.version, r.problems
         FROM submission_row r LEFT JOIN profile p ON p.id = r.profile_id
        WHERE r.submission_id = $1 ORDER BY r.place`,
      [id],
    );
    return found.map(({ row, sample, status, profileId, version, problems }) => ({
      row,
      sample,
      status,
      ...(profileId === null ? {} : { profileId }),
      ...(version === null ? {} : { version }),
      problems,
    }));
  }
}
