import { joinBytes } from './bytes.ts';
import { type Chance, draftEvent, type EventFacts } from './event.ts';
import type { Sql } from './log.ts';
import { columnName, type RowFacts, rowDigest } from './row.ts';

/** Keeps the parameters of one statement to some megabytes. */
const EVENTS_AT_ONCE = 2_000;

/**
 * Writes an event beside the act it records, in the same transaction, and puts it into the queue of the sealing. Returns
 * its id. Time and id come from the database, chance from the caller.
 */
export async function appendEvent(sql: Sql, facts: EventFacts, chance: Chance): Promise<string> {
  const draft = draftEvent(facts, chance);
  const [row] = await sql('SELECT audit.append($1, $2, $3, $4) AS id', [
    draft.body,
    draft.atPlace,
    draft.idPlace,
    draft.chance,
  ]);
  return row!.id as string;
}

/**
 * Writes the row of an act together with its event, in one statement, and returns the event's id. The event holds the
 * row's digest and, as `row.id`, `id`. Requires in `values` every column of the row, by its name in camel case and the
 * salt among them, but for its time and `audit_event_id`, which the database sets.
 */
export async function appendRow(
  sql: Sql,
  facts: Omit<EventFacts, 'row'>,
  [table, id, values]: readonly [table: string, id: string, values: RowFacts],
  chance: Chance,
): Promise<string> {
  const draft = draftEvent({ ...facts, row: { table, id, digest: rowDigest(values) } }, chance);
  const columns = Object.keys(values).map((name) => `"${columnName(name)}", `);
  const places = columns.map((_, i) => `$${i + 5}, `);
  const [row] = await sql(
    `INSERT INTO "${table.replaceAll('"', '""')}" (${columns.join('')}audit_event_id)
     VALUES (${places.join('')}audit.append($1, $2, $3, $4)) RETURNING audit_event_id AS id`,
    [draft.body, draft.atPlace, draft.idPlace, draft.chance, ...Object.values(values)],
  );
  return row!.id as string;
}

/**
 * Writes the events of an act that is many acts (a table of samples, a hundred thousand profiles) as `appendEvent`
 * writes one, many with one statement. Returns their ids in the order of `acts`, which is also their order in time.
 * Either all are written or, as the caller's transaction then fails, none.
 */
export async function appendEvents(sql: Sql, acts: readonly EventFacts[], chance: Chance): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 0; from < acts.length; from += EVENTS_AT_ONCE) {
    const drafts = acts.slice(from, from + EVENTS_AT_ONCE).map((facts) => draftEvent(facts, chance));
    // As one row of bytes with lengths: an array of bytes would travel in hexadecimal.
    let end = 0;
    const ends = drafts.map(({ body }) => {
      end += body.length;
      return end;
    });
    const rows = await sql(
      `SELECT audit.append(substring($1::bytea FROM 1 + ends - length FOR length), at_place, id_place,
         substring($2::bytea FROM 8 * place::int - 7 FOR 8)) AS id
       FROM unnest($3::int[], $4::int[], $5::int[], $6::int[])
         WITH ORDINALITY AS draft (ends, length, at_place, id_place, place) ORDER BY place`,
      [
        joinBytes(drafts.map(({ body }) => body)),
        joinBytes(drafts.map((draft) => draft.chance)),
        ends,
        drafts.map(({ body }) => body.length),
        drafts.map(({ atPlace }) => atPlace),
        drafts.map(({ idPlace }) => idPlace),
      ],
    );
    ids.push(...rows.map(({ id }) => id as string));
  }
  return ids;
}
