import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * Frequency tables, mutation rates and kits that administrators brought in: every version whole, as text, so that a result
 * can be computed again from the database alone, decades later. A version is never changed; it can be retired. And what a
 * new version would move in past results: the figures are a note beside the results, which stay as they are.
 */
export class Reference1700000000009 implements MigrationInterface {
  readonly name = 'Reference1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [VERSIONS, RETIRED, EFFECTS, FORGET]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** `digest` is that of the figures in `content`. Nothing has the figures of another, whatever it is called. */
const VERSIONS = `
CREATE TABLE reference_version (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('frequencies', 'mutation', 'kit')),
  name text NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  content text NOT NULL,
  report text NOT NULL,
  file_sha256 text NOT NULL,
  supersedes text,
  reason text,
  account_id uuid NOT NULL REFERENCES account,
  imported_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  UNIQUE (kind, digest),
  UNIQUE (kind, name, version),
  CHECK ((version > 1) = (supersedes IS NOT NULL)),
  CHECK ((supersedes IS NULL) = (reason IS NULL))
);
${recordsOf('reference_version', 'imported_at')}`;

/** Shipped ones can be retired too: they are named by kind and digest. */
const RETIRED = `
CREATE TABLE reference_retired (
  kind text NOT NULL CHECK (kind IN ('frequencies', 'mutation', 'kit')),
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  reason text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  retired_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  PRIMARY KEY (kind, digest)
);
${recordsOf('reference_retired', 'retired_at')}`;

/** How many past results a new version would move; which ones, and how far, in the rows beside it. */
const EFFECTS = `
CREATE TABLE reference_effect (
  version_id uuid PRIMARY KEY REFERENCES reference_version,
  results integer NOT NULL CHECK (results >= 0),
  moved integer NOT NULL CHECK (moved >= 0),
  other_verdict integer NOT NULL CHECK (other_verdict >= 0),
  largest_shift text NOT NULL,
  engine_version text NOT NULL,
  engine_digest text NOT NULL,
  computed_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
${recordsOf('reference_effect', 'computed_at')}
CREATE TABLE reference_effect_row (
  version_id uuid NOT NULL REFERENCES reference_version,
  check_id uuid NOT NULL REFERENCES check_result,
  log10_before text,
  log10_after text,
  verdict_before text NOT NULL,
  verdict_after text,
  error_code text,
  PRIMARY KEY (version_id, check_id),
  CHECK ((verdict_after IS NULL) = (error_code IS NOT NULL))
);
CREATE INDEX reference_effect_row_check ON reference_effect_row (check_id)`;

/** A result that is erased leaves no figures here either, and gets none; the lock lets an erasure wait or be waited for. */
const FORGET = `
CREATE FUNCTION forget_effects() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM public.reference_effect_row WHERE check_id = NEW.check_id;
  RETURN NULL;
END $$;
CREATE TRIGGER forget_effects AFTER UPDATE ON check_result FOR EACH ROW EXECUTE FUNCTION forget_effects();
CREATE FUNCTION skip_erased_effect() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM public.check_result WHERE check_id = NEW.check_id AND result <> '{"erased":true}' FOR SHARE;
  RETURN CASE WHEN FOUND THEN NEW END;
END $$;
CREATE TRIGGER skip_erased_effect BEFORE INSERT ON reference_effect_row
  FOR EACH ROW EXECUTE FUNCTION skip_erased_effect()`;
