import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * Searches of the whole registry: what was asked, what each comparison left behind, the candidates it found, and what people
 * made of them. Every row is added once; a later search adds rows of its own and touches none of these.
 */
export class Searches1700000000013 implements MigrationInterface {
  readonly name = 'Searches1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [SEARCHES, RECEIPTS, CANDIDATES, RECORDS, CHANGES]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** `standing`: every profile accepted later is compared with it as well, until it is ended. */
const SEARCHES = `
CREATE TABLE search (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  question text NOT NULL,
  purpose text NOT NULL,
  inputs text NOT NULL,
  inputs_digest text NOT NULL,
  standing boolean NOT NULL,
  asked_by uuid NOT NULL REFERENCES account,
  asked_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE INDEX search_case ON search (case_id);
CREATE TABLE search_ended (
  search_id uuid PRIMARY KEY REFERENCES search,
  reason text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  ended_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE TABLE search_progress (
  search_id uuid PRIMARY KEY REFERENCES search,
  phase text NOT NULL,
  done bigint NOT NULL,
  total bigint
)`;

/** One comparison with the registry, or with what came into it. `search_id` is null where it served all standing ones. */
const RECEIPTS = `
CREATE TABLE search_receipt (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('search', 'standing', 'all')),
  search_id uuid REFERENCES search,
  outcome text NOT NULL CHECK (outcome IN ('done', 'partial', 'failed')),
  receipt text NOT NULL,
  error_code text,
  engine_digest text NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  CHECK ((kind = 'search') = (search_id IS NOT NULL)),
  CHECK ((outcome = 'failed') = (error_code IS NOT NULL))
);
CREATE INDEX search_receipt_search ON search_receipt (search_id)`;

/** `log10` and `facts` are what a tombstone takes away. A disposition names the check that a candidate led to, or none. */
const CANDIDATES = `
CREATE TABLE search_candidate (
  id uuid PRIMARY KEY,
  receipt_id uuid NOT NULL REFERENCES search_receipt,
  search_id uuid NOT NULL REFERENCES search,
  rank integer NOT NULL CHECK (rank >= 1),
  profile_id uuid NOT NULL REFERENCES profile,
  log10 text NOT NULL,
  facts text NOT NULL,
  found_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  UNIQUE (receipt_id, search_id, rank),
  UNIQUE (receipt_id, search_id, profile_id)
);
CREATE INDEX search_candidate_search ON search_candidate (search_id, found_at);
CREATE INDEX search_candidate_profile ON search_candidate (profile_id);
CREATE TABLE candidate_disposition (
  id uuid PRIMARY KEY,
  candidate_id uuid NOT NULL REFERENCES search_candidate,
  disposition text NOT NULL CHECK (disposition IN ('to-check', 'more-loci', 'other-parent', 'excluded', 'checked')),
  reason text NOT NULL,
  check_id uuid REFERENCES kinship_check,
  account_id uuid NOT NULL REFERENCES account,
  disposed_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  CHECK ((disposition = 'checked') = (check_id IS NOT NULL))
);
CREATE INDEX candidate_disposition_candidate ON candidate_disposition (candidate_id)`;

const RECORDS = [
  recordsOf('search', 'asked_at'),
  recordsOf('search_ended', 'ended_at'),
  recordsOf('search_receipt', 'finished_at'),
  recordsOf('search_candidate', 'found_at'),
  recordsOf('candidate_disposition', 'disposed_at'),
].join('');

/**
 * What changed in the registry, one row for each statement that changed it, with the transaction that did: whoever follows
 * asks for what the transactions did that its last snapshot did not see, in whichever order they committed. No record.
 * `to_compare`: the standing searches are to be asked about these profiles, which `compared` says they were: they were accepted,
 * got a category, or are elimination profiles no longer.
 */
const CHANGES = `
CREATE TABLE registry_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  to_compare boolean NOT NULL,
  compared boolean NOT NULL DEFAULT false,
  profile_ids uuid[] NOT NULL
);
CREATE INDEX case_person_profile ON case_person (profile_id);
CREATE INDEX registry_change_xid ON registry_change (xid);
CREATE INDEX registry_change_open ON registry_change (id) WHERE to_compare AND NOT compared;
CREATE FUNCTION registry_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_TABLE_NAME = 'profile' THEN
    SELECT array_agg(c.id) INTO ids FROM changed c;
  ELSIF TG_TABLE_NAME = 'elimination_unmarked' THEN
    SELECT array_agg(m.profile_id) INTO ids FROM changed c JOIN elimination_profile m ON m.audit_event_id = c.mark_event;
  ELSE
    SELECT array_agg(c.profile_id) INTO ids FROM changed c;
  END IF;
  IF ids IS NOT NULL THEN
    INSERT INTO registry_change (to_compare, profile_ids) VALUES (TG_OP = 'INSERT' AND TG_TABLE_NAME <> 'elimination_profile', ids);
    PERFORM pg_notify('kinledger_registry', '');
  END IF;
  RETURN NULL;
END $$;
${[
  ['profile', 'INSERT'],
  ['profile', 'UPDATE'],
  ['elimination_profile', 'INSERT'],
  ['elimination_unmarked', 'INSERT'],
  ['case_person', 'INSERT'],
  ['case_person', 'UPDATE'],
]
  .map(
    ([table, act]) => `CREATE TRIGGER registry_changed_by_${act?.toLowerCase()} AFTER ${act} ON ${table}
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();`,
  )
  .join('\n')}`;
