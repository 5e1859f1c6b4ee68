import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * Who may call: laboratories, accounts, invitations, sessions, API keys; and the answers kept for repeated requests.
 * Secrets stand here only as digests. What an account is never changes: an old signature keeps its meaning. That an account
 * or a key has ended is a row of its own.
 */
export class Access1700000000002 implements MigrationInterface {
  readonly name = 'Access1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INSTALLATION);
    await runner.query(ACCOUNTS);
    await runner.query(SESSIONS);
    await runner.query(KEYS);
    await runner.query(IDEMPOTENCY);
    await runner.query(RECORDS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** What every record has beside what it states. */
const RECORD = `salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event`;

/** One row: whether this database was made for trying out. Only then may accounts with printed passwords exist. */
const INSTALLATION = `
CREATE TABLE installation (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  trial boolean NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT now(),
  ${RECORD},
  UNIQUE (single, trial)
);
CREATE TABLE demo_load (
  single boolean PRIMARY KEY DEFAULT true,
  trial boolean NOT NULL CHECK (trial),
  loaded_at timestamptz NOT NULL DEFAULT now(),
  ${RECORD},
  FOREIGN KEY (single, trial) REFERENCES installation (single, trial)
)`;

const ROLE = `role text NOT NULL CHECK (role IN ('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')),
  laboratory_id uuid REFERENCES laboratory,
  CHECK ((role = 'laboratory') = (laboratory_id IS NOT NULL))`;

/**
 * An invitation is used once: it is the account that was made from it. A password may be replaced, since an old one must
 * not be kept, but only beside a new event that holds the digest of the new one.
 */
const ACCOUNTS = `
CREATE TABLE laboratory (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ${RECORD}
);
CREATE UNIQUE INDEX laboratory_name ON laboratory (lower(name));
CREATE TABLE account (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  invitation_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  ${RECORD},
  CONSTRAINT account_invitation UNIQUE (invitation_id),
  ${ROLE}
);
CREATE UNIQUE INDEX account_name ON account (lower(name));
CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  name text NOT NULL,
  created_by uuid REFERENCES account,
  created_at timestamptz NOT NULL DEFAULT now(),
  valid_hours smallint NOT NULL CHECK (valid_hours > 0),
  ${RECORD},
  ${ROLE}
);
ALTER TABLE account ADD FOREIGN KEY (invitation_id) REFERENCES invitation;
CREATE TABLE account_disabled (
  account_id uuid PRIMARY KEY REFERENCES account,
  disabled_by uuid NOT NULL REFERENCES account,
  disabled_at timestamptz NOT NULL DEFAULT now(),
  ${RECORD}
);
CREATE TABLE account_password (
  account_id uuid PRIMARY KEY REFERENCES account,
  password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  salt text NOT NULL,
  set_by_event uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE FUNCTION bind_password() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF audit.row_digest(row_to_json(NEW), ARRAY['set_by_event']) IS DISTINCT FROM
    (SELECT convert_from(body, 'UTF8')::json #>> '{facts,password}' FROM audit.event WHERE event_id = NEW.set_by_event) THEN
    RAISE EXCEPTION 'account_password: no password is set without an event that holds its digest'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bind_password BEFORE INSERT OR UPDATE ON account_password
  FOR EACH ROW EXECUTE FUNCTION bind_password();
CREATE TRIGGER password_stays BEFORE DELETE OR TRUNCATE ON account_password
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`;

const SESSIONS = `
CREATE TABLE session (
  token_hash text PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE TABLE sign_in_failure (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name_digest text NOT NULL,
  address_digest text NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_failure_name ON sign_in_failure (name_digest, failed_at);
CREATE INDEX sign_in_failure_address ON sign_in_failure (address_digest, failed_at)`;

/**
 * Two slots let a laboratory change keys without a gap, and hold no more than two valid ones: every key in a slot but
 * the first replaces one of that slot that was revoked, and no key is replaced twice.
 */
const KEYS = `
CREATE TABLE api_key (
  id uuid PRIMARY KEY,
  prefix text NOT NULL UNIQUE,
  secret_hash text NOT NULL,
  laboratory_id uuid NOT NULL REFERENCES laboratory,
  account_id uuid NOT NULL REFERENCES account,
  label text NOT NULL,
  slot smallint NOT NULL CHECK (slot IN (1, 2)),
  replaces uuid UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  ${RECORD},
  UNIQUE (id, laboratory_id, slot),
  FOREIGN KEY (replaces, laboratory_id, slot) REFERENCES api_key (id, laboratory_id, slot)
);
CREATE UNIQUE INDEX api_key_slot ON api_key (laboratory_id, slot) WHERE replaces IS NULL;
CREATE INDEX api_key_account ON api_key (account_id);
CREATE TABLE api_key_revoked (
  key_id uuid PRIMARY KEY REFERENCES api_key,
  revoked_by uuid NOT NULL REFERENCES account,
  revoked_at timestamptz NOT NULL DEFAULT now(),
  ${RECORD}
);
ALTER TABLE api_key ADD CONSTRAINT api_key_replaces_revoked FOREIGN KEY (replaces) REFERENCES api_key_revoked;
CREATE TABLE api_key_use (
  key_id uuid PRIMARY KEY REFERENCES api_key,
  last_used_at timestamptz NOT NULL
)`;

/**
 * json, not jsonb: a repeated answer keeps the order of its keys. The salt keeps anyone from trying what a request held.
 */
const IDEMPOTENCY = `
CREATE TABLE idempotency (
  account_id uuid NOT NULL REFERENCES account,
  key text NOT NULL CHECK (length(key) BETWEEN 8 AND 200),
  salt text NOT NULL,
  request_digest text NOT NULL,
  response json,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at)`;

const RECORDS = [
  recordsOf('installation', 'decided_at'),
  recordsOf('demo_load', 'loaded_at'),
  recordsOf('laboratory', 'created_at'),
  recordsOf('account', 'created_at'),
  recordsOf('invitation', 'created_at'),
  recordsOf('account_disabled', 'disabled_at'),
  recordsOf('api_key', 'created_at'),
  recordsOf('api_key_revoked', 'revoked_at'),
].join('');
