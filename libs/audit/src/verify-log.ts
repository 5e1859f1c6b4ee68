import { bytesText, sameBytes } from './bytes.ts';
import { isCanonicalJson } from './canonical.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { emptyTree, type GrowingTree, grow, grownRoot } from './growing-tree.ts';
import { leafHash } from './hash.ts';
import type { Sql } from './log.ts';
import { reconcile } from './reconcile.ts';
import { checkLogSignature, type Draft, Found, type Report, report, type Trust } from './report.ts';
import {
  bundleEntries,
  type ReadFile,
  TILE_WIDTH,
  type TilePlace,
  tileHashes,
  tilePath,
  tilesOfLevel,
} from './tiles.ts';
import { checkTimestamps } from './timestamp-folder.ts';
import { merkleRoot } from './tree.ts';

export interface VerifyLogOptions extends Trust {
  /** Signed checkpoints seen earlier, from whatever source: the log must continue every one of them. */
  readonly old?: readonly string[];
  /** Certificates of the time-stamping authority, or of who issued its own, in PEM. */
  readonly timestampCertificates?: string;
  /** A database to compare with the log as well; see `reconcile`. */
  readonly database?: Sql;
}

/**
 * Checks a whole log, C2SP tlog-tiles, from its files: every entry against its leaf hash and canonical form, every tile
 * against what lies under it, the root against the checkpoint, the checkpoint against the keys trusted and against every
 * old checkpoint. Stops at the first fault. Reads each file once and keeps none.
 */
export function verifyLog(read: ReadFile, options: VerifyLogOptions): Promise<Report> {
  return report(options, async (draft) => {
    const checkpoint = parseCheckpoint(bytesText(await readOr(read, 'checkpoint', null)) ?? '');
    draft.judge(checkpoint, options);
    const old = oldCheckpoints(checkpoint, options, draft);
    const walk = new Walk(old);
    for (const place of tilesOfLevel('entries', checkpoint.size)) await walk.checkEntries(read, place);
    draft.checked.push(`${checkpoint.size} entries, each against its leaf hash and in canonical form.`);
    draft.checked.push(
      `${await checkUpperTiles(read, checkpoint.size, walk.tileRoots)} tiles, each against what lies under it.`,
    );
    if (!sameBytes(grownRoot(walk.tree), checkpoint.root)) {
      const { range } = walk;
      throw new Found(
        'root',
        walk.agreed,
        `Entries and tiles were changed together ${range}: their root is not the signed one.`,
      );
    }
    draft.checked.push('The root of all leaves is the one in the checkpoint.');
    if (old.length > 0)
      draft.checked.push(
        `The log continues every old checkpoint given, of ${old.map((c) => c.size).join(', ')} leaves.`,
      );
    else draft.unchecked.push('Whether the log was another one earlier: no old checkpoint was given.');
    await checkTimestamps(read, checkpoint, options.timestampCertificates, draft);
    if (options.database) await reconcile(read, checkpoint.size, options.database, draft, options.logKeys);
    else
      draft.unchecked.push('Whether the rows of the database still are what the events say: that needs the database.');
  });
}

/** The old checkpoints in order of size. An old checkpoint the log did not sign, or of a larger log, is a fault. */
function oldCheckpoints(current: Checkpoint, options: VerifyLogOptions, draft: Draft): readonly Checkpoint[] {
  const old = (options.old ?? []).map(parseCheckpoint).sort((a, b) => a.size - b.size);
  for (const checkpoint of old) {
    if (checkpoint.origin !== current.origin) {
      throw new Found(
        'old-checkpoint',
        null,
        `An old checkpoint is of ${checkpoint.origin}, not of ${current.origin}.`,
      );
    }
    checkLogSignature(checkpoint, options.logKeys ?? [], draft);
    if (checkpoint.size > current.size) {
      throw new Found(
        'old-checkpoint',
        current.size,
        `The log ends before leaf ${current.size}, but an old checkpoint counts ${checkpoint.size} leaves: it was cut.`,
      );
    }
  }
  return old;
}

/** One passage over all leaves. */
class Walk {
  tree: GrowingTree = emptyTree;
  /** Roots of the full tiles of level 0. */
  readonly tileRoots: Uint8Array[] = [];
  /** Leaves below this one are as an old checkpoint has them. */
  agreed = 0;
  private next = 0;

  constructor(private readonly old: readonly Checkpoint[]) {
    this.compareOld();
  }

  get range(): string {
    return this.agreed === 0 ? 'somewhere in the log' : `at or after leaf ${this.agreed}`;
  }

  async checkEntries(read: ReadFile, place: TilePlace): Promise<void> {
    const first = place.index * TILE_WIDTH;
    const entries = parse(first, bundleEntries, await readOr(read, tilePath(place), first), place.width);
    const hashesPath = tilePath({ ...place, level: 0 });
    const hashes = parse(first, tileHashes, await readOr(read, hashesPath, first), place.width);
    entries.forEach((entry, i) => {
      checkEntry(entry, hashes[i]!, first + i);
    });
    const full = place.width === TILE_WIDTH;
    if (full) this.tileRoots.push(merkleRoot(hashes));
    const stop = this.old[this.next]?.size ?? Number.POSITIVE_INFINITY;
    if (full && stop >= first + TILE_WIDTH) this.take(this.tileRoots.at(-1)!, 8);
    else for (const hash of hashes) this.take(hash, 0);
  }

  private take(hash: Uint8Array, height: number): void {
    this.tree = grow(this.tree, hash, height);
    this.compareOld();
  }

  private compareOld(): void {
    for (let old = this.old[this.next]; old?.size === this.tree.size; old = this.old[this.next]) {
      if (!sameBytes(grownRoot(this.tree), old.root)) {
        const message = `The log does not continue the old checkpoint of ${old.size} leaves: it was changed ${this.range}, before leaf ${old.size}.`;
        throw new Found('old-checkpoint', this.agreed, message);
      }
      this.agreed = old.size;
      this.next += 1;
    }
  }
}

function checkEntry(entry: Uint8Array, hash: Uint8Array, index: number): void {
  if (!sameBytes(leafHash(entry), hash)) {
    throw new Found('entry', index, `The entry at leaf ${index} is not the one that was hashed.`);
  }
  if (!isCanonicalJson(entry)) {
    throw new Found('entry', index, `The entry at leaf ${index} is not canonical JSON: it can be read in two ways.`);
  }
}

/** Checks the tiles above level 0 and counts all tiles. `below`: roots of the full tiles of the level below. */
async function checkUpperTiles(read: ReadFile, size: number, below: readonly Uint8Array[]): Promise<number> {
  let count = Math.ceil(size / TILE_WIDTH);
  let expected = below;
  for (let level = 1; expected.length > 0; level += 1) {
    const roots: Uint8Array[] = [];
    for (const place of tilesOfLevel(level, size)) {
      const leaves = TILE_WIDTH ** level;
      const start = place.index * TILE_WIDTH;
      const hashes = parse(
        start * leaves,
        tileHashes,
        await readOr(read, tilePath(place), start * leaves),
        place.width,
      );
      hashes.forEach((hash, i) => {
        if (sameBytes(hash, expected[start + i]!)) return;
        const index = (start + i) * leaves;
        throw new Found('tile', index, `${tilePath(place)} contradicts the leaves ${index} to ${index + leaves - 1}.`);
      });
      if (place.width === TILE_WIDTH) roots.push(merkleRoot(hashes));
      count += 1;
    }
    expected = roots;
  }
  return count;
}

async function readOr(read: ReadFile, path: string, index: number | null): Promise<Uint8Array> {
  const bytes = await read(path).catch((error: unknown) => {
    throw error instanceof AuditError ? new Found('missing', index, `${path}: ${error.message}`) : error;
  });
  if (bytes === undefined) throw new Found('missing', index, `${path} is missing.`);
  return bytes;
}

/** `form` throws AuditError only. */
function parse<T>(index: number, form: (bytes: Uint8Array, width: number) => T, bytes: Uint8Array, width: number): T {
  try {
    return form(bytes, width);
  } catch (error) {
    throw new Found('tile', index, `From leaf ${index} on: ${(error as AuditError).message}`);
  }
}
