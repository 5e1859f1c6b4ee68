import { findEvent, readTile, type Sql, type StoredEvent } from './log.ts';
import { drawSample, SAMPLE_DRAWN, SAMPLED, sampleSeed } from './sample.ts';
import { withTiles } from './tiles.ts';
import { rootAt } from './tree.ts';

/** A sample as it comes out: its seed, and the leaves and events of the confirmations drawn. */
export interface DrawnSample {
  readonly seed: string;
  /** Confirmations that were in the log when the sample was announced. */
  readonly of: number;
  readonly drawn: readonly { readonly leafIndex: number; readonly eventId: string }[];
}

/**
 * Draws `size` of the confirmations that stood in the log before the announcement. Undefined while the announcement is
 * not sealed: its root is not fixed before.
 */
export async function drawFromLog(
  sql: Sql,
  announcement: string,
  nonce: string,
  size: number,
): Promise<DrawnSample | undefined> {
  const leaf = (await findEvent(sql, announcement))?.leafIndex ?? null;
  if (leaf === null) return undefined;
  const root = await withTiles(
    (path) => readTile(sql, path),
    leaf + 1,
    (node) => rootAt(leaf + 1, node),
  );
  const population = await sql(
    'SELECT leaf_index, event_id FROM audit.leaf WHERE leaf_index < $1 AND type = $2 ORDER BY leaf_index',
    [leaf, SAMPLED],
  );
  const seed = sampleSeed(root, announcement, nonce);
  const drawn = drawSample(seed, population, size).map((row) => ({
    leafIndex: Number(row.leaf_index),
    eventId: row.event_id as string,
  }));
  return { seed, of: population.length, drawn };
}

/** The drawing of an announced sample; undefined while there is none. */
export async function findDrawing(sql: Sql, announcement: string): Promise<StoredEvent | undefined> {
  const [row] = await sql(
    `SELECT event_id FROM audit.events_of(ARRAY[$1])
      WHERE convert_from(body, 'UTF8')::json #>> '{facts,announcement}' = $2 ORDER BY event_id LIMIT 1`,
    [SAMPLE_DRAWN, announcement],
  );
  return row && findEvent(sql, row.event_id as string);
}
