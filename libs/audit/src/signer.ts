import { joinBytes, textBytes } from './bytes.ts';
import { privateKeyPem, publicKeyOf, signEd25519 } from './ed25519.ts';
import { COSIGNATURE, cosignedMessage, ED25519, formatVerifierKey, signatureLine, verifierKey } from './note.ts';

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
      const stamp = new Uint8Array(8);
      new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
      const signature = signEd25519(pem, cosignedMessage(text, BigInt(time)));
      return signatureLine(verifier, joinBytes([stamp, signature]));
    },
  };
}
