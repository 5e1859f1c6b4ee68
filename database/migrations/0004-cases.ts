import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * Cases, their persons, checks, confirmations. Rows are only ever added: a change of mind is a new row with its own
 * event. The database itself holds the four-eyes rule: two different accounts, one content hash.
 */
export class Cases1700000000004 implements MigrationInterface {
  readonly name = 'Cases1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CASES);
    await runner.query(CHECKS);
    await runner.query(CONFIRMATIONS);
    await runner.query(RECORDS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

const CASES = `
CREATE SEQUENCE case_number;
CREATE TABLE case_file (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  report text NOT NULL,
  purpose text NOT NULL,
  legal_basis text NOT NULL,
  opened_by uuid NOT NULL REFERENCES account,
  opened_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE TABLE case_person (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  code text NOT NULL,
  category text NOT NULL,
  sex text NOT NULL CHECK (sex IN ('male', 'female', 'unknown')),
  profile_id uuid NOT NULL REFERENCES profile,
  added_by uuid NOT NULL REFERENCES account,
  added_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  UNIQUE (case_id, code),
  UNIQUE (case_id, id)
);
CREATE INDEX case_person_case ON case_person (case_id)`;

const CHECKS = `
CREATE TABLE kinship_check (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  question text NOT NULL CHECK (question IN ('one-parent', 'known-parent', 'both-parents')),
  inputs text NOT NULL,
  inputs_digest text NOT NULL,
  asked_by uuid NOT NULL REFERENCES account,
  asked_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE INDEX kinship_check_case ON kinship_check (case_id);
CREATE TABLE check_result (
  check_id uuid PRIMARY KEY REFERENCES kinship_check,
  outcome text NOT NULL CHECK (outcome IN ('done', 'failed')),
  result text,
  result_digest text,
  error_code text,
  engine_version text NOT NULL,
  engine_digest text NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  CHECK ((outcome = 'done') = (result IS NOT NULL AND result_digest IS NOT NULL)),
  CHECK ((outcome = 'failed') = (error_code IS NOT NULL))
)`;

const CONFIRMATIONS = `
CREATE TABLE confirmation (
  id uuid PRIMARY KEY,
  check_id uuid NOT NULL UNIQUE REFERENCES check_result,
  content text NOT NULL,
  content_hash text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  UNIQUE (id, content_hash)
);
CREATE TABLE confirmation_signature (
  confirmation_id uuid NOT NULL,
  place smallint NOT NULL CHECK (place IN (1, 2)),
  content_hash text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  role text NOT NULL CHECK ((place = 1 AND role = 'caseworker') OR (place = 2 AND role = 'reviewer')),
  signed_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  PRIMARY KEY (confirmation_id, place),
  CONSTRAINT two_persons UNIQUE (confirmation_id, account_id),
  CONSTRAINT same_content FOREIGN KEY (confirmation_id, content_hash) REFERENCES confirmation (id, content_hash)
);
CREATE TABLE withdrawal (
  confirmation_id uuid PRIMARY KEY REFERENCES confirmation,
  reason text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  withdrawn_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
)`;

const RECORDS = [
  recordsOf('case_file', 'opened_at'),
  recordsOf('case_person', 'added_at'),
  recordsOf('kinship_check', 'asked_at'),
  recordsOf('check_result', 'finished_at'),
  recordsOf('confirmation', 'opened_at'),
  recordsOf('confirmation_signature', 'signed_at'),
  recordsOf('withdrawal', 'withdrawn_at'),
].join('');
