import type { Sql } from './log.ts';

/** A table whose rows each belong to an event. */
export interface RecordTable {
  readonly name: string;
  /** Columns whose values the event's digest covers. */
  readonly values: readonly string[];
  /** Columns that hold the time of the row's event. */
  readonly times: readonly string[];
}

/** A row as the database holds it: JSON, times as events write them. */
export interface FoundRow {
  readonly eventId: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Every table beside the log's own, those whose rows have an event first; with the columns as they are, not as they should be. */
export async function readTables(sql: Sql): Promise<{ records: readonly RecordTable[]; others: readonly string[] }> {
  const rows = await sql(
    `SELECT c.relname AS name, bool_or(a.attname = 'audit_event_id') AS recorded,
            coalesce(array_agg(a.attname::text) FILTER (WHERE NOT time AND a.attname <> 'audit_event_id'), '{}') AS values,
            coalesce(array_agg(a.attname::text) FILTER (WHERE time), '{}') AS times
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            CROSS JOIN LATERAL (SELECT a.atttypid = 'timestamptz'::regtype AS time) kind
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      GROUP BY c.relname ORDER BY c.relname`,
    [],
  );
  const records = rows.filter(({ recorded }) => recorded === true);
  return {
    records: records.map((row) => ({
      name: row.name as string,
      values: row.values as string[],
      times: row.times as string[],
    })),
    others: rows.filter(({ recorded }) => recorded !== true).map(({ name }) => name as string),
  };
}

/** The rows of a table that belong to these events. */
export async function readRowsOf(
  sql: Sql,
  { name, times }: RecordTable,
  eventIds: readonly string[],
): Promise<readonly FoundRow[]> {
  const written = times.map(
    (column) =>
      ` || jsonb_build_object('${column}', to_char(t.${quoted(column)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))`,
  );
  const rows = await sql(
    `SELECT audit_event_id AS "eventId", to_jsonb(t)${written.join('')} AS row
       FROM public.${quoted(name)} t WHERE audit_event_id = ANY($1::uuid[])`,
    [eventIds],
  );
  return rows as unknown as readonly FoundRow[];
}

/** A leaf's event as the log tables hold it. */
export interface FoundEvent {
  /** Computed now. */
  readonly hash: Uint8Array;
  /** What it is looked up by. */
  readonly type: unknown;
  readonly caseId: unknown;
}

/** What the log tables hold from leaf `from` up to, without, `to`. */
export async function readFoundEvents(sql: Sql, from: number, to: number): Promise<ReadonlyMap<number, FoundEvent>> {
  const rows = await sql(
    `SELECT leaf_index AS leaf, sha256('\\x00'::bytea || body) AS hash, type, case_id AS "caseId"
       FROM audit.leaf JOIN audit.event USING (event_id) WHERE leaf_index >= $1 AND leaf_index < $2`,
    [from, to],
  );
  return new Map(
    (rows as unknown as readonly (FoundEvent & { leaf: unknown })[]).map((row) => [Number(row.leaf), row]),
  );
}

/** How many rows belong to events below leaf `size`, above it, and to none that the log tables know or that waits. */
export async function countRows(
  sql: Sql,
  table: string,
  size: number,
): Promise<{ sealed: number; newer: number; unknown: number }> {
  const [row] = await sql(
    `SELECT count(*) FILTER (WHERE leaf_index < $1) AS sealed,
            count(*) FILTER (WHERE leaf_index >= $1 OR (leaf_index IS NULL AND p.event_id IS NOT NULL)) AS newer,
            count(*) FILTER (WHERE leaf_index IS NULL AND p.event_id IS NULL) AS unknown
       FROM public.${quoted(table)} t LEFT JOIN audit.leaf l ON l.event_id = t.audit_event_id
            LEFT JOIN audit.pending p ON p.event_id = t.audit_event_id`,
    [size],
  );
  return { sealed: Number(row!.sealed), newer: Number(row!.newer), unknown: Number(row!.unknown) };
}

/** Rows in the order of their events, after `after`; `leafIndex`: where the log tables say that the event stands. */
export async function readPlaces(
  sql: Sql,
  table: string,
  after: string | null,
  limit: number,
): Promise<readonly { eventId: string; leafIndex: number | null; waits: boolean; row: FoundRow['row'] }[]> {
  const rows = await sql(
    `SELECT t.audit_event_id AS id, leaf_index, p.event_id IS NOT NULL AS waits, to_jsonb(t) AS row
       FROM public.${quoted(table)} t LEFT JOIN audit.leaf l ON l.event_id = t.audit_event_id
            LEFT JOIN audit.pending p ON p.event_id = t.audit_event_id
      WHERE $1::uuid IS NULL OR t.audit_event_id > $1 ORDER BY t.audit_event_id LIMIT $2`,
    [after, limit],
  );
  return rows.map((row) => ({
    eventId: row.id as string,
    leafIndex: row.leaf_index === null ? null : Number(row.leaf_index),
    waits: row.waits === true,
    row: row.row as FoundRow['row'],
  }));
}

/** Requires a name that the database itself has told. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
