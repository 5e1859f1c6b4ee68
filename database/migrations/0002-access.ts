import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may call: laboratories, accounts, invitations, sessions, API keys; and the answers kept for repeated requests.
 * Secrets stand here only as digests. What an account is never changes: an old signature keeps its meaning.
 */
export class Access1700000000002 implements MigrationInterface {
  readonly name = 'Access1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INSTALLATION);
    await runner.query(ACCOUNTS);
    await runner.query(SESSIONS);
    await runner.query(KEYS);
    await runner.query(IDEMPOTENCY);
    await runner.query(UNCHANGING);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** One row: whether this database was made for trying out. Only then may accounts with printed passwords exist. */
const INSTALLATION = `
CREATE TABLE installation (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  trial boolean NOT NULL,
  demo_loaded_at timestamptz CHECK (demo_loaded_at IS NULL OR trial)
)`;

const ROLE = `role text NOT NULL CHECK (role IN ('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')),
  laboratory_id uuid REFERENCES laboratory,
  CHECK ((role = 'laboratory') = (laboratory_id IS NOT NULL))`;

const ACCOUNTS = `
CREATE TABLE laboratory (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX laboratory_name ON laboratory (lower(name));
CREATE TABLE account (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz,
  ${ROLE}
);
CREATE UNIQUE INDEX account_name ON account (lower(name));
CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  name text NOT NULL,
  created_by uuid REFERENCES account,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  ${ROLE}
)`;

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

/** The slot lets a laboratory change keys without a gap, and hold no more than two valid ones. */
const KEYS = `
CREATE TABLE api_key (
  id uuid PRIMARY KEY,
  prefix text NOT NULL UNIQUE,
  secret_hash text NOT NULL,
  laboratory_id uuid NOT NULL REFERENCES laboratory,
  account_id uuid NOT NULL REFERENCES account,
  label text NOT NULL,
  slot smallint NOT NULL CHECK (slot IN (1, 2)),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX api_key_slot ON api_key (laboratory_id, slot) WHERE revoked_at IS NULL;
CREATE INDEX api_key_account ON api_key (account_id)`;

/** json, not jsonb: a repeated answer keeps the order of its keys. */
const IDEMPOTENCY = `
CREATE TABLE idempotency (
  account_id uuid NOT NULL REFERENCES account,
  key text NOT NULL CHECK (length(key) BETWEEN 8 AND 200),
  request_digest text NOT NULL,
  response json,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at)`;

const UNCHANGING = `
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: what it states never changes', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER account_keeps_its_meaning BEFORE UPDATE OF id, name, role, laboratory_id, created_at ON account
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_stays BEFORE DELETE OR TRUNCATE ON account
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER installation_keeps_its_kind BEFORE UPDATE OF single, trial ON installation
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER installation_stays BEFORE DELETE OR TRUNCATE ON installation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`;
