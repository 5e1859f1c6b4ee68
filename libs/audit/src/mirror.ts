import { bytesText, sameBytes } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { leafHash } from './hash.ts';
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
import { rootAt } from './tree.ts';

/** Where a copy of a log is kept. */
export interface MirrorFolder {
  readonly read: ReadFile;
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
}

export interface MirrorResult {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  readonly files: number;
}

/**
 * Brings a copy of a log up to date. What the copy holds is never fetched again and never overwritten; what is new must
 * continue it, down to the root. The checkpoint is replaced last, the former one is kept under `checkpoints/`. Throws
 * 'log-rolled-back' or 'log-forked', with the copy as it was, when the log no longer is what it showed before.
 */
export async function mirrorLog(remote: ReadFile, folder: MirrorFolder): Promise<MirrorResult> {
  const note = await fetched(remote, 'checkpoint');
  const now = parseCheckpoint(bytesText(note) ?? '');
  const earlierNote = await folder.read('checkpoint');
  const earlier = earlierNote && parseCheckpoint(bytesText(earlierNote) ?? '');
  if (earlier) assertSameLog(earlier, now);
  const from = earlier?.size ?? 0;

  const fresh = new Map<string, Uint8Array>();
  for (const place of allTiles(now.size)) await fetchNew(remote, folder, place, from, fresh);
  const read: ReadFile = async (path) => fresh.get(path) ?? folder.read(path);
  for (const place of allTiles(now.size)) {
    if (place.level === 'entries' && fresh.has(tilePath(place))) await checkBundle(read, place);
  }
  if (earlier) await assertRoot(read, now.size, earlier, 'log-forked');
  await assertRoot(read, now.size, now, earlier ? 'log-forked' : 'bad-tile');

  for (const [path, content] of fresh) await folder.write(path, content);
  if (earlierNote && earlier && earlier.size < now.size) await folder.write(`checkpoints/${earlier.size}`, earlierNote);
  await folder.write('checkpoint', note);
  return { origin: now.origin, from, to: now.size, files: fresh.size };
}

function assertSameLog(earlier: Checkpoint, now: Checkpoint): void {
  if (earlier.origin !== now.origin) {
    throw new AuditError('log-forked', `The folder holds a copy of ${earlier.origin}, not of ${now.origin}.`);
  }
  if (now.size < earlier.size) {
    throw new AuditError('log-rolled-back', `The log shows ${now.size} leaves; it showed ${earlier.size} before.`);
  }
}

/** Fetches a tile the copy lacks. One that grew must begin with what the copy has. */
async function fetchNew(
  remote: ReadFile,
  folder: MirrorFolder,
  place: TilePlace,
  from: number,
  fresh: Map<string, Uint8Array>,
): Promise<void> {
  const path = tilePath(place);
  if ((await folder.read(path)) !== undefined) return;
  const content = await fetched(remote, path);
  const had = await folder.read(tilePath({ ...place, width: partialWidth(place, from) }));
  if (had !== undefined && !sameBytes(content.subarray(0, had.length), had)) {
    throw new AuditError('log-forked', `${path} no longer begins with what the log showed before.`);
  }
  fresh.set(path, content);
}

/** Width this tile had when the log had `size` leaves; 256, a path the copy lacks, if it had none. */
function partialWidth({ level, index }: TilePlace, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return Math.floor(hashes / TILE_WIDTH) === index && hashes % TILE_WIDTH > 0 ? hashes % TILE_WIDTH : TILE_WIDTH;
}

async function checkBundle(read: ReadFile, place: TilePlace): Promise<void> {
  const entries = bundleEntries((await read(tilePath(place)))!, place.width);
  const hashes = tileHashes((await read(tilePath({ ...place, level: 0 })))!, place.width);
  entries.forEach((entry, i) => {
    if (sameBytes(leafHash(entry), hashes[i]!)) return;
    throw new AuditError(
      'bad-tile',
      `The entry at leaf ${place.index * TILE_WIDTH + i} is not the one that was hashed.`,
    );
  });
}

async function assertRoot(
  read: ReadFile,
  size: number,
  { size: at, root }: Checkpoint,
  code: 'log-forked' | 'bad-tile',
): Promise<void> {
  const found = await withTiles(read, size, (node) => rootAt(at, node));
  if (sameBytes(found, root)) return;
  throw new AuditError(
    code,
    `The first ${at} leaves, as copied, are not those the log's checkpoint of that size speaks of.`,
  );
}

async function fetched(remote: ReadFile, path: string): Promise<Uint8Array> {
  const content = await remote(path);
  if (content === undefined) throw new AuditError('bad-tile', `The log does not show ${path}.`);
  return content;
}
