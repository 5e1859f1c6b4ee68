import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/** Reports that were issued, in versions, by the digest of their files; and how a confirmation is found by its code. */
export class Reports1700000000014 implements MigrationInterface {
  readonly name = 'Reports1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [REPORT, NOTICE_CODE]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/**
 * The file itself is made anew from the records each time, so that an erasure has nothing to reach here: the digest is over
 * whole profiles of two persons and more, which nobody finds by trying.
 */
const REPORT = `
CREATE TABLE report (
  confirmation_id uuid NOT NULL REFERENCES confirmation,
  language text NOT NULL CHECK (language IN ('en', 'zh')),
  version integer NOT NULL CHECK (version >= 1),
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  account_id uuid NOT NULL REFERENCES account,
  issued_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  PRIMARY KEY (confirmation_id, language, version)
);
${recordsOf('report', 'issued_at')}`;

/**
 * The code on the papers of a confirmation: 128 bits of a digest of the salt of its second signature, itself 128 bits of
 * chance. It needs no table, and says nothing to whoever has not seen a paper or the evidence.
 */
const NOTICE_CODE = `
CREATE FUNCTION notice_code(salt text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT left(encode(sha256(decode('kinledger notice ' || salt, 'escape')), 'hex'), 32)
$$;
CREATE UNIQUE INDEX confirmation_signature_notice ON confirmation_signature (notice_code(salt)) WHERE place = 2`;
