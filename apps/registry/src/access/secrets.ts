import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits from the system's generator, in letters that need no quoting in headers and links. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** How a secret is stored: SHA-256 suffices because the secrets are 256 random bits, not passwords. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares two digests without telling by its duration where they differ. */
export function sameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** An API key in its two parts: `prefix` finds the row, `secret` proves the right to use it. */
export interface KeyParts {
  readonly prefix: string;
  readonly secret: string;
}

export function newKey(): KeyParts {
  return { prefix: randomBytes(5).toString('hex'), secret: newToken() };
}

/** `kl_<prefix>_<secret>`: the fixed beginning lets secret scanners find keys that were published by mistake. */
export function keyText({ prefix, secret }: KeyParts): string {
  return `kl_${prefix}_${secret}`;
}

/** Reads the header `Authorization: Bearer kl_...`; undefined when it has another form. */
export function readKey(header: string): KeyParts | undefined {
  const found = /^Bearer +kl_([0-9a-f]{10})_([\w-]{43})$/i.exec(header);
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  return { prefix: found[1], secret: found[2] };
}
