import { base64, decimal, fromBase64, hex, joinBytes, textBytes } from './bytes.ts';
import { PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, verifyEd25519 } from './ed25519.ts';
import { AuditError } from './errors.ts';
import { HASH_LENGTH, sha256 } from './hash.ts';
import { loadMlDsa, ML_DSA_PUBLIC_KEY_LENGTH, ML_DSA_SIGNATURE_LENGTH, verifyMlDsa } from './ml-dsa.ts';

/** Signature types of C2SP signed-note: a log's Ed25519 signature, a witness's timestamped cosignature. */
export const ED25519 = 1;
export const COSIGNATURE = 4;
/** C2SP tlog-cosignature, "ML-DSA-44 signed message": of a witness, or the log's own second signature. */
export const ML_DSA_44 = 6;

export interface VerifierKey {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
  readonly type: typeof ED25519 | typeof COSIGNATURE | typeof ML_DSA_44;
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  /** What follows the key id. */
  readonly signature: Uint8Array;
}

/** C2SP signed-note: a text and who signed it. Parsing checks the form only. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const KEY_LENGTHS = [
  [ED25519, PUBLIC_KEY_LENGTH],
  [COSIGNATURE, PUBLIC_KEY_LENGTH],
  [ML_DSA_44, ML_DSA_PUBLIC_KEY_LENGTH],
] as const;
const MAX_NOTE_LENGTH = 1_000_000;
const MAX_SIGNATURES = 100;
const KEY_NAME = /^[^\s+\p{Cc}\p{Surrogate}]+$/u;

export function parseNote(note: string): Note {
  const split = note.lastIndexOf('\n\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids exactly these
  const forbidden = /[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u;
  if (note.length > MAX_NOTE_LENGTH || split < 0 || !note.endsWith('\n') || forbidden.test(note)) {
    throw new AuditError('bad-note', 'This is not a signed note.');
  }
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES)
    throw new AuditError('bad-note', `The note has over ${MAX_SIGNATURES} signatures.`);
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

export function parseSignatureLine(line: string): NoteSignature {
  const match = /^— ([^ ]+) ([^ ]+)$/.exec(line);
  const bytes = match && fromBase64(match[2]!);
  if (!match || !KEY_NAME.test(match[1]!) || !bytes || bytes.length < 5) {
    throw new AuditError('bad-note', 'A signature line of the note cannot be read.');
  }
  return { name: match[1]!, keyId: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/** The line without its newline. */
export function signatureLine(key: Pick<VerifierKey, 'name' | 'id'>, signature: Uint8Array): string {
  return `— ${key.name} ${base64(joinBytes([keyIdBytes(key.id), signature]))}`;
}

/** Requires a text that ends in a newline. */
export const writeNote = (text: string, lines: readonly string[]): string => `${text}\n${lines.join('\n')}\n`;

/** Throws if the name cannot stand in a signature line. */
export function verifierKey(name: string, type: VerifierKey['type'], publicKey: Uint8Array): VerifierKey {
  if (!KEY_NAME.test(name)) throw new AuditError('bad-key', 'The name of a key must hold no spaces and no plus sign.');
  const id = hex(sha256(joinBytes([textBytes(`${name}\n`), Uint8Array.of(type), publicKey])).subarray(0, 4));
  return { name, id, type, publicKey };
}

/** `name+c74f20a3+ARpc2...`: name, key id, base64 of type and public key. */
export const formatVerifierKey = (key: VerifierKey): string =>
  `${key.name}+${key.id}+${base64(joinBytes([Uint8Array.of(key.type), key.publicKey]))}`;

export function parseVerifierKey(text: string): VerifierKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const bytes = match && fromBase64(match[3]!);
  const kind = KEY_LENGTHS.find(([type, length]) => bytes?.[0] === type && bytes.length === 1 + length);
  if (kind === undefined) {
    throw new AuditError(
      'bad-key',
      'A verifier key looks like name+0a1b2c3d+base64 and is an Ed25519 or an ML-DSA-44 key.',
    );
  }
  const key = verifierKey(match![1]!, kind[0], bytes!.subarray(1));
  if (key.id !== match![2])
    throw new AuditError('bad-key', `The verifier key of ${key.name} does not match its own id.`);
  return key;
}

/** To be awaited before signatures by such keys are made or checked: one of the algorithms is loaded on demand. */
export async function prepareKeys(keys: readonly string[]): Promise<void> {
  if (keys.some((key) => parseVerifierKey(key).type === ML_DSA_44)) await loadMlDsa();
}

/**
 * What `key` says about the note: `absent` if it did not sign. A signature that carries its name and id but does not
 * verify makes the note `forged`, even beside a good one. Requires `prepareKeys` for an ML-DSA-44 key.
 */
export function checkSignature(note: Note, key: VerifierKey): 'valid' | 'absent' | 'forged' {
  const own = note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id);
  if (own.length === 0) return 'absent';
  return own.every(({ signature }) => verifySignature(note.text, key, signature)) ? 'valid' : 'forged';
}

function verifySignature(text: string, key: VerifierKey, signature: Uint8Array): boolean {
  if (key.type === ED25519) return verifyEd25519(key.publicKey, textBytes(text), signature);
  const time = cosignatureTime(signature);
  if (time === undefined) return false;
  const own = signature.subarray(TIME_LENGTH);
  if (key.type === ML_DSA_44) {
    const message = subtreeMessage(key.name, text, time);
    return message !== undefined && verifyMlDsa(key.publicKey, message, own);
  }
  return verifyEd25519(key.publicKey, cosignedMessage(text, time), own);
}

const TIME_LENGTH = 8;
export const TIMED_ML_DSA_LENGTH = TIME_LENGTH + ML_DSA_SIGNATURE_LENGTH;

/** Seconds since 1970 at which a witness signed, or undefined if this is no timestamped signature. */
export function cosignatureTime(signature: Uint8Array): bigint | undefined {
  if (signature.length !== TIME_LENGTH + SIGNATURE_LENGTH && signature.length !== TIMED_ML_DSA_LENGTH) return undefined;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return time < 2n ** 63n ? time : undefined;
}

/** The eight bytes before a timestamped signature. */
export function timeBytes(time: bigint): Uint8Array {
  const bytes = new Uint8Array(TIME_LENGTH);
  new DataView(bytes.buffer).setBigUint64(0, time);
  return bytes;
}

/** C2SP tlog-cosignature, "Ed25519 signed message". */
export const cosignedMessage = (text: string, time: bigint): Uint8Array =>
  textBytes(`cosignature/v1\ntime ${time}\n${text}`);

/**
 * C2SP tlog-cosignature, "ML-DSA-44 signed message", for a whole tree: the label, the signer's name, the time, the
 * log's origin, no leaf before the first, the size, the root. Undefined if the text is no checkpoint, or a name has
 * more than 255 bytes.
 */
export function subtreeMessage(signer: string, text: string, time: bigint): Uint8Array | undefined {
  const match = /^([^\n]+)\n([^\n]+)\n([^\n]+)\n/.exec(text);
  if (!match) return undefined;
  const [size, root] = [decimal(match[2]!), fromBase64(match[3]!)];
  const names = [signer, match[1]!].map(textBytes);
  if (size === undefined || root?.length !== HASH_LENGTH || names.some(({ length }) => length < 1 || length > 255)) {
    return undefined;
  }
  const [name, log] = names.map((bytes) => joinBytes([Uint8Array.of(bytes.length), bytes])) as [Uint8Array, Uint8Array];
  return joinBytes([
    textBytes('subtree/v1\n\0'),
    name,
    timeBytes(time),
    log,
    timeBytes(0n),
    timeBytes(BigInt(size)),
    root,
  ]);
}

const keyIdBytes = (id: string): Uint8Array => Uint8Array.from(id.match(/../g)!, (byte) => Number.parseInt(byte, 16));
