import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * Files of any size: what is still to be read of them and how far the reading has come; how it ended. What a laboratory or
 * an administrator decides about reading them: rules, columns, elimination profiles. And where equal genotypes are found.
 */
export class Uploads1700000000008 implements MigrationInterface {
  readonly name = 'Uploads1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [UPLOADS, OUTCOME, SETTINGS, ELIMINATION, FINGERPRINTS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** The file itself, in pieces, until it has been worked off: any process that does jobs can go on with it. */
const UPLOADS = `
CREATE TABLE upload (
  submission_id uuid PRIMARY KEY REFERENCES submission,
  pieces integer NOT NULL CHECK (pieces > 0),
  state text NOT NULL DEFAULT 'reading' CHECK (state IN ('reading', 'storing', 'ended')),
  format text,
  samples integer CHECK (samples >= 0),
  taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
  accepted integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  resumed_at timestamptz,
  resumed_from integer
);
CREATE TABLE upload_piece (
  submission_id uuid NOT NULL REFERENCES upload,
  place integer NOT NULL CHECK (place >= 1),
  bytes bytea NOT NULL,
  PRIMARY KEY (submission_id, place)
);
ALTER TABLE upload_piece ALTER COLUMN bytes SET STORAGE EXTERNAL`;

/** How the reading of a large file ended. `account_id` is set when somebody cancelled it. */
const OUTCOME = `
CREATE TABLE submission_outcome (
  submission_id uuid PRIMARY KEY REFERENCES submission,
  outcome text NOT NULL CHECK (outcome IN ('done', 'cancelled', 'failed')),
  accepted integer NOT NULL CHECK (accepted >= 0),
  refused integer NOT NULL CHECK (refused >= 0),
  unchanged integer NOT NULL CHECK (unchanged >= 0),
  error_code text,
  account_id uuid REFERENCES account,
  ended_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  CHECK ((outcome = 'failed') = (error_code IS NOT NULL)),
  CHECK ((outcome = 'cancelled') = (account_id IS NOT NULL))
);
${recordsOf('submission_outcome', 'ended_at')}`;

/** Version 0 of the rules is that of the program. A mapping that is null takes the name away. */
const SETTINGS = `
CREATE TABLE quality_rules (
  version integer PRIMARY KEY CHECK (version >= 1),
  settings text NOT NULL,
  reason text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  made_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE TABLE column_mapping (
  id uuid PRIMARY KEY,
  laboratory_id uuid NOT NULL REFERENCES laboratory,
  name text NOT NULL,
  mapping text,
  account_id uuid NOT NULL REFERENCES account,
  saved_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE INDEX column_mapping_name ON column_mapping (laboratory_id, name, saved_at);
ALTER TABLE submission ADD FOREIGN KEY (mapping_id) REFERENCES column_mapping;
${recordsOf('quality_rules', 'made_at')}
${recordsOf('column_mapping', 'saved_at')}`;

/** Profiles of people who work in the laboratory, or of what lies about there: equal ones are told or refused by rule. */
const ELIMINATION = `
CREATE TABLE elimination_profile (
  profile_id uuid PRIMARY KEY REFERENCES profile,
  kind text NOT NULL CHECK (kind IN ('staff', 'control', 'other')),
  account_id uuid NOT NULL REFERENCES account,
  marked_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
${recordsOf('elimination_profile', 'marked_at')}`;

/**
 * Where equal genotypes are looked for: a keyed digest of some loci for each profile. It is no record: it goes when its
 * profile is overwritten by a tombstone, whoever does that, so nothing that was erased can be tried against it.
 */
const FINGERPRINTS = `
CREATE TABLE fingerprint_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  key bytea NOT NULL CHECK (octet_length(key) = 32)
);
INSERT INTO fingerprint_key (key) VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
CREATE TABLE profile_fingerprint (
  profile_id uuid PRIMARY KEY REFERENCES profile,
  fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 16)
);
CREATE INDEX profile_fingerprint_equal ON profile_fingerprint (fingerprint);
CREATE FUNCTION forget_fingerprint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM profile_fingerprint f WHERE f.profile_id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER forget_fingerprint AFTER UPDATE ON profile FOR EACH ROW EXECUTE FUNCTION forget_fingerprint()`;
