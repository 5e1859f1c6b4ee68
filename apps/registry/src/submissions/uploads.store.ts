import type { UploadSource, UploadSurvey } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import type { Category } from './categories.ts';

/** PostgreSQL answers in twice as many digits, and larger texts than this stay in memory until the next full collection. */
const PIECE = 48 * 1024;

/** How many samples went which way. */
export interface Counts {
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
}

/** A large file that is being worked off. */
export interface OpenUpload extends Counts {
  readonly submissionId: string;
  readonly laboratoryId: string;
  readonly accountId: string;
  readonly rulesVersion: number;
  readonly mappingId: string | null;
  readonly category: Category | null;
  readonly reason: string | null;
  readonly pieces: number;
  readonly state: 'reading' | 'storing' | 'ended';
  /** How many things of the file have been worked off: samples, and rows that are none. */
  readonly taken: number;
}

/** How far the reading has come, for who waits. */
export interface UploadPace extends Counts {
  readonly state: 'reading' | 'storing' | 'ended';
  readonly samples: number | null;
  readonly taken: number;
  /** Since the reading was begun, or taken up again. */
  readonly seconds: number | null;
  readonly takenSince: number | null;
}

/** How a large file ended. */
export interface Outcome extends Counts {
  readonly submissionId: string;
  readonly outcome: 'done' | 'cancelled' | 'failed';
  readonly errorCode: string | null;
  readonly accountId: string | null;
  readonly salt: string;
  readonly auditEventId: string;
}

/** Some of the file is gone: it was cancelled, or another process has ended it. */
export class UploadEnded extends Error {
  readonly code = 'upload-ended';
}

@Injectable()
export class UploadsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Keeps the file until it has been worked off. */
  async insert(tx: EntityManager, submissionId: string, source: UploadSource, size: number): Promise<void> {
    const pieces = Math.max(1, Math.ceil(size / PIECE));
    await tx.query('INSERT INTO upload (submission_id, pieces) VALUES ($1, $2)', [submissionId, pieces]);
    let place = 0;
    for await (const bytes of inPieces(source)) {
      place += 1;
      await tx.query('INSERT INTO upload_piece (submission_id, place, bytes) VALUES ($1, $2, $3)', [
        submissionId,
        place,
        bytes,
      ]);
    }
  }

  async find(submissionId: string): Promise<OpenUpload | undefined> {
    const [found]: OpenUpload[] = await this.database.query(
      `SELECT s.id AS "submissionId", s.laboratory_id AS "laboratoryId", s.account_id AS "accountId", s.reason,
              s.rules_version AS "rulesVersion", s.mapping_id AS "mappingId", s.category, u.pieces, u.state, u.taken,
              u.accepted, u.refused, u.unchanged
         FROM upload u JOIN submission s ON s.id = u.submission_id WHERE s.id = $1`,
      [submissionId],
    );
    return found;
  }

  /** Files that are not at their end though their jobs were given up. */
  async lost(): Promise<readonly string[]> {
    const found: { id: string }[] = await this.database.query(
      `SELECT u.submission_id AS id FROM upload u JOIN job j ON j.kind = 'submission' AND j.subject_id = u.submission_id
        WHERE u.state <> 'ended' AND j.state = 'failed'`,
    );
    return found.map(({ id }) => id);
  }

  async pace(submissionId: string): Promise<UploadPace | undefined> {
    const [found]: UploadPace[] = await this.database.query(
      `SELECT state, samples, taken, accepted, refused, unchanged, taken - resumed_from AS "takenSince",
              extract(epoch FROM clock_timestamp() - resumed_at)::float8 AS seconds
         FROM upload WHERE submission_id = $1`,
      [submissionId],
    );
    return found;
  }

  /** The file again, from its start. Throws UploadEnded when it is there no more. */
  source(submissionId: string, pieces: number): UploadSource {
    const { database } = this;
    return async function* () {
      for (let place = 1; place <= pieces; place += 1) {
        const [piece]: { bytes: Buffer }[] = await database.query(
          'SELECT bytes FROM upload_piece WHERE submission_id = $1 AND place = $2',
          [submissionId, place],
        );
        if (piece === undefined) throw new UploadEnded();
        yield piece.bytes;
      }
    };
  }

  /** The file has been looked through: from here on samples are stored. */
  async begin(submissionId: string, { samples, format }: Pick<UploadSurvey, 'samples' | 'format'>): Promise<void> {
    await this.database.query(
      `UPDATE upload SET state = 'storing', samples = $2, format = $3, resumed_at = clock_timestamp(), resumed_from = taken
        WHERE submission_id = $1 AND state <> 'ended'`,
      [submissionId, samples, format],
    );
  }

  /** Goes on by one chunk. Throws UploadEnded, and so undoes the chunk, when the file was cancelled or somebody else was faster. */
  async advance(tx: EntityManager, { submissionId, taken }: OpenUpload, by: number, counts: Counts): Promise<void> {
    const [moved]: [unknown[], number] = await tx.query(
      `UPDATE upload SET taken = taken + $3, accepted = accepted + $4, refused = refused + $5, unchanged = unchanged + $6
        WHERE submission_id = $1 AND taken = $2 AND state = 'storing' RETURNING submission_id`,
      [submissionId, taken, by, counts.accepted, counts.refused, counts.unchanged],
    );
    if (moved.length !== 1) throw new UploadEnded();
  }

  /** Ends the reading, lets the file go, and tells what had been done of it. Undefined when it had ended before. */
  async end(tx: EntityManager, submissionId: string): Promise<Counts | undefined> {
    const [[counts]]: [Counts[], number] = await tx.query(
      `UPDATE upload SET state = 'ended' WHERE submission_id = $1 AND state <> 'ended'
       RETURNING accepted, refused, unchanged`,
      [submissionId],
    );
    await tx.query('DELETE FROM upload_piece WHERE submission_id = $1', [submissionId]);
    return counts;
  }

  async insertOutcome(tx: EntityManager, row: Outcome): Promise<void> {
    await tx.query(
      `INSERT INTO submission_outcome (submission_id, outcome, accepted, refused, unchanged, error_code, account_id, salt, audit_event_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        row.submissionId,
        row.outcome,
        row.accepted,
        row.refused,
        row.unchanged,
        row.errorCode,
        row.accountId,
        row.salt,
        row.auditEventId,
      ],
    );
  }
}

/** The same bytes in pieces of one size, the last one being shorter. */
async function* inPieces(source: UploadSource): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source()) {
    for (let start = 0; start < chunk.length; ) {
      const part = chunk.subarray(start, start + PIECE - size);
      held.push(part);
      size += part.length;
      start += part.length;
      if (size < PIECE) continue;
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
  }
  if (size > 0 || held.length > 0) yield Buffer.concat(held);
}
