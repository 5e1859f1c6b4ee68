import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Time stamps of others (RFC 3161) over checkpoints, as they were answered. They only grow, like the log. */
export class Timestamps1700000000006 implements MigrationInterface {
  readonly name = 'Timestamps1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE audit.timestamp (
      tree_size bigint PRIMARY KEY REFERENCES audit.checkpoint,
      response bytea NOT NULL CHECK (octet_length(response) BETWEEN 1 AND 65536),
      stamped_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL DEFAULT clock_timestamp())`);
    await runner.query(`CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.timestamp
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()`);
    // What one witness cosigned last, also when that was long ago.
    await runner.query('CREATE INDEX cosignature_witness ON audit.cosignature (witness, tree_size)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; an audit log is never taken back.');
  }
}
