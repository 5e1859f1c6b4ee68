import type { Disclosure } from './disclosure.ts';
import type { Sql } from './log.ts';

/** Keeps what an event commits to, in the only table of the log that can be erased. In the transaction of the event. */
export async function storeDisclosures(sql: Sql, eventId: string, disclosures: readonly Disclosure[]): Promise<void> {
  await sql(
    `INSERT INTO audit.disclosure (event_id, name, salt, value)
     SELECT $1, name, decode(translate(salt, '-_', '+/') || '==', 'base64'), value
     FROM unnest($2::text[], $3::text[], $4::text[]) AS disclosed (name, salt, value)`,
    [
      eventId,
      disclosures.map(({ name }) => name),
      disclosures.map(({ salt }) => salt),
      disclosures.map(({ value }) => value),
    ],
  );
}

export async function readDisclosures(sql: Sql, eventId: string): Promise<readonly Disclosure[]> {
  const rows = await sql(
    `SELECT name, rtrim(translate(encode(salt, 'base64'), '+/', '-_'), '=') AS salt, value
     FROM audit.disclosure WHERE event_id = $1 ORDER BY name`,
    [eventId],
  );
  return rows.map((row) => ({ name: row.name as string, salt: row.salt as string, value: row.value as string }));
}

/** What lies behind the digests of the events from leaf `from` up to, without, `to`. */
export async function disclosuresOf(
  sql: Sql,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, readonly Disclosure[]>> {
  const rows = await sql(
    `SELECT leaf_index::int8 AS leaf, name, rtrim(translate(encode(salt, 'base64'), E'+/\\n', '-_'), '=') AS salt, value
     FROM audit.leaf JOIN audit.disclosure USING (event_id) WHERE leaf_index >= $1 AND leaf_index < $2`,
    [from, to],
  );
  const found = new Map<number, Disclosure[]>();
  for (const { leaf, name, salt, value } of rows) {
    const place = Number(leaf);
    const disclosure = { name: String(name), salt: String(salt), value: String(value) };
    found.set(place, [...(found.get(place) ?? []), disclosure]);
  }
  return found;
}

/** Erases what these events were about. The log does not change; nobody can open its digests again. */
export async function eraseDisclosures(sql: Sql, eventIds: readonly string[]): Promise<number> {
  const [row] = await sql(
    `WITH gone AS (DELETE FROM audit.disclosure WHERE event_id = ANY($1::uuid[]) RETURNING event_id)
     SELECT count(*)::int AS count FROM gone`,
    [eventIds],
  );
  return row!.count as number;
}
