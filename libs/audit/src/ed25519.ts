import { createPublicKey, sign, verify } from 'node:crypto';
import { base64, fromBase64 } from './bytes.ts';
import { AuditError } from './errors.ts';

export const PUBLIC_KEY_LENGTH = 32;
export const SIGNATURE_LENGTH = 64;

/** RFC 8032. False for anything but a valid signature of 64 bytes. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(base64(publicKey)) };
  try {
    return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}

/** Requires a private key as `privateKeyPem` returns it. */
export const signEd25519 = (privateKey: string, message: Uint8Array): Uint8Array => sign(null, message, privateKey);

export function publicKeyOf(privateKey: string): Uint8Array {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return fromBase64(fromBase64Url(x!))!;
}

// RFC 8410 section 7: the PKCS #8 wrapping of an Ed25519 seed is these bytes and then the seed.
const PKCS8_PREFIX = Uint8Array.from('302e020100300506032b657004220420'.match(/../g)!, (byte) =>
  Number.parseInt(byte, 16),
);

/** A private key in PEM, from a seed of 32 bytes or from PEM (PKCS #8). Throws without showing anything of the key. */
export function privateKeyPem(key: Uint8Array | string): string {
  const der = typeof key === 'string' ? fromBase64(pemBody(key)) : new Uint8Array([...PKCS8_PREFIX, ...key]);
  const known = der?.length === PKCS8_PREFIX.length + 32 && PKCS8_PREFIX.every((byte, i) => der[i] === byte);
  if (!known) throw new AuditError('bad-key', 'The signing key is neither 32 bytes nor an Ed25519 key in PKCS #8 PEM.');
  return `-----BEGIN PRIVATE KEY-----\n${base64(der)}\n-----END PRIVATE KEY-----\n`;
}

const pemBody = (pem: string): string => pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
const toBase64Url = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const fromBase64Url = (text: string): string => `${text.replaceAll('-', '+').replaceAll('_', '/')}=`;
