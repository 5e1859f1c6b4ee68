import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * Who may be compared with whom, in versions; what an uploaded file says its persons are; elimination profiles that stopped
 * being ones; how files say that persons are related.
 */
export class Rules1700000000011 implements MigrationInterface {
  readonly name = 'Rules1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [MATCH_RULES, CATEGORY, UNMARKED, FAMILIES]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** Version 0 is that of the program. */
const MATCH_RULES = `
CREATE TABLE match_rules (
  version integer PRIMARY KEY CHECK (version >= 1),
  settings text NOT NULL,
  digest text NOT NULL CHECK (digest = encode(sha256(convert_to(settings, 'UTF8')), 'hex')),
  reason text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  made_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
${recordsOf('match_rules', 'made_at')}`;

/** The category that the laboratory stated for all persons of a file; null when it stated none. */
const CATEGORY = `
ALTER TABLE submission ADD COLUMN category text;
SELECT audit.bind('submission', 'received_at')`;

/** A profile may be marked again later: of its marks, those that were not taken back stand. */
const UNMARKED = `
ALTER TABLE elimination_profile DROP CONSTRAINT elimination_profile_pkey;
CREATE INDEX elimination_profile_profile ON elimination_profile (profile_id);
CREATE TABLE elimination_unmarked (
  mark_event uuid PRIMARY KEY REFERENCES elimination_profile (audit_event_id),
  reason text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  unmarked_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
${recordsOf('elimination_unmarked', 'unmarked_at')}`;

/** As a laboratory's file tells it. `persons` names profiles only: who is erased there is nobody here either. */
const FAMILIES = `
CREATE TABLE stated_family (
  id uuid PRIMARY KEY,
  submission_id uuid NOT NULL REFERENCES submission,
  place integer NOT NULL CHECK (place >= 0),
  kind text NOT NULL CHECK (kind IN ('known', 'alternative')),
  persons text NOT NULL CHECK (persons LIKE '[%]'),
  stated_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  UNIQUE (submission_id, place)
);
${recordsOf('stated_family', 'stated_at')}`;
