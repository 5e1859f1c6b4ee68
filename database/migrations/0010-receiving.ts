import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Large files that are coming in at this moment. No records: a row goes when its file has come, or will not come whole. */
export class Receiving1700000000010 implements MigrationInterface {
  readonly name = 'Receiving1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE upload_arrival (
        submission_id uuid PRIMARY KEY,
        laboratory_id uuid NOT NULL REFERENCES laboratory,
        file_name text NOT NULL,
        bytes bigint NOT NULL CHECK (bytes >= 0),
        expected bigint CHECK (expected >= 0),
        began_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
