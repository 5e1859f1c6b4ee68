import { joinBytes, sameBytes } from './bytes.ts';
import { parseCanonicalJson } from './canonical.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { emptyTree, type GrowingTree, grow, grownRoot } from './growing-tree.ts';
import { emptyRoot, leafHash } from './hash.ts';
import {
  type FullTile,
  insertCheckpoint,
  insertLeaves,
  insertTile,
  lockLog,
  readEnd,
  readFullTile,
  readHashes,
  readLeaves,
  readPending,
  removePending,
  type Sql,
  sealedSize,
} from './log.ts';
import { checkSignature, parseVerifierKey } from './note.ts';
import type { LogSigner } from './signer.ts';
import { TILE_WIDTH } from './tiles.ts';
import { merkleRoot } from './tree.ts';

export interface SealOptions {
  /** Events sealed at once; 2,000 unless said otherwise. */
  readonly limit?: number;
  /** Sign beside the signer: the former key while it is being replaced, a key of another kind. */
  readonly alsoSigning?: readonly LogSigner[];
  /** Verifier keys the last checkpoint may be signed with, beside the signer's own. */
  readonly formerKeys?: readonly string[];
}

/** `busy`: another transaction is sealing. `size`: leaves of the log afterwards, when known. */
export type SealResult =
  | { readonly state: 'busy' }
  | { readonly state: 'nothing'; readonly size: number }
  | { readonly state: 'sealed'; readonly size: number; readonly sealed: number; readonly checkpoint: string };

/** The hashes on the right edge: of each level of tiles the ones that do not fill a tile yet. */
type Edge = readonly (readonly Uint8Array[])[];

/**
 * Seals one batch of waiting events, in the caller's transaction: gives each a leaf, extends the tiles, and signs the new
 * root, after everything was read back and the root computed again in another way. Throws, and so rolls back, rather
 * than sign what does not continue the last checkpoint: one wrong signature would end the log for ever.
 */
export async function sealPending(sql: Sql, signer: LogSigner, options: SealOptions = {}): Promise<SealResult> {
  if (!(await lockLog(sql))) return { state: 'busy' };
  const batch = await readPending(sql, options.limit ?? 2000);
  if (batch.length === 0) return { state: 'nothing', size: await sealedSize(sql) };
  const leaves = batch.map(({ id, body }) => ({ id, hash: leafHash(body), event: parseCanonicalJson(body) }));
  const unreadable = leaves.find(({ event }) => event === undefined);
  if (unreadable) throw damaged(`event ${unreadable.id} is not canonical JSON, and no verifier would accept it`);
  const last = await lastCheckpoint(sql, signer, options.formerKeys ?? []);
  const edge = await readEdge(sql, last.size);
  if (!sameBytes(edgeRoot(edge), last.root)) throw damaged(`the first ${last.size} leaves have another root`);

  const size = last.size + batch.length;
  const grown = extend(
    edge,
    last.size,
    leaves.map(({ hash }) => hash),
  );
  await insertLeaves(sql, last.size, leaves);
  for (const tile of grown.tiles) await insertTile(sql, tile);

  const root = await recomputeRoot(sql, last, size, grown.tiles);
  if (!sameBytes(root, edgeRoot(grown.edge))) throw damaged('two computations of the new root differ');
  const signers = [signer, ...(options.alsoSigning ?? [])];
  const checkpoint = signCheckpoint(signers, size, root);
  checkBeforePublishing(checkpoint, signers, size, root);
  await insertCheckpoint(sql, size, checkpoint);
  const stored = await readEnd(sql);
  if (stored.note !== checkpoint || stored.size !== size)
    throw damaged('the new checkpoint was not stored as it was signed');
  const removed = await removePending(
    sql,
    batch.map(({ id }) => id),
  );
  if (removed !== batch.length) throw damaged('a sealed event still waits to be sealed');
  return { state: 'sealed', size, sealed: batch.length, checkpoint };
}

interface End {
  readonly size: number;
  readonly root: Uint8Array;
}

/** The checkpoint to continue. Refuses one that the log did not sign, and leaves that no checkpoint covers. */
async function lastCheckpoint(sql: Sql, signer: LogSigner, formerKeys: readonly string[]): Promise<End> {
  const { note, size, leaves } = await readEnd(sql);
  if (leaves !== size) throw damaged(`the last checkpoint counts ${size} leaves, but there are ${leaves}`);
  if (note === undefined) return { size: 0, root: emptyRoot() };
  const checkpoint = parseCheckpoint(note);
  const keys = [signer.verifierKey, ...formerKeys].map(parseVerifierKey);
  const signed = keys.some((key) => checkSignature(checkpoint.note, key) === 'valid');
  if (!signed) throw damaged('the last checkpoint is not signed by a key of this log');
  if (checkpoint.size !== size || checkpoint.origin !== signer.name) {
    throw damaged('the last checkpoint is of another size or of another log');
  }
  return checkpoint;
}

async function readEdge(sql: Sql, size: number): Promise<Edge> {
  const edge: (readonly Uint8Array[])[] = [];
  for (let count = size, level = 0; count > 0; count = Math.floor(count / TILE_WIDTH), level += 1) {
    edge.push(await readHashes(sql, level, count - (count % TILE_WIDTH), count));
  }
  return edge;
}

/** What lies right of a level's last hash is smaller than one of its subtrees, and so joins it as one last node. */
function edgeRoot(edge: Edge): Uint8Array {
  let right: readonly Uint8Array[] = [];
  for (const hashes of edge) {
    const nodes = [...hashes, ...right];
    right = nodes.length === 0 ? [] : [merkleRoot(nodes)];
  }
  return right[0] ?? emptyRoot();
}

interface Growth {
  readonly tiles: readonly FullTile[];
  readonly edge: Edge;
}

/** Appends leaves to the edge of a log of `size`; whenever a tile is full, its root goes up one level. */
function extend(edge: Edge, size: number, leaves: readonly Uint8Array[]): Growth {
  const levels = edge.map((hashes) => [...hashes]);
  const tiles: FullTile[] = [];
  const push = (level: number, hash: Uint8Array, count: number): void => {
    levels[level] ??= [];
    const hashes = levels[level];
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const root = merkleRoot(hashes);
    tiles.push({ level, index: count / TILE_WIDTH - 1, hashes: joinBytes(hashes), root });
    levels[level] = [];
    push(level + 1, root, count / TILE_WIDTH);
  };
  leaves.forEach((leaf, i) => {
    push(0, leaf, size + i + 1);
  });
  return { tiles, edge: levels };
}

/**
 * The root once more, from what the database now holds and by another algorithm: events are read and hashed again, and
 * subtrees are joined as they complete. On the way it must pass through the root of the last checkpoint.
 */
async function recomputeRoot(sql: Sql, last: End, size: number, tiles: readonly FullTile[]): Promise<Uint8Array> {
  let tree: GrowingTree = emptyTree;
  const oldEdge = await readEdge(sql, last.size);
  for (let level = oldEdge.length - 1; level >= 0; level -= 1) {
    for (const hash of oldEdge[level]!) tree = grow(tree, hash, 8 * level);
  }
  if (!sameBytes(grownRoot(tree), last.root))
    throw damaged('the root before this batch is not the one that was signed');
  const stored = await readLeaves(sql, last.size, size);
  stored.forEach(({ hash, body }, i) => {
    if (!sameBytes(leafHash(body), hash)) throw damaged(`leaf ${last.size + i} is not the hash of its event`);
    tree = grow(tree, hash);
  });
  for (const { level, index } of tiles) await checkTile(sql, level, index);
  return grownRoot(tree);
}

/** A stored tile must hold what lies under it, and its root what it holds. */
async function checkTile(sql: Sql, level: number, index: number): Promise<void> {
  const below = await readHashes(sql, level, index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
  const [root] = await readHashes(sql, level + 1, index, index + 1);
  const tree = below.reduce((grown, hash) => grow(grown, hash), emptyTree);
  if (!sameBytes(joinBytes(below), await readFullTile(sql, level, index)) || !sameBytes(grownRoot(tree), root!)) {
    throw damaged(`tile ${index} of level ${level} was not stored as it was computed`);
  }
}

/** Reads the signed checkpoint as a stranger would. */
function checkBeforePublishing(signed: string, signers: readonly LogSigner[], size: number, root: Uint8Array): void {
  const checkpoint = parseCheckpoint(signed);
  const keys = signers.map(({ verifierKey }) => parseVerifierKey(verifierKey));
  const valid = keys.every((key) => checkSignature(checkpoint.note, key) === 'valid');
  if (!valid || checkpoint.size !== size || !sameBytes(checkpoint.root, root)) {
    throw damaged('the new checkpoint does not verify');
  }
}

const damaged = (what: string) =>
  new AuditError('log-damaged', `The audit log is not sealed: ${what}. Verify it before going on.`);
