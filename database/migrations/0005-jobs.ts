import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work that is still to be done. A row is written in the transaction of the request that asks for it; queues hold ids only. */
export class Jobs1700000000005 implements MigrationInterface {
  readonly name = 'Jobs1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        subject_id uuid NOT NULL,
        state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
        attempts integer NOT NULL DEFAULT 0,
        fence bigint NOT NULL DEFAULT 0,
        run_after timestamptz NOT NULL DEFAULT now(),
        locked_until timestamptz,
        last_error_code text,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        UNIQUE (kind, subject_id)
      );
      CREATE INDEX job_open ON job (run_after) WHERE state IN ('queued', 'running')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
