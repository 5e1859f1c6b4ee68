import type { MigrationInterface, QueryRunner } from 'typeorm';
import { recordsOf } from './0001-audit-log.ts';

/**
 * What may be forgotten. An order is entered by one person and approved by another of another role; then what names or
 * describes the person is overwritten, row by row, by a tombstone: every such row has an event of its own (`erased_row`),
 * which holds the digest of the tombstone. The database itself refuses any other change of a record, approved or not.
 */
export class Erasure1700000000007 implements MigrationInterface {
  readonly name = 'Erasure1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [ORDERS, PSEUDONYMS, FORMS, TOMBSTONES, LATE_ROWS, ERASE]) await runner.query(statement);
    for (const [table, columns] of Object.entries(ERASABLE)) await runner.query(erasable(table, columns));
    await runner.query(SUBMISSION_ROWS);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** Columns that a tombstone may hold other values in; all others stay. */
export const ERASABLE: Readonly<Record<string, readonly string[]>> = {
  profile: ['sample', 'genotypes', 'statuses', 'digest', 'reason', 'salt'],
  submission: ['file_name', 'sha256', 'reason', 'salt'],
  case_file: ['report', 'purpose', 'legal_basis', 'salt'],
  case_person: ['code', 'category', 'sex', 'salt'],
  kinship_check: ['inputs', 'salt'],
  check_result: ['result', 'result_digest', 'salt'],
  confirmation: ['content', 'salt'],
  withdrawal: ['reason', 'salt'],
};

/** The second person is another one, and of another role: the reference to the order carries both for the comparison. */
const ORDERS = `
CREATE TABLE erasure (
  id uuid PRIMARY KEY,
  subject text NOT NULL CHECK (subject IN ('person', 'sample', 'case')),
  person_id uuid REFERENCES case_person,
  profile_id uuid REFERENCES profile,
  case_id uuid REFERENCES case_file,
  order_reference text NOT NULL,
  requested_by uuid NOT NULL REFERENCES account,
  role text NOT NULL CHECK (role IN ('caseworker', 'administrator')),
  requested_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  CHECK ((subject = 'person') = (person_id IS NOT NULL)),
  CHECK ((subject = 'sample') = (profile_id IS NOT NULL)),
  CHECK ((subject = 'case') = (case_id IS NOT NULL)),
  UNIQUE (id, requested_by, role)
);
CREATE TABLE erasure_approval (
  erasure_id uuid PRIMARY KEY,
  requested_by uuid NOT NULL,
  requested_as text NOT NULL,
  approved_by uuid NOT NULL REFERENCES account,
  role text NOT NULL CHECK (role IN ('reviewer', 'administrator')),
  approved_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
  FOREIGN KEY (erasure_id, requested_by, requested_as) REFERENCES erasure (id, requested_by, role),
  CONSTRAINT erasure_needs_two CHECK (approved_by <> requested_by AND role <> requested_as)
);
CREATE TABLE erased_row (
  id uuid PRIMARY KEY,
  erasure_id uuid NOT NULL REFERENCES erasure_approval,
  table_name text NOT NULL,
  row_event uuid NOT NULL UNIQUE REFERENCES audit.event,
  tombstone_salt text NOT NULL,
  tombstone_digest text NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now(),
  salt text NOT NULL,
  audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event
);
CREATE INDEX erased_row_erasure ON erased_row (erasure_id);
${recordsOf('erasure', 'requested_at')}
${recordsOf('erasure_approval', 'approved_at')}
${recordsOf('erased_row', 'erased_at')}`;

/** The secret behind a person's references in events. Without it nobody can tell that two of them are of one person. */
const PSEUDONYMS = `
CREATE TABLE person_key (
  person_id uuid PRIMARY KEY REFERENCES case_person,
  key bytea NOT NULL CHECK (octet_length(key) = 32)
);
CREATE FUNCTION keep_person_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (
    SELECT FROM case_person p JOIN erased_row e ON e.row_event = p.audit_event_id WHERE p.id = OLD.person_id
  ) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% of % is refused: a key goes with its person only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER erase_only BEFORE UPDATE OR DELETE ON person_key FOR EACH ROW EXECUTE FUNCTION keep_person_key();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON person_key FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`;

/**
 * The row that takes the place of an erased one. A fresh salt, so that nothing can be tried against the digest that the
 * row's first event holds. The new digest of a profile is that of no genotypes; the old one stays in its event alone.
 */
const FORMS = `
CREATE FUNCTION erasure_versions(asked uuid) RETURNS SETOF profile LANGUAGE sql STABLE AS $$
  SELECT v.* FROM erasure e LEFT JOIN case_person c ON c.id = e.person_id
    JOIN profile p ON p.id = coalesce(e.profile_id, c.profile_id)
    JOIN profile v ON v.laboratory_id = p.laboratory_id AND v.sample = p.sample
   WHERE e.id = asked
$$;
CREATE FUNCTION erased_inputs(inputs jsonb, asked uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_object_agg(key, CASE WHEN (value ->> 'profileId')::uuid IN (SELECT v.id FROM erasure_versions(asked) v)
      THEN value || '{"code":"erased","sex":"unknown","profileDigest":"erased"}' ELSE value END) || '{"salt":"erased"}'
    FROM jsonb_each(inputs)
$$;
CREATE FUNCTION tombstone(table_name text, found jsonb, asked uuid, new_salt text) RETURNS jsonb
  LANGUAGE sql STABLE AS $$
  SELECT found || jsonb_build_object('salt', new_salt) || CASE table_name
    WHEN 'profile' THEN jsonb_build_object(
      'sample', 'erased-' || right(asked::text, 12), 'genotypes', '{}', 'statuses', '{}',
      'digest', audit.disclosure_digest(new_salt, 'genotypes', '{}'),
      'reason', CASE WHEN found ->> 'reason' IS NOT NULL THEN 'erased' END)
    WHEN 'submission' THEN jsonb_build_object(
      'file_name', 'erased', 'sha256', repeat('0', 64), 'reason', CASE WHEN found ->> 'reason' IS NOT NULL THEN 'erased' END)
    WHEN 'case_file' THEN jsonb_build_object('report', 'erased', 'purpose', 'erased', 'legal_basis', 'erased')
    WHEN 'case_person' THEN jsonb_build_object(
      'code', 'erased-' || right(found ->> 'id', 12), 'category', 'erased', 'sex', 'unknown')
    WHEN 'kinship_check' THEN jsonb_build_object('inputs', erased_inputs((found ->> 'inputs')::jsonb, asked)::text)
    WHEN 'check_result' THEN CASE WHEN found ->> 'result' IS NULL THEN '{}' ELSE jsonb_build_object(
      'result', '{"erased":true}', 'result_digest', encode(sha256('{"erased":true}'), 'hex')) END
    WHEN 'confirmation' THEN jsonb_build_object('content', '{"erased":true}')
    WHEN 'withdrawal' THEN jsonb_build_object('reason', 'erased')
  END
$$`;

/** A record changes once: into the tombstone that an approved erasure has announced in the log. */
const TOMBSTONES = `
CREATE FUNCTION become_tombstone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  erasable text[] := TG_ARGV[1:];
BEGIN
  IF to_jsonb(NEW) - erasable = to_jsonb(OLD) - erasable AND EXISTS (
    SELECT FROM erased_row e WHERE e.row_event = OLD.audit_event_id AND e.table_name = TG_TABLE_NAME
       AND e.tombstone_digest = audit.row_digest(row_to_json(NEW), ARRAY['audit_event_id', TG_ARGV[0]])
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% of % is refused: rows are added, never changed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$`;

/** The time column is the one that bind_row was given when the table was made. */
const erasable = (table: string, columns: readonly string[]): string => `
DROP TRIGGER append_only ON ${table};
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER become_tombstone BEFORE UPDATE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION become_tombstone('${TIMES[table]}', ${columns.map((name) => `'${name}'`).join(', ')})`;

const TIMES: Readonly<Record<string, string>> = {
  profile: 'received_at',
  submission: 'received_at',
  case_file: 'opened_at',
  case_person: 'added_at',
  kinship_check: 'asked_at',
  check_result: 'finished_at',
  confirmation: 'opened_at',
  withdrawal: 'withdrawn_at',
};

/** Rows of submissions have no event of their own; they may lose the sample and what was said of it, and nothing else. */
const SUBMISSION_ROWS = `
CREATE FUNCTION forget_sample() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - '{sample,problems}'::text[] = to_jsonb(OLD) - '{sample,problems}'::text[]
    AND NEW.sample LIKE 'erased-%' AND NEW.problems::text = '[]' AND EXISTS (
      SELECT FROM erasure_approval a WHERE NEW.sample = 'erased-' || right(a.erasure_id::text, 12)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% of % is refused: rows are added, never changed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER append_only ON submission_row;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON submission_row
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER forget_sample BEFORE UPDATE ON submission_row FOR EACH ROW EXECUTE FUNCTION forget_sample()`;

/** What was under way while somebody was erased must not come in afterwards. A new version finds its sample renamed. */
const LATE_ROWS = `
CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  added jsonb := to_jsonb(NEW);
  inputs jsonb := CASE WHEN TG_TABLE_NAME = 'kinship_check' THEN (added ->> 'inputs')::jsonb END;
BEGIN
  IF EXISTS (SELECT FROM profile p JOIN erased_row e ON e.row_event = p.audit_event_id WHERE p.id = ANY (ARRAY[
      added ->> 'profile_id', inputs #>> '{child,profileId}', inputs #>> '{parent,profileId}',
      inputs #>> '{otherParent,profileId}']::uuid[]))
    OR EXISTS (SELECT FROM kinship_check k JOIN erased_row e ON e.row_event = k.audit_event_id
      WHERE k.id = (added ->> 'check_id')::uuid AND added ->> 'error_code' IS DISTINCT FROM 'erased') THEN
    RAISE EXCEPTION '%: this was erased', TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased';
  END IF;
  RETURN NEW;
END $$;
${['case_person', 'kinship_check', 'check_result', 'confirmation']
  .map(
    (table) => `CREATE TRIGGER refuse_erased BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_erased();`,
  )
  .join('\n')}`;

/**
 * `erasure_plan`: the rows an erasure concerns, each with the salt and the digest of its tombstone. A person is a sample of
 * a laboratory, in all its versions and in every case; with it go the checks, results and confirmations that rest on it.
 * `erase`: overwrites the rows that were announced, and removes what lies behind digests and references.
 * Both run as the owner of the tables; the service's login has no such right.
 */
const ERASE = `
CREATE FUNCTION erasure_plan(asked uuid)
  RETURNS TABLE (table_name text, row_event uuid, tombstone_salt text, tombstone_digest text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM erasure_approval a WHERE a.erasure_id = asked) THEN
    LOCK TABLE profile, submission, submission_row, case_person, kinship_check, check_result, confirmation, withdrawal
      IN SHARE ROW EXCLUSIVE MODE;
  END IF;
  RETURN QUERY
  WITH versions AS MATERIALIZED (SELECT v.* FROM erasure_versions(asked) v),
    checks AS (SELECT k.* FROM kinship_check k WHERE EXISTS (SELECT FROM versions v WHERE v.id::text IN (
        k.inputs::jsonb #>> '{child,profileId}', k.inputs::jsonb #>> '{parent,profileId}',
        k.inputs::jsonb #>> '{otherParent,profileId}'))),
    signed AS (SELECT c.* FROM confirmation c JOIN checks k ON k.id = c.check_id),
    affected (name, event, was, clock) AS (
      SELECT 'profile', v.audit_event_id, to_jsonb(v), 'received_at' FROM versions v
      UNION ALL SELECT 'submission', u.audit_event_id, to_jsonb(u), 'received_at' FROM submission u
        WHERE u.id IN (SELECT r.submission_id FROM submission_row r JOIN versions v ON v.id = r.profile_id OR v.sample = r.sample)
          AND u.laboratory_id IN (SELECT v.laboratory_id FROM versions v)
      UNION ALL SELECT 'case_file', f.audit_event_id, to_jsonb(f), 'opened_at' FROM case_file f
        JOIN erasure e ON e.id = asked AND e.case_id = f.id
      UNION ALL SELECT 'case_person', c.audit_event_id, to_jsonb(c), 'added_at' FROM case_person c
        WHERE c.profile_id IN (SELECT v.id FROM versions v)
      UNION ALL SELECT 'kinship_check', k.audit_event_id, to_jsonb(k), 'asked_at' FROM checks k
      UNION ALL SELECT 'check_result', r.audit_event_id, to_jsonb(r), 'finished_at' FROM check_result r
        JOIN checks k ON k.id = r.check_id
      UNION ALL SELECT 'confirmation', c.audit_event_id, to_jsonb(c), 'opened_at' FROM signed c
      UNION ALL SELECT 'withdrawal', w.audit_event_id, to_jsonb(w), 'withdrawn_at' FROM withdrawal w
        JOIN signed c ON c.id = w.confirmation_id),
    salted AS MATERIALIZED (
      SELECT f.*, left(audit.base64url(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))), 22) AS fresh
        FROM affected f WHERE NOT EXISTS (SELECT FROM erased_row e WHERE e.row_event = f.event))
  SELECT f.name, f.event, f.fresh, audit.row_digest(tombstone(f.name, f.was, asked, f.fresh)::json, ARRAY['audit_event_id', f.clock])
    FROM salted f;
END $$;
CREATE FUNCTION erase(asked uuid) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  named text;
  columns text;
BEGIN
  UPDATE submission_row r SET sample = 'erased-' || right(asked::text, 12), problems = '[]'
    FROM profile p JOIN erased_row e ON e.row_event = p.audit_event_id AND e.erasure_id = asked, submission u
    WHERE u.id = r.submission_id AND u.laboratory_id = p.laboratory_id AND (r.profile_id = p.id OR r.sample = p.sample);
  FOR named IN SELECT DISTINCT e.table_name FROM erased_row e WHERE e.erasure_id = asked LOOP
    columns := CASE named ${Object.entries(ERASABLE)
      .map(([table, names]) => `WHEN '${table}' THEN '${names.join(', ')}'`)
      .join(' ')} END;
    EXECUTE format('UPDATE %I t SET (%s) = (SELECT %s FROM jsonb_populate_record(t, tombstone(%L, to_jsonb(t), $1, e.tombstone_salt)) n)
      FROM erased_row e WHERE e.erasure_id = $1 AND e.table_name = %L AND e.row_event = t.audit_event_id',
      named, columns, columns, named, named) USING asked;
  END LOOP;
  DELETE FROM audit.disclosure d USING erased_row e WHERE e.erasure_id = asked AND d.event_id = e.row_event;
  DELETE FROM person_key k USING case_person p, erased_row e
    WHERE p.id = k.person_id AND e.row_event = p.audit_event_id AND e.erasure_id = asked;
END $$`;
