import { appendEvent } from './append.store.ts';
import { bytesText, sameBytes } from './bytes.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import type { AuditEvent, Chance } from './event.ts';
import { leafHash } from './hash.ts';
import {
  assertLogContinues,
  insertCheckpoint,
  insertLeaves,
  insertTile,
  latestCheckpoint,
  lockLog,
  removePending,
  type Sql,
  sealedSize,
} from './log.ts';
import { signatureLine, writeNote } from './note.ts';
import type { Trust } from './report.ts';
import { logRestored } from './restored.ts';
import type { LogSigner } from './signer.ts';
import {
  allTiles,
  bundleEntries,
  type ReadFile,
  TILE_WIDTH,
  type TilePlace,
  tileHashes,
  tilePath,
  withTiles,
} from './tiles.ts';
import { merkleRoot, rootAt } from './tree.ts';
import { verifyLog } from './verify-log.ts';

export interface RestoredLog {
  /** Leaves the database held, and holds now. */
  readonly from: number;
  readonly to: number;
}

/**
 * Brings back the events that a database restored from an older backup lacks, from a copy of the log that verifies under
 * `trust` and continues what the database holds. Afterwards the log can go on under the very checkpoint that was seen.
 * The rows those events were written for do not come back, as an event then says that `signer` signs; nor do cosignatures:
 * witnesses are asked again. Requires a transaction of its own while nothing seals.
 */
export async function restoreLog(
  sql: Sql,
  read: ReadFile,
  trust: Trust,
  signer: LogSigner,
  chance: Chance,
): Promise<RestoredLog> {
  const { fault } = await verifyLog(read, trust);
  if (fault !== null) throw new AuditError('log-damaged', `The copy of the log does not verify: ${fault.message}`);
  if (!(await lockLog(sql))) throw new AuditError('log-damaged', 'Another process seals; stop it first.');
  const copy = parseCheckpoint(bytesText((await read('checkpoint'))!)!);
  const from = await sealedSize(sql);
  await assertContinuedBy(sql, read, copy.size);
  if (from >= copy.size) return { from, to: from };
  for (const place of allTiles(copy.size)) await restoreTile(sql, read, place, from);
  const own = copy.note.signatures.filter(({ name }) => name === copy.origin);
  const lines = own.map(({ name, keyId, signature }) => signatureLine({ name, id: keyId }, signature));
  await insertCheckpoint(sql, copy.size, writeNote(copy.note.text, lines));
  await assertLogContinues(sql, bytesText((await read('checkpoint'))!)!);
  await appendEvent(sql, logRestored(from, copy.size, signer), chance);
  return { from, to: copy.size };
}

/** What the database holds must be the beginning of the copy, or the copy is of another history. */
async function assertContinuedBy(sql: Sql, read: ReadFile, size: number): Promise<void> {
  const stored = await latestCheckpoint(sql);
  if (stored === undefined) return;
  const last = parseCheckpoint(stored);
  if (last.size > size) return assertLogContinues(sql, bytesText((await read('checkpoint'))!)!);
  const root = await withTiles(read, size, (node) => rootAt(last.size, node));
  if (sameBytes(root, last.root)) return;
  throw new AuditError('log-forked', `The first ${last.size} leaves of the copy are not those of the database.`);
}

async function restoreTile(sql: Sql, read: ReadFile, place: TilePlace, from: number): Promise<void> {
  const { level, index, width } = place;
  const bytes = (await read(tilePath(place)))!;
  if (level === 'entries') return restoreEntries(sql, bundleEntries(bytes, width), index * TILE_WIDTH, from);
  const leaves = TILE_WIDTH ** (level + 1);
  if (width < TILE_WIDTH || (index + 1) * leaves <= from) return;
  await insertTile(sql, { level, index, hashes: bytes, root: merkleRoot(tileHashes(bytes, width)) });
}

/** An event may be there already, waiting, when the backup was made between its commit and its seal. */
async function restoreEntries(sql: Sql, entries: readonly Uint8Array[], first: number, from: number): Promise<void> {
  const missing = entries.slice(Math.max(0, from - first));
  if (missing.length === 0) return;
  const events = missing.map((entry) => JSON.parse(bytesText(entry)!) as AuditEvent);
  const ids = events.map(({ id }) => id);
  for (const [i, entry] of missing.entries()) {
    await sql('INSERT INTO audit.event (event_id, body) VALUES ($1, $2) ON CONFLICT (event_id) DO NOTHING', [
      ids[i],
      entry,
    ]);
  }
  const leaves = events.map((event, i) => ({ id: event.id, hash: leafHash(missing[i]!), event }));
  await insertLeaves(sql, first + entries.length - missing.length, leaves);
  const kept = await sql(
    'SELECT event_id FROM audit.event WHERE event_id = ANY($1::uuid[]) AND body = ANY($2::bytea[])',
    [ids, missing],
  );
  if (kept.length !== ids.length)
    throw new AuditError('log-forked', 'The database holds other events under the same ids.');
  await removePending(sql, ids);
}
