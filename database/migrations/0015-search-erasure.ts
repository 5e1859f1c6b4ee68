import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ERASABLE } from './0007-erasure.ts';

/**
 * Searches can be forgotten like checks. With a person go the searches that asked about him: their texts, and what was found
 * for them; and what other searches said of his profile. That something was asked and found, and when, stays.
 */
export class SearchErasure1700000000015 implements MigrationInterface {
  readonly name = 'SearchErasure1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    for (const { table, time, columns } of FORGETTABLE) await runner.query(forgettable(table, time, columns));
    for (const statement of [TOMBSTONE, PLAN, ERASE, LATE_ROWS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}

/** Columns that a tombstone may hold other values in, and the column of the row's own time. */
const FORGETTABLE = [
  { table: 'search', time: 'asked_at', columns: ['purpose', 'inputs', 'salt'] },
  { table: 'search_ended', time: 'ended_at', columns: ['reason', 'salt'] },
  { table: 'search_candidate', time: 'found_at', columns: ['log10', 'facts', 'salt'] },
  { table: 'candidate_disposition', time: 'disposed_at', columns: ['reason', 'salt'] },
] as const;

const forgettable = (table: string, time: string, columns: readonly string[]): string => `
DROP TRIGGER append_only ON ${table};
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER become_tombstone BEFORE UPDATE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION become_tombstone('${time}', ${columns.map((name) => `'${name}'`).join(', ')})`;

/** A row is overwritten once: all persons of a search lose their codes, whoever of them was erased. */
const TOMBSTONE = `
ALTER FUNCTION tombstone(text, jsonb, uuid, text) RENAME TO tombstone_of_cases;
CREATE FUNCTION tombstone(table_name text, found jsonb, asked uuid, new_salt text) RETURNS jsonb
  LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN table_name IN ('search', 'search_ended', 'search_candidate', 'candidate_disposition')
    THEN found || jsonb_build_object('salt', new_salt) || CASE table_name
      WHEN 'search' THEN jsonb_build_object('purpose', 'erased', 'inputs', (
        (found ->> 'inputs')::jsonb || jsonb_build_object('salt', 'erased', 'persons', (
          SELECT jsonb_agg(person || '{"code":"erased","sex":"unknown","profileDigest":"erased"}' ORDER BY place)
            FROM jsonb_array_elements((found ->> 'inputs')::jsonb -> 'persons') WITH ORDINALITY AS p (person, place))))::text)
      WHEN 'search_candidate' THEN '{"log10":"erased","facts":"{}"}'
      ELSE '{"reason":"erased"}' END
    ELSE tombstone_of_cases(table_name, found, asked, new_salt) END
$$`;

const PLAN = `
ALTER FUNCTION erasure_plan(uuid) RENAME TO erasure_plan_of_cases;
CREATE FUNCTION erasure_plan(asked uuid)
  RETURNS TABLE (table_name text, row_event uuid, tombstone_salt text, tombstone_digest text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT * FROM erasure_plan_of_cases(asked);
  IF EXISTS (SELECT FROM erasure_approval a WHERE a.erasure_id = asked) THEN
    LOCK TABLE search, search_ended, search_candidate, candidate_disposition IN SHARE ROW EXCLUSIVE MODE;
  END IF;
  RETURN QUERY
  WITH versions AS MATERIALIZED (SELECT v.* FROM erasure_versions(asked) v),
    searches AS (SELECT s.* FROM search s WHERE s.case_id = (SELECT e.case_id FROM erasure e WHERE e.id = asked)
      OR EXISTS (SELECT FROM jsonb_array_elements(s.inputs::jsonb -> 'persons') p JOIN versions v ON v.id::text = p ->> 'profileId')),
    candidates AS (SELECT c.* FROM search_candidate c
      WHERE c.search_id IN (SELECT s.id FROM searches s) OR c.profile_id IN (SELECT v.id FROM versions v)),
    affected (name, event, was, clock) AS (
      SELECT 'search', s.audit_event_id, to_jsonb(s), 'asked_at' FROM searches s
      UNION ALL SELECT 'search_ended', x.audit_event_id, to_jsonb(x), 'ended_at' FROM search_ended x
        JOIN searches s ON s.id = x.search_id
      UNION ALL SELECT 'search_candidate', c.audit_event_id, to_jsonb(c), 'found_at' FROM candidates c
      UNION ALL SELECT 'candidate_disposition', d.audit_event_id, to_jsonb(d), 'disposed_at' FROM candidate_disposition d
        JOIN candidates c ON c.id = d.candidate_id),
    salted AS MATERIALIZED (
      SELECT f.*, left(audit.base64url(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))), 22) AS fresh
        FROM affected f WHERE NOT EXISTS (SELECT FROM erased_row e WHERE e.row_event = f.event))
  SELECT f.name, f.event, f.fresh, audit.row_digest(tombstone(f.name, f.was, asked, f.fresh)::json, ARRAY['audit_event_id', f.clock])
    FROM salted f;
END $$`;

const COLUMNS = [
  ...Object.entries(ERASABLE),
  ...FORGETTABLE.map(({ table, columns }) => [table, columns] as const),
].map(([table, columns]) => `WHEN '${table}' THEN '${columns.join(', ')}'`);

/** As before, with the tables of searches. */
const ERASE = `
CREATE OR REPLACE FUNCTION erase(asked uuid) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  named text;
  columns text;
BEGIN
  UPDATE submission_row r SET sample = 'erased-' || right(asked::text, 12), problems = '[]'
    FROM profile p JOIN erased_row e ON e.row_event = p.audit_event_id AND e.erasure_id = asked, submission u
    WHERE u.id = r.submission_id AND u.laboratory_id = p.laboratory_id AND (r.profile_id = p.id OR r.sample = p.sample);
  FOR named IN SELECT DISTINCT e.table_name FROM erased_row e WHERE e.erasure_id = asked LOOP
    columns := CASE named ${COLUMNS.join(' ')} END;
    EXECUTE format('UPDATE %I t SET (%s) = (SELECT %s FROM jsonb_populate_record(t, tombstone(%L, to_jsonb(t), $1, e.tombstone_salt)) n)
      FROM erased_row e WHERE e.erasure_id = $1 AND e.table_name = %L AND e.row_event = t.audit_event_id',
      named, columns, columns, named, named) USING asked;
  END LOOP;
  DELETE FROM audit.disclosure d USING erased_row e WHERE e.erasure_id = asked AND d.event_id = e.row_event;
  DELETE FROM person_key k USING case_person p, erased_row e
    WHERE p.id = k.person_id AND e.row_event = p.audit_event_id AND e.erasure_id = asked;
END $$`;

/** What was under way while somebody was erased must not come in afterwards. */
const LATE_ROWS = `
CREATE FUNCTION refuse_erased_search() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  added jsonb := to_jsonb(NEW);
  persons jsonb := CASE WHEN TG_TABLE_NAME = 'search' THEN (added ->> 'inputs')::jsonb -> 'persons' ELSE '[]' END;
BEGIN
  IF EXISTS (SELECT FROM profile p JOIN erased_row e ON e.row_event = p.audit_event_id
      WHERE p.id = (added ->> 'profile_id')::uuid
         OR p.id IN (SELECT (each ->> 'profileId')::uuid FROM jsonb_array_elements(persons) each))
    OR EXISTS (SELECT FROM search_candidate c JOIN erased_row e ON e.row_event = c.audit_event_id
      WHERE c.id = (added ->> 'candidate_id')::uuid)
    OR EXISTS (SELECT FROM search s JOIN erased_row e ON e.row_event = s.audit_event_id
      WHERE s.id = (added ->> 'search_id')::uuid) THEN
    RAISE EXCEPTION '%: this was erased', TG_TABLE_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erased';
  END IF;
  RETURN NEW;
END $$;
${FORGETTABLE.map(
  ({ table }) =>
    `CREATE TRIGGER refuse_erased BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_erased_search();`,
).join('\n')}`;
