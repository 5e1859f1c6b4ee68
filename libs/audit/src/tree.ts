import { sameBytes } from './bytes.ts';
import { emptyRoot, HASH_LENGTH, nodeHash } from './hash.ts';

/** Hash of the complete subtree over leaves `index * 2^height` up to, without, `(index + 1) * 2^height`. */
export type NodeReader = (height: number, index: number) => Uint8Array;

/** Merkle Tree Hash over leaf hashes, or over the roots of equally large complete subtrees. RFC 6962 section 2.1. */
export function merkleRoot(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return emptyRoot();
  if (hashes.length === 1) return hashes[0]!;
  const left = splitPoint(hashes.length);
  return nodeHash(merkleRoot(hashes.slice(0, left)), merkleRoot(hashes.slice(left)));
}

/** Root of the first `size` leaves. */
export const rootAt = (size: number, node: NodeReader): Uint8Array =>
  size === 0 ? emptyRoot() : rangeRoot(0, size, node);

/** RFC 6962 section 2.1.1, from the leaf's sibling upwards. Requires 0 <= index < size. */
export function inclusionProof(index: number, size: number, node: NodeReader): readonly Uint8Array[] {
  return path(index, 0, size, node);
}

/** RFC 6962 section 2.1.2. Requires 0 < from <= to. */
export function consistencyProof(from: number, to: number, node: NodeReader): readonly Uint8Array[] {
  return subproof(from, 0, to, true, node);
}

/** RFC 9162 section 2.1.3.2. The proof must have exactly the length that index and size ask for. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || ![leaf, root, ...proof].every(isHash)) return false;
  let position = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash);
      [position, last] = skipLevelsWithoutSibling(position, last);
    } else {
      hash = nodeHash(hash, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && sameBytes(hash, root);
}

/**
 * RFC 9162 section 2.1.4.2. A proof from the empty tree proves nothing and is refused; for equal sizes the proof must
 * be empty and the roots the same.
 */
export function verifyConsistency(
  from: number,
  to: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(from) || !isSize(to) || from < 1 || from > to) return false;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  if (from === to) return proof.length === 0 && sameBytes(oldRoot, newRoot);

  let position = from - 1;
  let last = to - 1;
  while (position % 2 === 1) {
    position = half(position);
    last = half(last);
  }
  // If the old tree is complete, its root is itself the first node and is left out of the proof.
  const [first, ...rest] = position === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      [position, last] = skipLevelsWithoutSibling(position, last);
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot);
}

/** On the right edge a node without a sibling moves up unchanged. */
function skipLevelsWithoutSibling(position: number, last: number): [number, number] {
  while (position % 2 === 0 && position !== 0) {
    position = half(position);
    last = half(last);
  }
  return [position, last];
}

function path(index: number, start: number, end: number, node: NodeReader): readonly Uint8Array[] {
  if (end - start === 1) return [];
  const middle = start + splitPoint(end - start);
  return index < middle
    ? [...path(index, start, middle, node), rangeRoot(middle, end, node)]
    : [...path(index, middle, end, node), rangeRoot(start, middle, node)];
}

/** `known`: the verifier knows the root of the old leaves in this range already, because it is the old root. */
function subproof(from: number, start: number, end: number, known: boolean, node: NodeReader): readonly Uint8Array[] {
  if (from === end) return known ? [] : [rangeRoot(start, end, node)];
  const middle = start + splitPoint(end - start);
  return from <= middle
    ? [...subproof(from, start, middle, known, node), rangeRoot(middle, end, node)]
    : [...subproof(from, middle, end, false, node), rangeRoot(start, middle, node)];
}

function rangeRoot(start: number, end: number, node: NodeReader): Uint8Array {
  const count = end - start;
  const left = splitPoint(count);
  if (count === 1 || left * 2 === count) return node(Math.log2(count), start / count);
  return nodeHash(rangeRoot(start, start + left, node), rangeRoot(start + left, end, node));
}

/** Largest power of two below `count`, for count > 1. Sizes exceed 32 bits, so no shifts. */
function splitPoint(count: number): number {
  let left = 1;
  while (left * 2 < count) left *= 2;
  return left;
}

const half = (value: number): number => Math.floor(value / 2);
const isHash = (hash: Uint8Array): boolean => hash.length === HASH_LENGTH;
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
