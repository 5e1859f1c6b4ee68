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
  tileWidth,
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
 * continue it, down to the root. Hashes are checked first, then each entry bundle against them as it comes, so that a
 * log of any length passes through little memory. The checkpoint is replaced last, the former one is kept under
 * `checkpoints/`. Throws 'log-rolled-back' or 'log-forked' when the log no longer is what it showed before; the copy
 * then still verifies as before.
 */
export async function mirrorLog(remote: ReadFile, folder: MirrorFolder): Promise<MirrorResult> {
  const note = await fetched(remote, 'checkpoint');
  const now = parseCheckpoint(bytesText(note) ?? '');
  const earlierNote = await folder.read('checkpoint');
  const earlier = earlierNote && parseCheckpoint(bytesText(earlierNote) ?? '');
  if (earlier) assertSameLog(earlier, now);
  const from = earlier?.size ?? 0;

  const fresh = new Map<string, Uint8Array>();
  const bundles: TilePlace[] = [];
  await together(allTiles(now.size), async (place) => {
    if (tileWidth(place.level, place.index, from) === place.width) return;
    if (place.level === 'entries') bundles.push(place);
    else fresh.set(tilePath(place), await fetched(remote, tilePath(place)));
  });
  const read: ReadFile = async (path) => fresh.get(path) ?? folder.read(path);
  if (earlier) await assertRoot(read, now.size, earlier, 'log-forked');
  await assertRoot(read, now.size, now, earlier ? 'log-forked' : 'bad-tile');

  await together(bundles, async (place) => folder.write(tilePath(place), await fetchBundle(remote, read, place)));
  for (const [path, content] of fresh) await folder.write(path, content);
  if (earlierNote && from < now.size) await folder.write(`checkpoints/${from}`, earlierNote);
  await folder.write('checkpoint', note);
  return { origin: now.origin, from, to: now.size, files: fresh.size + bundles.length };
}

function assertSameLog(earlier: Checkpoint, now: Checkpoint): void {
  if (earlier.origin !== now.origin) {
    throw new AuditError('log-forked', `The folder holds a copy of ${earlier.origin}, not of ${now.origin}.`);
  }
  if (now.size < earlier.size) {
    throw new AuditError('log-rolled-back', `The log shows ${now.size} leaves; it showed ${earlier.size} before.`);
  }
}

/** An entry bundle whose every entry is the one that was hashed. */
async function fetchBundle(remote: ReadFile, read: ReadFile, place: TilePlace): Promise<Uint8Array> {
  const bundle = await fetched(remote, tilePath(place));
  const hashes = tileHashes(await fetched(read, tilePath({ ...place, level: 0 })), place.width);
  bundleEntries(bundle, place.width).forEach((entry, i) => {
    if (sameBytes(leafHash(entry), hashes[i]!)) return;
    throw new AuditError(
      'bad-tile',
      `The entry at leaf ${place.index * TILE_WIDTH + i} is not the one that was hashed.`,
    );
  });
  return bundle;
}

/** Eight at a time. */
async function together<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const list = [...items];
  for (let at = 0; at < list.length; at += 8) await Promise.all(list.slice(at, at + 8).map(act));
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
