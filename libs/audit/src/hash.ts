import { createHash } from 'node:crypto';
import { hex, textBytes } from './bytes.ts';

export const HASH_LENGTH = 32;

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** SHA-256 in lower-case hexadecimal; of a text, over its UTF-8 bytes. */
export const sha256Hex = (input: Uint8Array | string): string =>
  hex(sha256(typeof input === 'string' ? textBytes(input) : input));

const LEAF = Uint8Array.of(0);

/** RFC 6962 section 2.1. The prefixes 0 and 1 keep an entry from ever passing as an inner node. */
export const leafHash = (entry: Uint8Array): Uint8Array => createHash('sha256').update(LEAF).update(entry).digest();

/** RFC 6962 section 2.1. Requires two hashes of 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const node = new Uint8Array(1 + 2 * HASH_LENGTH);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 1 + HASH_LENGTH);
  return createHash('sha256').update(node).digest();
}

/** Root of the tree without leaves, RFC 6962 section 2.1. */
export const emptyRoot = (): Uint8Array => sha256(new Uint8Array(0));
