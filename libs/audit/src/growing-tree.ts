import { emptyRoot, nodeHash } from './hash.ts';

/**
 * A tree that keeps only the roots of its complete subtrees, largest first: what a reader needs who walks through a
 * log once, and the second way of computing a root that guards the first (see sealing).
 */
export interface GrowingTree {
  readonly size: number;
  readonly subtrees: readonly { readonly height: number; readonly hash: Uint8Array }[];
}

export const emptyTree: GrowingTree = { size: 0, subtrees: [] };

/** Appends a complete subtree of 2^height leaves (0: one leaf). Requires a size divisible by 2^height. */
export function grow(tree: GrowingTree, hash: Uint8Array, height = 0): GrowingTree {
  const subtrees = [...tree.subtrees];
  let added = { height, hash };
  for (let last = subtrees.at(-1); last?.height === added.height; last = subtrees.at(-1)) {
    subtrees.pop();
    added = { height: added.height + 1, hash: nodeHash(last.hash, added.hash) };
  }
  return { size: tree.size + 2 ** height, subtrees: [...subtrees, added] };
}

/** The right-most subtrees are joined first: RFC 6962 section 2.1 read from the right. */
export function grownRoot(tree: GrowingTree): Uint8Array {
  const [smallest, ...larger] = [...tree.subtrees].reverse();
  if (smallest === undefined) return emptyRoot();
  return larger.reduce((right, left) => nodeHash(left.hash, right), smallest.hash);
}
