import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * The part of `node:crypto` that checking a proof needs, for browsers: SHA-256 and Ed25519 verification. The pages never
 * sign with a key, so what only signing needs refuses.
 */

interface Hash {
  /** A text counts as its UTF-8. */
  update(bytes: Uint8Array | string): Hash;
  digest(): Uint8Array;
  digest(encoding: 'hex'): string;
}

/** Requires `algorithm` sha256. */
export function createHash(algorithm: string): Hash {
  if (algorithm !== 'sha256') throw new Error(`The pages compute no ${algorithm}.`);
  const running = sha256.create();
  const hash: Hash = {
    update(bytes) {
      running.update(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
      return hash;
    },
    digest: ((encoding?: 'hex') => (encoding === 'hex' ? hex(running.digest()) : running.digest())) as Hash['digest'],
  };
  return hash;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

interface PublicKey {
  readonly bytes: Uint8Array;
}

interface Ed25519Jwk {
  readonly key: { readonly kty: string; readonly crv: string; readonly x: string };
  readonly format: 'jwk';
}

/** Requires an Ed25519 key as JSON Web Key (RFC 8037). */
export function createPublicKey({ key }: Ed25519Jwk): PublicKey {
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519') throw new Error('This is no Ed25519 key.');
  const text = atob(key.x.replaceAll('-', '+').replaceAll('_', '/'));
  return { bytes: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) };
}

/** RFC 8032, strict: no second encoding of a signature passes. */
export function verify(_algorithm: null, message: Uint8Array, key: PublicKey, signature: Uint8Array): boolean {
  return ed25519.verify(signature, message, key.bytes, { zip215: false });
}

export function sign(): never {
  throw new Error('The pages hold no signing key.');
}

/** Requires sha256 and `binary`: one character for each byte. */
export function hash(algorithm: string, bytes: Uint8Array, encoding: string): string {
  if (algorithm !== 'sha256' || encoding !== 'binary')
    throw new Error(`The pages compute no ${algorithm}, ${encoding}.`);
  return String.fromCharCode(...sha256(bytes));
}
