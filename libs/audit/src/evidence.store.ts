import { textBytes } from './bytes.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { receiptPath, rowPath } from './evidence.ts';
import { leafIndexes, readTile, type Sql } from './log.ts';
import { formatProof } from './proof-text.ts';
import { type RecordTable, readRowsOf, readTables } from './reconcile.store.ts';
import { factName, rowText } from './row.ts';
import { withTiles } from './tiles.ts';
import { inclusionProof } from './tree.ts';

/**
 * The `events/` and `rows/` of a bundle with these events, or undefined while one of them is not sealed under a checkpoint
 * that `cosigned` witnesses, of those `among` if given, signed. All receipts are under one checkpoint, the first that covers them, so that the same
 * events give the same bytes whenever they are asked for.
 */
export async function evidenceOf(
  sql: Sql,
  eventIds: readonly string[],
  { cosigned = 0, among }: { readonly cosigned?: number; readonly among?: readonly string[] } = {},
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const places = await leafIndexes(sql, eventIds);
  if (places.size === 0 || places.size < new Set(eventIds).size) return undefined;
  const checkpoint = await checkpointAfter(sql, Math.max(...places.values()), cosigned, among);
  if (checkpoint === undefined) return undefined;
  const { size } = parseCheckpoint(checkpoint);
  const { records: tables } = await readTables(sql);
  const files = new Map<string, Uint8Array>();
  for (const { eventId, body, text } of await readBodies(sql, eventIds)) {
    const index = places.get(eventId)!;
    const hashes = await withTiles(
      (path) => readTile(sql, path),
      size,
      (node) => inclusionProof(index, size, node),
    );
    const { type, row } = JSON.parse(text) as { type: string; row?: { table: string } };
    files.set(receiptPath(index, type), textBytes(formatProof({ index, hashes, checkpoint, extra: body })));
    const table = row && tables.find(({ name }) => name === row.table);
    if (table) files.set(rowPath(index, table.name), textBytes(await readRowText(sql, table, eventId)));
  }
  return files;
}

async function checkpointAfter(
  sql: Sql,
  leafIndex: number,
  cosigned: number,
  among: readonly string[] | undefined,
): Promise<string | undefined> {
  const [row] = await sql(
    `SELECT note, (SELECT coalesce(string_agg(line || E'\\n', '' ORDER BY witness), '')
                   FROM audit.cosignature c WHERE c.tree_size = p.tree_size) AS lines
     FROM audit.checkpoint p
     WHERE tree_size > $1 AND (SELECT count(*) FROM audit.cosignature c
       WHERE c.tree_size = p.tree_size AND ($3::text[] IS NULL OR witness = ANY($3))) >= $2
     ORDER BY tree_size LIMIT 1`,
    [leafIndex, cosigned, among ?? null],
  );
  return row && `${row.note}${row.lines}`;
}

async function readBodies(
  sql: Sql,
  eventIds: readonly string[],
): Promise<readonly { eventId: string; body: Uint8Array; text: string }[]> {
  const rows = await sql(
    `SELECT event_id AS "eventId", body, convert_from(body, 'UTF8') AS text FROM audit.event WHERE event_id = ANY($1::uuid[])`,
    [eventIds],
  );
  return rows as unknown as readonly { eventId: string; body: Uint8Array; text: string }[];
}

/** The canonical text of the row that belongs to an event, as the database holds it now; `{}` when it is gone. */
async function readRowText(sql: Sql, table: RecordTable, eventId: string): Promise<string> {
  const [found] = await readRowsOf(sql, table, [eventId]);
  return rowText(Object.fromEntries(table.values.map((column) => [factName(column), found?.row[column] ?? null])));
}
