import { joinBytes } from './bytes.ts';
import { buildEvents, type Chance, type EventFacts } from './event.ts';
import type { Sql } from './log.ts';

/** Keeps one statement's parameters to some megabytes. */
const EVENTS_AT_ONCE = 2_000;

/**
 * Writes an event beside the act it records, in the same transaction, and puts it into the queue of the sealing. Returns
 * its id. Takes the time from the database and chance from the caller.
 */
export async function appendEvent(sql: Sql, facts: EventFacts, chance: Chance): Promise<string> {
  const [id] = await appendEvents(sql, [facts], chance);
  return id!;
}

/**
 * Writes the events of an act that is many acts (a table of samples, a hundred thousand profiles) as `appendEvent`
 * writes one, many in one statement. Returns their ids in the order of `acts`, which is also their order in the log
 * unless they are sealed in several batches. Either all are written or, as the caller's transaction then fails, none.
 */
export async function appendEvents(sql: Sql, acts: readonly EventFacts[], chance: Chance): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 0; from < acts.length; from += EVENTS_AT_ONCE) {
    const [now] = await sql(
      `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`,
      [],
    );
    const events = buildEvents(acts.slice(from, from + EVENTS_AT_ONCE), now!.at as string, chance);
    await insertEvents(sql, events);
    ids.push(...events.map(({ id }) => id));
  }
  return ids;
}

/** The bodies travel as one row of bytes with their lengths: an array of them would be written out in hexadecimal. */
async function insertEvents(sql: Sql, events: readonly { id: string; body: Uint8Array }[]): Promise<void> {
  let end = 0;
  const ends = events.map(({ body }) => {
    end += body.length;
    return end;
  });
  await sql(
    `INSERT INTO audit.event (event_id, body)
     SELECT id, substring($2::bytea FROM behind - length + 1 FOR length)
     FROM unnest($1::uuid[], $3::int[], $4::int[]) AS new (id, behind, length)`,
    [
      events.map(({ id }) => id),
      joinBytes(events.map(({ body }) => body)),
      ends,
      events.map(({ body }) => body.length),
    ],
  );
}
