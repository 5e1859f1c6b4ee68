import { hash } from 'node:crypto';
import { hex, textBytes } from './bytes.ts';

export const HASH_LENGTH = 32;

/**
 * SHA-256. In one call, and with a string in between: to make a Hash and a Buffer for each of a million leaves costs more
 * than to hash them.
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  const text = hash('sha256', bytes, 'binary');
  const digest = new Uint8Array(HASH_LENGTH);
  for (let i = 0; i < HASH_LENGTH; i += 1) digest[i] = text.charCodeAt(i);
  return digest;
}

/** SHA-256 in lower-case hexadecimal; of a text, over its UTF-8 bytes. */
export const sha256Hex = (input: Uint8Array | string): string =>
  hex(sha256(typeof input === 'string' ? textBytes(input) : input));

/** Where an entry is put behind its prefix, 0. Longer ones get a longer one. */
let leaf = new Uint8Array(65_536);
/** Where two hashes are put behind their prefix, 1. */
const node = Uint8Array.of(1, ...new Uint8Array(2 * HASH_LENGTH));

/** RFC 6962 section 2.1. The prefixes 0 and 1 keep an entry from ever passing as an inner node. */
export function leafHash(entry: Uint8Array): Uint8Array {
  if (entry.length >= leaf.length) leaf = new Uint8Array(1 + entry.length);
  leaf.set(entry, 1);
  return sha256(leaf.subarray(0, 1 + entry.length));
}

/** RFC 6962 section 2.1. Requires two hashes of 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  node.set(left, 1);
  node.set(right, 1 + HASH_LENGTH);
  return sha256(node);
}

/** Root of the tree without leaves, RFC 6962 section 2.1. */
export const emptyRoot = (): Uint8Array => sha256(new Uint8Array(0));
