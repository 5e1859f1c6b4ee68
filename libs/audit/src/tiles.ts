import { joinBytes } from './bytes.ts';
import { AuditError } from './errors.ts';
import { HASH_LENGTH } from './hash.ts';
import { merkleRoot, type NodeReader } from './tree.ts';

/** C2SP tlog-tiles: a full tile is 256 hashes wide, the leaves of a subtree of height 8. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

export interface TilePlace {
  readonly level: number | 'entries';
  readonly index: number;
  /** 256, or fewer for a partial tile. */
  readonly width: number;
}

/** Reads a file of a log folder by its path: `checkpoint`, `tile/0/000`, `tile/entries/x001/234.p/5`. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** `tile/0/x001/x234/067` or, when partial, `tile/0/000.p/5`. */
export function tilePath({ level, index, width }: TilePlace): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g)!;
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** The place a path names, or undefined if no log has such a path. */
export function parseTilePath(path: string): TilePlace | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) return undefined;
  const level = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const place = {
    level,
    index: Number(match[2]!.replace(/[x/]/g, '')),
    width: Number(match[3] ?? TILE_WIDTH),
  } as const;
  const possible = place.width > 0 && (level === 'entries' || level < 64) && Number.isSafeInteger(place.index);
  return possible && tilePath(place) === path ? place : undefined;
}

/** How many hashes (or entries) the tile at this place holds in a log of `size` leaves; 0 if it does not exist. */
export function tileWidth(level: number | 'entries', index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** Every tile of a log of `size` leaves, hashes and entries, lowest level first. */
export function* allTiles(size: number): Generator<TilePlace> {
  yield* tilesOfLevel('entries', size);
  for (let level = 0; tileWidth(level, 0, size) > 0; level += 1) yield* tilesOfLevel(level, size);
}

export function* tilesOfLevel(level: number | 'entries', size: number): Generator<TilePlace> {
  for (let index = 0; tileWidth(level, index, size) > 0; index += 1) {
    yield { level, index, width: tileWidth(level, index, size) };
  }
}

/** The hashes of a tile. Throws unless there are exactly `width` of them. */
export function tileHashes(tile: Uint8Array, width: number): readonly Uint8Array[] {
  if (tile.length !== width * HASH_LENGTH) {
    throw new AuditError('bad-tile', `A tile of ${width} hashes has ${tile.length} bytes.`);
  }
  return Array.from({ length: width }, (_, i) => tile.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH));
}

/** An entry bundle: each entry behind its length in two bytes, big end first. Requires entries of at most 65,535 bytes. */
export function entryBundle(entries: readonly Uint8Array[]): Uint8Array {
  return joinBytes(entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]));
}

/** The entries of a bundle. Throws unless it holds exactly `width` of them and nothing else. */
export function bundleEntries(bundle: Uint8Array, width: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bundle.length && entries.length < width) {
    const end = at + 2 + bundle[at]! * 256 + bundle[at + 1]!;
    if (end > bundle.length) break;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (at !== bundle.length || entries.length !== width) {
    throw new AuditError('bad-tile', `An entry bundle of ${width} entries holds ${entries.length} whole ones.`);
  }
  return entries;
}

/** The entries from leaf `first` on. Requires a log that was verified: a bundle that has gone since is a broken disk, not a finding. */
export async function readBundle(read: ReadFile, size: number, first: number): Promise<readonly Uint8Array[]> {
  const index = first / TILE_WIDTH;
  const place: TilePlace = { level: 'entries', index, width: tileWidth('entries', index, size) };
  return bundleEntries((await read(tilePath(place)))!, place.width);
}

/**
 * Runs `build` over the tiles of a log of `size` leaves. `build` is called twice, first with blank hashes to learn which
 * tiles it needs; so it must not look at the hashes it is given. Throws when a tile is missing or of the wrong length.
 */
export async function withTiles<T>(read: ReadFile, size: number, build: (node: NodeReader) => T): Promise<T> {
  const wanted = new Map<string, TilePlace>();
  build((height, index) => {
    const { place } = locate(height, index, size);
    wanted.set(tilePath(place), place);
    return new Uint8Array(HASH_LENGTH);
  });
  const tiles = new Map<string, readonly Uint8Array[]>();
  for (const [path, place] of wanted) {
    const tile = await read(path);
    if (tile === undefined) throw new AuditError('bad-tile', `${path} is missing.`);
    tiles.set(path, tileHashes(tile, place.width));
  }
  return build((height, index) => {
    const { place, from, count } = locate(height, index, size);
    return merkleRoot(tiles.get(tilePath(place))!.slice(from, from + count));
  });
}

/** Where the hashes under a node lie: `count` hashes of one tile. */
function locate(height: number, index: number, size: number): { place: TilePlace; from: number; count: number } {
  const level = Math.floor(height / TILE_HEIGHT);
  const count = 2 ** (height % TILE_HEIGHT);
  const tile = Math.floor((index * count) / TILE_WIDTH);
  const place = { level, index: tile, width: tileWidth(level, tile, size) };
  return { place, from: index * count - tile * TILE_WIDTH, count };
}
