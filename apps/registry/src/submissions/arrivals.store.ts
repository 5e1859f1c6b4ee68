import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { SubmissionSummary } from './submissions.dto.ts';

/** A large file that is coming in. `expected`: what the sender has said it will send. */
export interface ComingIn {
  readonly submissionId: string;
  readonly laboratoryId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly expected: number | null;
}

/** A process that was killed says nothing more of what was coming in. */
const FORGOTTEN = `interval '30 seconds'`;

const COMING = `
  FROM upload_arrival a WHERE a.seen_at > now() - ${FORGOTTEN}
   AND NOT EXISTS (SELECT FROM submission s WHERE s.id = a.submission_id) AND ($1::uuid IS NULL OR a.laboratory_id = $1)`;

@Injectable()
export class ArrivalsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async note({ submissionId, laboratoryId, fileName, bytes, expected }: ComingIn): Promise<void> {
    await this.database.query(
      `INSERT INTO upload_arrival (submission_id, laboratory_id, file_name, bytes, expected) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (submission_id) DO UPDATE SET bytes = excluded.bytes, seen_at = now()`,
      [submissionId, laboratoryId, fileName, bytes, expected],
    );
  }

  /** Forgets it, and with it those that killed processes have left. */
  async forget(submissionId: string): Promise<void> {
    await this.database.query(
      `DELETE FROM upload_arrival WHERE submission_id = $1 OR seen_at < now() - interval '1 hour'`,
      [submissionId],
    );
  }

  /** What is coming in, newest first, as the submissions they will become; of one laboratory, or of all. */
  receiving(laboratoryId: string | undefined, id?: string): Promise<SubmissionSummary[]> {
    return this.database.query(
      `SELECT a.submission_id AS id, a.file_name AS "fileName", 'not-read-yet' AS format, a.began_at AS "receivedAt",
              (SELECT json_build_object('id', l.id, 'name', l.name) FROM laboratory l WHERE l.id = a.laboratory_id) AS laboratory,
              'receiving' AS state, 0 AS accepted, 0 AS refused, 0 AS unchanged,
              (SELECT coalesce(max(version), 0) FROM quality_rules) AS "rulesVersion", NULL AS "errorCode"
       ${COMING} AND ($2::uuid IS NULL OR a.submission_id = $2) ORDER BY a.began_at DESC LIMIT 100`,
      [laboratoryId ?? null, id ?? null],
    );
  }

  /** How many bytes have come, of how many. */
  async bytesOf(id: string): Promise<{ readonly bytes: number; readonly bytesExpected: number | null } | undefined> {
    const [found]: { bytes: number; bytesExpected: number | null }[] = await this.database.query(
      `SELECT bytes::float8 AS bytes, expected::float8 AS "bytesExpected" ${COMING} AND a.submission_id = $2`,
      [null, id],
    );
    return found;
  }
}
