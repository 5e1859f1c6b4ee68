import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * How an event names a person: by a tag that differs in every event. Only who holds the person's key can tell that two tags
 * are of one person; when the key is erased, nobody can.
 */
export interface PersonReference {
  readonly nonce: string;
  /** HMAC-SHA256 (RFC 2104) of the nonce under the person's key. */
  readonly tag: string;
}

export const newPersonKey = (): Buffer => randomBytes(32);

export function referenceTo(key: Uint8Array): PersonReference {
  const nonce = randomBytes(16).toString('base64url');
  return { nonce, tag: tagOf(key, nonce).toString('base64url') };
}

export function refersTo({ nonce, tag }: PersonReference, key: Uint8Array): boolean {
  const found = Buffer.from(tag, 'base64url');
  const expected = tagOf(key, nonce);
  return found.length === expected.length && timingSafeEqual(found, expected);
}

const tagOf = (key: Uint8Array, nonce: string): Buffer => createHmac('sha256', key).update(nonce).digest();
