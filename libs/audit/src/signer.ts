import { joinBytes, textBytes } from './bytes.ts';
import { privateKeyPem, publicKeyOf, signEd25519 } from './ed25519.ts';
import { AuditError } from './errors.ts';
import { mlDsaKey, mlDsaSeed } from './ml-dsa.ts';
import {
  COSIGNATURE,
  cosignedMessage,
  ED25519,
  formatVerifierKey,
  ML_DSA_44,
  signatureLine,
  subtreeMessage,
  timeBytes,
  verifierKey,
} from './note.ts';

/** Signs in the name of a log. What it holds of the private key cannot be read from it. */
export interface LogSigner {
  /** The log's origin, the first line of its checkpoints and the name in its signature lines. */
  readonly name: string;
  /** The public half, as others configure it. */
  readonly verifierKey: string;
  /** The signature line over a note text. */
  readonly sign: (text: string) => string;
}

/** `key`: a seed of 32 bytes or an Ed25519 private key in PEM (PKCS #8). `name`: the origin, such as `example.org/log`. */
export function createSigner(key: Uint8Array | string, name: string): LogSigner {
  const pem = privateKeyPem(key);
  const verifier = verifierKey(name, ED25519, publicKeyOf(pem));
  return {
    name,
    verifierKey: formatVerifierKey(verifier),
    sign: (text) => signatureLine(verifier, signEd25519(pem, textBytes(text))),
  };
}

/**
 * A log's second signature, which holds against quantum computers. C2SP tlog-cosignature: type 0x06, made by the log in
 * its own name over its own tree. The time is zero, which says nothing of when. Every signature is verified before it is
 * handed out. `key`: a seed of 32 bytes or PEM (RFC 9881, the seed alone).
 */
export async function createMlDsaSigner(key: Uint8Array | string, name: string): Promise<LogSigner> {
  const { publicKey, sign } = await mlDsaKey(mlDsaSeed(key));
  const verifier = verifierKey(name, ML_DSA_44, publicKey);
  return {
    name,
    verifierKey: formatVerifierKey(verifier),
    sign: (text) => {
      const message = subtreeMessage(name, text, 0n);
      if (message !== undefined) return signatureLine(verifier, joinBytes([timeBytes(0n), sign(message)]));
      throw new AuditError('bad-checkpoint', 'ML-DSA-44 signs checkpoints only, of logs named in at most 255 bytes.');
    },
  };
}

/** Cosigns as a witness. */
export interface WitnessSigner {
  readonly name: string;
  readonly verifierKey: string;
  /** The cosignature line over a checkpoint's text. `time`: seconds since 1970. */
  readonly cosign: (text: string, time: number) => string;
}

/** C2SP tlog-cosignature. The key must serve no other purpose: the signed message does not name the witness. */
export function createWitness(key: Uint8Array | string, name: string): WitnessSigner {
  const pem = privateKeyPem(key);
  const verifier = verifierKey(name, COSIGNATURE, publicKeyOf(pem));
  return {
    name,
    verifierKey: formatVerifierKey(verifier),
    cosign: (text, time) => {
      const signature = signEd25519(pem, cosignedMessage(text, BigInt(time)));
      return signatureLine(verifier, joinBytes([timeBytes(BigInt(time)), signature]));
    },
  };
}
