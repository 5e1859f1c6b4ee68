import { bytesText, hex, textBytes } from './bytes.ts';
import { emptyTree, grow, grownRoot } from './growing-tree.ts';
import { leafHash, sha256, sha256Hex } from './hash.ts';
import { bundleEntries, type ReadFile, tilePath, tilesOfLevel } from './tiles.ts';

// A random sample that nobody chose. The auditor commits to a nonce in an event (`sample.announced`); the log's root over
// all leaves up to and with that event was not known when the nonce was, and the nonce is not known when the root is; both
// together are the seed. Opening the nonce (`sample.drawn`) lets anybody with a copy of the log draw the same sample.

export const SAMPLE_ANNOUNCED = 'sample.announced';
export const SAMPLE_DRAWN = 'sample.drawn';
/** What is drawn from: the second signatures, one for each confirmation. */
export const SAMPLED = 'confirmation.confirmed';

/** What the announcement holds in place of the nonce. */
export const sampleCommitment = (nonce: string): string => sha256Hex(`kinledger-sample-nonce@1\n${nonce}`);

/** `root`: of all leaves up to and with the announcement. */
export const sampleSeed = (root: Uint8Array, announcement: string, nonce: string): string =>
  sha256Hex(`kinledger-sample@1\n${hex(root)}\n${announcement}\n${nonce}`);

/**
 * Draws `size` of `population`, without putting back, in the order drawn; all of it when there are no more. The draw at
 * place i = 0, 1, ... takes the first 48 bits of SHA-256("seed\ni"), modulo what is left, and exchanges the item there
 * with the one at place i. Of a million items none is likelier than another by more than one part in 2^28.
 */
export function drawSample<T>(seed: string, population: readonly T[], size: number): readonly T[] {
  const left = [...population];
  const count = Math.min(size, left.length);
  for (let place = 0; place < count; place += 1) {
    const bits = Number.parseInt(hex(sha256(textBytes(`${seed}\n${place}`)).subarray(0, 6)), 16);
    const drawn = place + (bits % (left.length - place));
    [left[place], left[drawn]] = [left[drawn]!, left[place]!];
  }
  return left.slice(0, count);
}

/** A sample as the log tells of it. */
export interface SampleFinding {
  readonly announcement: string;
  readonly announcedAt: number;
  readonly size: number;
  /** Confirmations it was drawn from. */
  readonly of: number;
  /** Leaf of the drawing; null when it was announced and never drawn. */
  readonly drawnAt: number | null;
  /** Leaves of the confirmations drawn, in the order drawn. */
  readonly leaves: readonly number[];
  /** What is wrong with it, in a sentence; null when it is the sample that had to come out. */
  readonly fault: string | null;
}

interface Announced {
  readonly leaf: number;
  readonly root: Uint8Array;
  readonly commitment: unknown;
  readonly size: number;
  /** How many confirmations the log held then. */
  readonly of: number;
}

/**
 * Every sample that was announced in a log, drawn again. An announcement that was never drawn is told too: somebody who
 * announces often can choose among the seeds. Requires a log that was verified.
 */
export async function checkSamples(read: ReadFile, size: number): Promise<readonly SampleFinding[]> {
  const confirmations: number[] = [];
  const announced = new Map<string, Announced>();
  const drawn = new Map<string, SampleFinding>();
  let tree = emptyTree;
  for (const place of tilesOfLevel('entries', size)) {
    for (const entry of bundleEntries((await read(tilePath(place)))!, place.width)) {
      const leaf = tree.size;
      tree = grow(tree, leafHash(entry));
      const text = bytesText(entry)!;
      if (!/"type":"(confirmation\.confirmed|sample\.)/.test(text)) continue;
      const { type, id, facts } = JSON.parse(text) as { type: unknown; id: string; facts?: Record<string, unknown> };
      if (type === SAMPLED) confirmations.push(leaf);
      if (type === SAMPLE_ANNOUNCED) {
        const { commitment, size: wanted } = facts ?? {};
        const of = confirmations.length;
        announced.set(id, { leaf, root: grownRoot(tree), commitment, size: Number(wanted), of });
      }
      if (type === SAMPLE_DRAWN) {
        const announcement = String(facts?.announcement);
        const finding = judge(announcement, announced.get(announcement), leaf, facts ?? {}, confirmations);
        if (!drawn.has(announcement)) drawn.set(announcement, finding);
      }
    }
  }
  const open = [...announced].filter(([id]) => !drawn.has(id)).map(([id, each]) => undrawn(id, each));
  return [...drawn.values(), ...open].sort((a, b) => a.announcedAt - b.announcedAt);
}

function judge(
  announcement: string,
  announced: Announced | undefined,
  drawnAt: number,
  { nonce, leaves }: Readonly<Record<string, unknown>>,
  confirmations: readonly number[],
): SampleFinding {
  const claimed = Array.isArray(leaves) ? leaves.map(Number) : [];
  if (announced === undefined) {
    const fault = 'It was drawn without having been announced before.';
    return { announcement, announcedAt: drawnAt, size: claimed.length, of: 0, drawnAt, leaves: claimed, fault };
  }
  const seed = sampleSeed(announced.root, announcement, String(nonce));
  const right = drawSample(seed, confirmations.slice(0, announced.of), announced.size);
  const fault =
    sampleCommitment(String(nonce)) !== announced.commitment
      ? 'Its nonce is not the one that was committed to when it was announced.'
      : claimed.join() !== right.join()
        ? 'It is not the sample that its seed draws.'
        : null;
  return { ...undrawn(announcement, announced), drawnAt, leaves: claimed, fault };
}

const undrawn = (announcement: string, { leaf, size, of }: Announced): SampleFinding => ({
  announcement,
  announcedAt: leaf,
  size,
  of,
  drawnAt: null,
  leaves: [],
  fault: null,
});
