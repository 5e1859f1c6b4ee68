import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a new version of a kit would tell of profiles that stand; and what a comparison has noted is never changed. It goes
 * with the result or the profile that it is about, when that is erased.
 */
export class Effects1700000000012 implements MigrationInterface {
  readonly name = 'Effects1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [PROFILES, FORGET, KEEP]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** Loci that the new version of the kit would call unknown to it, and loci that it no longer would. No alleles. */
const PROFILES = `
CREATE TABLE reference_effect_profile (
  version_id uuid NOT NULL REFERENCES reference_version,
  profile_id uuid NOT NULL REFERENCES profile,
  flagged text[] NOT NULL,
  cleared text[] NOT NULL,
  PRIMARY KEY (version_id, profile_id),
  CHECK (cardinality(flagged) + cardinality(cleared) > 0)
);
CREATE INDEX reference_effect_profile_profile ON reference_effect_profile (profile_id)`;

/** The lock lets an erasure wait or be waited for. */
const FORGET = `
CREATE FUNCTION forget_profile_effects() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM public.reference_effect_profile WHERE profile_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER forget_profile_effects AFTER UPDATE ON profile FOR EACH ROW EXECUTE FUNCTION forget_profile_effects();
CREATE FUNCTION skip_erased_profile() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM public.profile p WHERE p.id = NEW.profile_id FOR SHARE;
  PERFORM FROM public.profile p JOIN public.erased_row e ON e.row_event = p.audit_event_id WHERE p.id = NEW.profile_id;
  RETURN CASE WHEN NOT FOUND THEN NEW END;
END $$;
CREATE TRIGGER skip_erased_profile BEFORE INSERT ON reference_effect_profile
  FOR EACH ROW EXECUTE FUNCTION skip_erased_profile()`;

const KEEP = `
CREATE FUNCTION keep_effect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'reference_effect_row' AND EXISTS (
    SELECT FROM check_result WHERE check_id = (to_jsonb(OLD) ->> 'check_id')::uuid AND result = '{"erased":true}'
  ) THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'reference_effect_profile' AND EXISTS (
    SELECT FROM profile p JOIN erased_row e ON e.row_event = p.audit_event_id
     WHERE p.id = (to_jsonb(OLD) ->> 'profile_id')::uuid
  ) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% of % is refused: what was compared is never changed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
ALTER FUNCTION keep_effect() SET search_path = public;
CREATE TRIGGER keep_effect BEFORE UPDATE OR DELETE ON reference_effect_row FOR EACH ROW EXECUTE FUNCTION keep_effect();
CREATE TRIGGER keep_effect BEFORE UPDATE OR DELETE ON reference_effect_profile
  FOR EACH ROW EXECUTE FUNCTION keep_effect();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON reference_effect_row
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON reference_effect_profile
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`;
