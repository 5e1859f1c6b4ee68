import { base64, fromBase64, joinBytes } from './bytes.ts';
import { AuditError } from './errors.ts';

// FIPS 204, parameter set ML-DSA-44, by @noble/post-quantum. Loaded when the first such key is met: a page that checks
// Ed25519 signatures alone does not pay for it.

type MlDsa = typeof import('@noble/post-quantum/ml-dsa.js')['ml_dsa44'];

export const ML_DSA_PUBLIC_KEY_LENGTH = 1312;
export const ML_DSA_SIGNATURE_LENGTH = 2420;
const SEED_LENGTH = 32;

let loaded: MlDsa | undefined;

/** To be awaited before a key of this kind verifies or signs. */
export async function loadMlDsa(): Promise<MlDsa> {
  loaded ??= (await import('@noble/post-quantum/ml-dsa.js')).ml_dsa44;
  return loaded;
}

/** False for anything but a valid signature of 2,420 bytes. Requires `loadMlDsa`. */
export function verifyMlDsa(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (loaded === undefined) throw new AuditError('bad-key', 'ML-DSA-44 was not loaded before it was asked for.');
  try {
    return loaded.verify(signature, message, publicKey);
  } catch {
    return false;
  }
}

/** A key pair and what it signs, the same for the same message. Requires a seed as `mlDsaSeed` returns it. */
export async function mlDsaKey(
  seed: Uint8Array,
): Promise<{ readonly publicKey: Uint8Array; readonly sign: (message: Uint8Array) => Uint8Array }> {
  const algorithm = await loadMlDsa();
  const { publicKey, secretKey } = algorithm.keygen(seed);
  return { publicKey, sign: (message) => algorithm.sign(message, secretKey, { extraEntropy: false }) };
}

// RFC 9881 section 6, the form that holds the seed alone: these bytes and then the seed.
const PKCS8_PREFIX = Uint8Array.from('3034020100300b060960864801650304031104228020'.match(/../g)!, (byte) =>
  Number.parseInt(byte, 16),
);

/** A private key in PEM (PKCS #8). Requires a seed of 32 random bytes. */
export const mlDsaPem = (seed: Uint8Array): string =>
  `-----BEGIN PRIVATE KEY-----\n${base64(joinBytes([PKCS8_PREFIX, seed]))}\n-----END PRIVATE KEY-----\n`;

/** The seed, from itself or from PEM (PKCS #8). Throws without showing anything of the key. */
export function mlDsaSeed(key: Uint8Array | string): Uint8Array {
  const der = typeof key === 'string' ? fromBase64(pemBody(key)) : joinBytes([PKCS8_PREFIX, key]);
  const known = der?.length === PKCS8_PREFIX.length + SEED_LENGTH && PKCS8_PREFIX.every((byte, i) => der[i] === byte);
  if (known) return der.subarray(PKCS8_PREFIX.length);
  throw new AuditError('bad-key', 'The ML-DSA-44 key is neither a seed of 32 bytes nor one in PKCS #8 PEM (RFC 9881).');
}

const pemBody = (pem: string): string => pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
