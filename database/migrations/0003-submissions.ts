import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * What laboratories hand in: submissions with the fate of each of their samples, and profiles in versions.
 * A profile is corrected by a new version that supersedes the one before; neither is ever changed or deleted.
 */
export class Submissions1700000000003 implements MigrationInterface {
  readonly name = 'Submissions1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SUBMISSION);
    await runner.query(PROFILE);
    await runner.query(SUBMISSION_ROW);
    await runner.query(RECORDS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** The counts of a large file are known when it has been worked off: they stand in `submission_outcome`. */
const SUBMISSION = `
CREATE TABLE submission (
  id uuid PRIMARY KEY,
  laboratory_id uuid NOT NULL REFERENCES laboratory,
  account_id uuid NOT NULL REFERENCES account,
  file_name text NOT NULL,
  format text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  reason text,
  received_at timestamptz NOT NULL DEFAULT now(),
  accepted integer CHECK (accepted >= 0),
  refused integer CHECK (refused >= 0),
  unchanged integer CHECK (unchanged >= 0),
  rules_version integer NOT NULL CHECK (rules_version >= 0),
  mapping_id uuid,
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  CHECK (num_nulls(accepted, refused, unchanged) IN (0, 3))
);
CREATE INDEX submission_laboratory ON submission (laboratory_id, received_at)`;

/**
 * The digest is checked by the database itself: no row can state another digest than that of its genotypes and its salt.
 * Once the salt is gone, nobody can try genotypes against the digest. The second reference keeps a chain of versions within one sample of one laboratory.
 */
const PROFILE = `
CREATE TABLE profile (
  id uuid PRIMARY KEY,
  laboratory_id uuid NOT NULL REFERENCES laboratory,
  sample text NOT NULL CHECK (sample <> ''),
  version integer NOT NULL CHECK (version >= 1),
  genotypes text NOT NULL,
  statuses text NOT NULL CHECK (statuses LIKE '{%}'),
  digest text NOT NULL CHECK (digest = audit.disclosure_digest(salt, 'genotypes', genotypes)),
  submission_id uuid REFERENCES submission,
  supersedes uuid UNIQUE,
  reason text,
  account_id uuid NOT NULL REFERENCES account,
  received_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL CHECK (salt ~ '^[A-Za-z0-9_-]{22}$'),
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  CHECK ((version = 1) = (supersedes IS NULL)),
  CHECK (version = 1 OR reason IS NOT NULL),
  CONSTRAINT profile_version UNIQUE (laboratory_id, sample, version),
  UNIQUE (id, laboratory_id, sample),
  FOREIGN KEY (supersedes, laboratory_id, sample) REFERENCES profile (id, laboratory_id, sample)
);
CREATE INDEX profile_submission ON profile (submission_id);
CREATE INDEX profile_sample ON profile (sample text_pattern_ops)`;

const SUBMISSION_ROW = `
CREATE TABLE submission_row (
  submission_id uuid NOT NULL REFERENCES submission,
  place integer NOT NULL CHECK (place >= 1),
  row integer NOT NULL,
  sample text NOT NULL,
  status text NOT NULL CHECK (status IN ('accepted', 'new-version', 'unchanged', 'refused', 'skipped')),
  profile_id uuid REFERENCES profile,
  problems json NOT NULL,
  PRIMARY KEY (submission_id, place),
  CHECK ((status IN ('refused', 'skipped')) = (profile_id IS NULL))
)`;

const RECORDS = `
${recordsOf('submission', 'received_at')}
${recordsOf('profile', 'received_at')}
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON submission_row
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`;
