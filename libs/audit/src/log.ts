import { joinBytes, sameBytes, textBytes } from './bytes.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { labelsOf } from './event.ts';
import { HASH_LENGTH } from './hash.ts';
import { formatProof } from './proof-text.ts';
import { entryBundle, parseTilePath, TILE_WIDTH, type TilePlace, tileWidth, withTiles } from './tiles.ts';
import { inclusionProof, rootAt } from './tree.ts';

// The stored log. Every SQL statement of libs/audit stands in this file and in *.store.ts.

/** Runs one statement in the caller's transaction and returns its rows. */
export type Sql = (text: string, parameters: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** An event as stored. `leafIndex` is null until it is sealed; `text` is the canonical JSON that is hashed. */
export interface StoredEvent {
  readonly eventId: string;
  readonly leafIndex: number | null;
  readonly text: string;
}

export interface FullTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
  /** Hash of the tile as it stands in the level above. */
  readonly root: Uint8Array;
}

/**
 * The latest signed checkpoint with the cosignatures it has, or undefined while there is none. `cosigned`: by how many
 * witnesses it must be, of those `among` if given (as `addCosignature` was told their names); witnesses are asked after
 * the signing, so the latest of all may still be without.
 */
export async function latestCheckpoint(sql: Sql, cosigned = 0, among?: readonly string[]): Promise<string | undefined> {
  const [row] = await sql(
    `SELECT note, (SELECT coalesce(string_agg(line || E'\\n', '' ORDER BY witness), '')
                   FROM audit.cosignature c WHERE c.tree_size = p.tree_size) AS lines
     FROM audit.checkpoint p
     WHERE $1::int = 0 OR tree_size = (
       SELECT tree_size FROM audit.cosignature WHERE $2::text[] IS NULL OR witness = ANY($2)
       GROUP BY tree_size HAVING count(*) >= $1 ORDER BY tree_size DESC LIMIT 1)
     ORDER BY tree_size DESC LIMIT 1`,
    [cosigned, among ?? null],
  );
  return row && `${row.note}${row.lines}`;
}

/** Keeps a witness's signature line under the checkpoint of `size` leaves. Requires a line that was verified. */
export async function addCosignature(sql: Sql, size: number, witness: string, line: string): Promise<void> {
  await sql(
    'INSERT INTO audit.cosignature (tree_size, witness, line) VALUES ($1, $2, $3) ON CONFLICT (tree_size, witness) DO NOTHING',
    [size, witness, line],
  );
}

/** A file of the log folder by its path (`checkpoint`, `tile/0/000`, `tile/entries/000.p/5`), or undefined. */
export async function readTile(sql: Sql, path: string): Promise<Uint8Array | undefined> {
  if (path === 'checkpoint') {
    const note = await latestCheckpoint(sql);
    return note === undefined ? undefined : textBytes(note);
  }
  const place = parseTilePath(path);
  const available = place && tileWidth(place.level, place.index, await sealedSize(sql));
  return place && available !== undefined && place.width <= available ? readPlace(sql, place) : undefined;
}

/**
 * The receipt of an event (C2SP tlog-proof, the event in its `extra` line), or undefined while it is not sealed, or not
 * under a checkpoint with as many cosignatures as asked for, see `latestCheckpoint`.
 */
export async function eventProof(
  sql: Sql,
  eventId: string,
  cosigned = 0,
  among?: readonly string[],
): Promise<string | undefined> {
  const event = await findEvent(sql, eventId);
  const checkpoint = await latestCheckpoint(sql, cosigned, among);
  if (event === undefined || checkpoint === undefined || event.leafIndex === null) return undefined;
  const { leafIndex: index, text } = event;
  const { size } = parseCheckpoint(checkpoint);
  if (index >= size) return undefined;
  const hashes = await withTiles(
    (path) => readTile(sql, path),
    size,
    (node) => inclusionProof(index, size, node),
  );
  return formatProof({ index, hashes, checkpoint, extra: textBytes(text) });
}

export async function findEvent(sql: Sql, eventId: string): Promise<StoredEvent | undefined> {
  const [row] = await sql(
    `SELECT event_id, leaf_index, convert_from(body, 'UTF8') AS text
     FROM audit.event LEFT JOIN audit.leaf USING (event_id) WHERE event_id = $1`,
    [eventId],
  );
  return row && storedEvent(row);
}

/** Leaf index by event id, for those of `eventIds` that are sealed. */
export async function leafIndexes(sql: Sql, eventIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await sql('SELECT event_id, leaf_index FROM audit.leaf WHERE event_id = ANY($1::uuid[])', [eventIds]);
  return new Map(rows.map((row) => [row.event_id as string, Number(row.leaf_index)]));
}

export interface EventFilter {
  /** Only leaves below this index. */
  readonly before?: number;
  readonly type?: string;
  readonly caseId?: string;
  /** Only events that name this id, wherever. */
  readonly about?: string;
  /** 100 unless said otherwise. */
  readonly limit?: number;
}

/** Sealed events, newest leaf first. */
export async function listEvents(
  sql: Sql,
  { before, type, caseId, about, limit = 100 }: EventFilter = {},
): Promise<readonly StoredEvent[]> {
  const rows = await sql(
    `SELECT event_id, leaf_index, convert_from(body, 'UTF8') AS text FROM audit.leaf JOIN audit.event USING (event_id)
     WHERE ($1::bigint IS NULL OR leaf_index < $1)
       AND ($2::text IS NULL OR type = $2) AND ($3::text IS NULL OR case_id = $3)
       AND ($4::text IS NULL OR position(convert_to($4, 'UTF8') IN body) > 0)
     ORDER BY leaf_index DESC LIMIT $5`,
    [before ?? null, type ?? null, caseId ?? null, about ?? null, limit],
  );
  return rows.map(storedEvent);
}

/** Leaves under the latest checkpoint; 0 while nothing is sealed. */
export async function sealedSize(sql: Sql): Promise<number> {
  const [row] = await sql('SELECT tree_size FROM audit.checkpoint ORDER BY tree_size DESC LIMIT 1', []);
  return Number(row?.tree_size ?? 0);
}

/**
 * Guards the start: throws if a checkpoint seen elsewhere (a file, a witness) speaks of more leaves than the database
 * holds, or of other ones. Whoever signs after that would sign a second history.
 */
export async function assertLogContinues(sql: Sql, seenCheckpoint: string): Promise<void> {
  const seen = parseCheckpoint(seenCheckpoint);
  const size = await sealedSize(sql);
  if (seen.size > size) {
    throw new AuditError(
      'log-rolled-back',
      `A checkpoint of ${seen.size} leaves has been seen, the database holds ${size}. Restore a newer backup; nothing is signed.`,
    );
  }
  const root = await withTiles(
    (path) => readTile(sql, path),
    seen.size,
    (node) => rootAt(seen.size, node),
  );
  if (!sameBytes(root, seen.root)) {
    throw new AuditError(
      'log-forked',
      `The first ${seen.size} leaves of the database are not those of a checkpoint seen before. Nothing is signed.`,
    );
  }
}

// What the sealing needs; see sealing.ts.

/** True if this transaction is now the only one that seals, until it ends. */
export async function lockLog(sql: Sql): Promise<boolean> {
  const [row] = await sql(`SELECT pg_try_advisory_xact_lock(hashtext('audit.leaf')) AS locked`, []);
  return row!.locked === true;
}

/** The checkpoint to continue, and how many leaves there are: the same number, or the database was tampered with. */
export async function readEnd(sql: Sql): Promise<{ note: string | undefined; size: number; leaves: number }> {
  const [row] = await sql(
    `SELECT note, coalesce(tree_size, 0) AS size, (SELECT coalesce(max(leaf_index) + 1, 0) FROM audit.leaf) AS leaves
     FROM (VALUES (1)) one LEFT JOIN (SELECT * FROM audit.checkpoint ORDER BY tree_size DESC LIMIT 1) last ON true`,
    [],
  );
  return { note: (row!.note as string | null) ?? undefined, size: Number(row!.size), leaves: Number(row!.leaves) };
}

/** The oldest waiting events. Read from the queue: an id is given before its transaction commits, so "id > last" loses some. */
export async function readPending(sql: Sql, limit: number): Promise<readonly { id: string; body: Uint8Array }[]> {
  const rows = await sql(
    'SELECT event_id, body FROM audit.pending JOIN audit.event USING (event_id) ORDER BY event_id LIMIT $1',
    [limit],
  );
  return rows.map((row) => ({ id: row.event_id as string, body: row.body as Uint8Array }));
}

/** Leaf hashes with the events they stand for. */
export async function readLeaves(
  sql: Sql,
  from: number,
  to: number,
): Promise<readonly { hash: Uint8Array; body: Uint8Array }[]> {
  const rows = await sql(
    `SELECT leaf_hash, body FROM audit.leaf JOIN audit.event USING (event_id)
     WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index`,
    [from, to],
  );
  return whole(rows, to - from).map((row) => ({ hash: row.leaf_hash as Uint8Array, body: row.body as Uint8Array }));
}

/** Hashes `from` up to, without, `to` of a level of tiles: leaf hashes, or the roots of full tiles one level below. */
export async function readHashes(sql: Sql, level: number, from: number, to: number): Promise<readonly Uint8Array[]> {
  const rows =
    level === 0
      ? await sql(
          'SELECT leaf_hash AS hash FROM audit.leaf WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index',
          [from, to],
        )
      : await sql(
          'SELECT root AS hash FROM audit.tile WHERE level = $1 AND tile_index >= $2 AND tile_index < $3 ORDER BY tile_index',
          [level - 1, from, to],
        );
  return whole(rows, to - from).map((row) => row.hash as Uint8Array);
}

export async function readFullTile(sql: Sql, level: number, index: number): Promise<Uint8Array> {
  const rows = await sql('SELECT hashes FROM audit.tile WHERE level = $1 AND tile_index = $2', [level, index]);
  return whole(rows, 1)[0]!.hashes as Uint8Array;
}

/** An event as it gets its leaf. `event`: what its bytes hold. */
export interface NewLeaf {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly event: unknown;
}

/** Gives the events their leaves, from index `from` on. The primary key refuses a leaf index given twice. */
export async function insertLeaves(sql: Sql, from: number, leaves: readonly NewLeaf[]): Promise<void> {
  const labels = leaves.map(({ event }) => labelsOf(event));
  await sql(
    `INSERT INTO audit.leaf (leaf_index, event_id, leaf_hash, type, case_id)
     SELECT $1::bigint + place - 1, id, substring($3::bytea FROM (place::int - 1) * ${HASH_LENGTH} + 1 FOR ${HASH_LENGTH}), type, case_id
     FROM unnest($2::uuid[], $4::text[], $5::text[]) WITH ORDINALITY AS batch (id, type, case_id, place)`,
    [
      from,
      leaves.map(({ id }) => id),
      joinBytes(leaves.map(({ hash }) => hash)),
      labels.map(({ type }) => type),
      labels.map(({ caseId }) => caseId),
    ],
  );
}

export async function insertTile(sql: Sql, tile: FullTile): Promise<void> {
  await sql('INSERT INTO audit.tile (level, tile_index, hashes, root) VALUES ($1, $2, $3, $4)', [
    tile.level,
    tile.index,
    tile.hashes,
    tile.root,
  ]);
}

export async function insertCheckpoint(sql: Sql, size: number, note: string): Promise<void> {
  await sql('INSERT INTO audit.checkpoint (tree_size, note) VALUES ($1, $2)', [size, note]);
}

/** Takes sealed events out of the queue and returns how many those were. */
export async function removePending(sql: Sql, ids: readonly string[]): Promise<number> {
  const [row] = await sql(
    `WITH gone AS (DELETE FROM audit.pending WHERE event_id = ANY($1::uuid[]) RETURNING event_id)
     SELECT count(*)::int AS count FROM gone`,
    [ids],
  );
  return row!.count as number;
}

async function readPlace(sql: Sql, place: TilePlace): Promise<Uint8Array> {
  const from = place.index * TILE_WIDTH;
  if (place.level === 'entries') {
    return entryBundle((await readLeaves(sql, from, from + place.width)).map(({ body }) => body));
  }
  if (place.width === TILE_WIDTH) return readFullTile(sql, place.level, place.index);
  return joinBytes(await readHashes(sql, place.level, from, from + place.width));
}

const storedEvent = (row: Record<string, unknown>): StoredEvent => ({
  eventId: row.event_id as string,
  leafIndex: row.leaf_index === null ? null : Number(row.leaf_index),
  text: row.text as string,
});

function whole<T>(rows: readonly T[], count: number): readonly T[] {
  if (rows.length === count) return rows;
  throw new AuditError(
    'log-damaged',
    `The audit tables lack rows of the sealed log: ${count} asked for, ${rows.length} found.`,
  );
}
