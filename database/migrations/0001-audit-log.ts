import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log (libs/audit). `event` holds the exact bytes that are hashed; `pending` says which of them wait for the
 * sealing; `leaf`, `tile` and `checkpoint` are the sealed Merkle log. All of it only grows: triggers refuse anything
 * else, and whoever gets past the triggers is found by the verifier.
 */
export class AuditLog1700000000001 implements MigrationInterface {
  readonly name = 'AuditLog1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...APPEND, ...QUEUE, ...APPEND_ONLY, ...BINDING]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; an audit log is never taken back.');
  }
}

const TABLES = [
  'CREATE SCHEMA audit',
  `CREATE TABLE audit.event (
    event_id uuid PRIMARY KEY,
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 2 AND 65535))`,
  `CREATE FUNCTION audit.member(body bytea, name text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ BEGIN RETURN convert_from(body, 'UTF8')::json ->> name; END $$`,
  // Filled by a trigger of audit.event alone, so that no key has to be looked up again for every event.
  'CREATE TABLE audit.pending (event_id uuid PRIMARY KEY)',
  `CREATE TABLE audit.leaf (
    leaf_index bigint PRIMARY KEY CHECK (leaf_index >= 0),
    event_id uuid NOT NULL UNIQUE REFERENCES audit.event,
    leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
    type text,
    case_id text)`,
  // What events are looked up by, written by the sealing: to read it from an event's JSON would cost every act.
  'CREATE INDEX leaf_type ON audit.leaf (type, leaf_index)',
  'CREATE INDEX leaf_case ON audit.leaf (case_id, leaf_index) WHERE case_id IS NOT NULL',
  // Sealed or waiting.
  `CREATE FUNCTION audit.events_of(types text[]) RETURNS SETOF audit.event LANGUAGE sql STABLE
    AS $$ SELECT event.* FROM audit.leaf JOIN audit.event USING (event_id) WHERE leaf.type = ANY (types)
      UNION ALL SELECT event.* FROM audit.pending JOIN audit.event USING (event_id)
       WHERE audit.member(body, 'type') = ANY (types) $$`,
  // Full tiles only: C2SP tlog-tiles. `root` is the hash of the tile as it stands in the level above.
  `CREATE TABLE audit.tile (
    level smallint NOT NULL CHECK (level >= 0),
    tile_index bigint NOT NULL CHECK (tile_index >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    PRIMARY KEY (level, tile_index))`,
  `CREATE TABLE audit.checkpoint (
    tree_size bigint PRIMARY KEY CHECK (tree_size > 0),
    note text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  // Signature lines of witnesses under a checkpoint. C2SP tlog-cosignature.
  `CREATE TABLE audit.cosignature (
    tree_size bigint NOT NULL REFERENCES audit.checkpoint,
    witness text NOT NULL,
    line text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tree_size, witness))`,
  // Base64url of RFC 4648 section 5, without padding.
  `CREATE FUNCTION audit.base64url(bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT rtrim(translate(encode(bytes, 'base64'), E'+/\\n', '-_'), '=') $$`,
  // RFC 9901 section 4.2. Requires a salt and a name that need no escape in JSON, and canonical JSON as value.
  `CREATE FUNCTION audit.disclosure_digest(salt text, name text, value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT audit.base64url(sha256(convert_to(audit.base64url(
      convert_to('["' || salt || '","' || name || '",' || value || ']', 'UTF8')), 'UTF8'))) $$`,
  // The only erasable table: the values behind the salted digests of an event. RFC 9901.
  `CREATE TABLE audit.disclosure (
    event_id uuid NOT NULL REFERENCES audit.event,
    name text NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) >= 16),
    value text NOT NULL,
    PRIMARY KEY (event_id, name))`,
];

// One statement writes an event: the time and the id, a UUID of version 7 whose 12 bits behind the milliseconds are the
// microseconds (RFC 9562 sections 5.7 and 6.2, method 3), are put over the blanks of a drafted event. The service's login
// writes events through it alone, and so none with a time or an id of its choice.
const APPEND = [
  `CREATE FUNCTION audit.append(draft bytea, at_place int, id_place int, chance bytea) RETURNS uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog AS $$
  DECLARE
    now CONSTANT timestamptz := clock_timestamp();
    at CONSTANT text := to_char(now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    microseconds CONSTANT bigint := extract(epoch FROM now) * 1000000;
    id CONSTANT uuid := lpad(to_hex(microseconds / 1000), 12, '0') || '7'
      || lpad(to_hex(microseconds % 1000 * 4096 / 1000), 3, '0') || encode(chance, 'hex');
    body CONSTANT bytea := overlay(overlay(draft PLACING convert_to(at, 'UTF8') FROM at_place)
      PLACING convert_to(id::text, 'UTF8') FROM id_place);
    said CONSTANT json := convert_from(body, 'UTF8');
  BEGIN
    IF (said ->> 'at') IS DISTINCT FROM at OR (said ->> 'id') IS DISTINCT FROM id::text THEN
      RAISE EXCEPTION 'audit.append: time and id of the event are not where the draft has its blanks' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO audit.event (event_id, body) VALUES (id, body);
    RETURN id;
  END $$`,
  'REVOKE ALL ON FUNCTION audit.append FROM PUBLIC',
];

const QUEUE = [
  // No event without its place in the queue, whoever wrote it; and nobody else puts anything there.
  `CREATE FUNCTION audit.queue_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
  BEGIN
    INSERT INTO audit.pending (event_id) VALUES (NEW.event_id);
    RETURN NULL;
  END $$`,
  // For each row: nearly every statement writes one event, and a transition table would cost it more than this call.
  `CREATE TRIGGER queue_event AFTER INSERT ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.queue_event()`,
  `CREATE FUNCTION audit.leave_queue() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    IF EXISTS (SELECT FROM gone LEFT JOIN audit.leaf USING (event_id) WHERE leaf.event_id IS NULL) THEN
      RAISE EXCEPTION 'audit.pending: an event leaves the queue only by being sealed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER leave_queue AFTER DELETE ON audit.pending
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit.leave_queue()`,
];

const APPEND_ONLY = [
  `CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'audit.%: % is refused, the log only grows', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END $$`,
  `CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% of % is refused: rows are added, never changed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END $$`,
  ...['event', 'leaf', 'tile', 'checkpoint', 'cosignature'].map(
    (table) => `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.${table}
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()`,
  ),
  `CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit.pending
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()`,
  `CREATE TRIGGER erase_only BEFORE UPDATE OR TRUNCATE ON audit.disclosure
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()`,
];

// A row and its event: the database itself refuses a row whose event is not about it. See libs/audit/src/row.ts.
const BINDING = [
  `CREATE FUNCTION audit.fact_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT left(name, 1) || substr(replace(initcap(replace(name, '_', ' ')), ' ', ''), 2) $$`,
  // PostgreSQL writes strings and whole numbers as RFC 8785 does; names of columns are ASCII.
  `CREATE FUNCTION audit.row_digest(contents json, without text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  BEGIN
    RETURN encode(sha256(convert_to('{' || (
      SELECT string_agg(to_json(fact)::text || ':' || value, ',' ORDER BY fact)
        FROM (SELECT audit.fact_name(key) COLLATE "C" AS fact, value::text AS value FROM json_each(contents)
               WHERE value::text <> 'null' AND key <> ALL (without)) facts) || '}', 'UTF8')), 'hex');
  END $$`,
  // The trigger of a table of records, with its columns written out: `row_digest` for each row would cost more than the row.
  // The row's own time becomes that of the event, to the microsecond. To be called again when a column is added.
  `CREATE FUNCTION audit.bind(record regclass, own_time name) RETURNS void LANGUAGE plpgsql AS $bind$
  DECLARE
    function_name CONSTANT text := 'bind_' || (SELECT relname FROM pg_class WHERE oid = record);
    facts CONSTANT text := (
      SELECT string_agg(format($$coalesce(',"%s":' || nullif(to_json(NEW.%I)::text, 'null'), '')$$, fact, attname), ' || ' ORDER BY fact)
        FROM (SELECT attname, audit.fact_name(attname) COLLATE "C" AS fact FROM pg_attribute
               WHERE attrelid = record AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('audit_event_id', own_time)) columns);
  BEGIN
    EXECUTE format($create$CREATE OR REPLACE FUNCTION audit.%I() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    DECLARE
      said json := (SELECT convert_from(body, 'UTF8')::json FROM audit.event WHERE event_id = NEW.audit_event_id);
    BEGIN
      IF said #>> '{row,table}' IS DISTINCT FROM TG_TABLE_NAME
        OR said #>> '{row,digest}' IS DISTINCT FROM encode(sha256(convert_to('{' || substr(%s, 2) || '}', 'UTF8')), 'hex') THEN
        RAISE EXCEPTION '%%: there is no act without its event, which holds the digest of its row', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      NEW.%I := said ->> 'at';
      RETURN NEW;
    END $$ $create$, function_name, facts, own_time);
    EXECUTE format('CREATE OR REPLACE TRIGGER bind_row BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION audit.%I()', record, function_name);
  END $bind$`,
];

/** Binds the rows of a table of records to their events, and lets it only grow. `time`: the column of the row's own time. */
export const recordsOf = (table: string, time: string): string => `
SELECT audit.bind('${table}', '${time}');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();`;
