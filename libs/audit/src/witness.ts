import { base64, decimal, fromBase64, sameBytes } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { HASH_LENGTH } from './hash.ts';
import { checkSignature, type Note, parseSignatureLine, parseVerifierKey } from './note.ts';
import type { WitnessSigner } from './signer.ts';
import { type ReadFile, withTiles } from './tiles.ts';
import { consistencyProof, verifyConsistency } from './tree.ts';

// C2SP tlog-witness, the call add-checkpoint: both sides of it, without HTTP and without storage.

const MAX_PROOF_LINES = 63;

export interface AddCheckpoint {
  /** Leaves of the checkpoint the witness cosigned last, 0 if it knows none. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
}

/** The body a log sends to a witness. Reads the proof from the log's own tiles. Requires oldSize <= size. */
export async function addCheckpointRequest(read: ReadFile, oldSize: number, checkpoint: string): Promise<string> {
  const { size } = parseCheckpoint(checkpoint);
  const proof = oldSize === 0 ? [] : await withTiles(read, size, (node) => consistencyProof(oldSize, size, node));
  return [`old ${oldSize}`, ...proof.map(base64), '', checkpoint].join('\n');
}

export function parseAddCheckpoint(body: string): AddCheckpoint {
  const split = body.indexOf('\n\n');
  const [old, ...lines] = body.slice(0, Math.max(split, 0)).split('\n');
  const oldSize = old?.startsWith('old ') ? decimal(old.slice(4)) : undefined;
  const proof = lines.map(fromBase64).filter((hash) => hash?.length === HASH_LENGTH) as Uint8Array[];
  if (oldSize === undefined || proof.length !== lines.length || proof.length > MAX_PROOF_LINES) {
    throw new AuditError('bad-proof', 'The old size or the consistency proof cannot be read.');
  }
  return { oldSize, proof, checkpoint: body.slice(split + 2) };
}

/** What a witness knows of a log: the keys it was configured with, and the last checkpoint it cosigned. */
export interface WatchedLog {
  readonly keys: readonly string[];
  readonly last: Checkpoint | undefined;
}

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: 'text/plain' | 'text/x.tlog.size';
  readonly body: string;
  /** With status 200: to be stored before the answer is sent, in one step with the reading of `last`. */
  readonly remember?: Checkpoint;
}

/**
 * Decides about an add-checkpoint request. `logs`: what the witness knows of the log with this origin. `time`: seconds
 * since 1970. The order of the checks is the specification's.
 */
export function answerAddCheckpoint(
  body: string,
  logs: (origin: string) => WatchedLog | undefined,
  witness: WitnessSigner,
  time: number,
): WitnessAnswer {
  const request = readRequest(body);
  if (request === undefined) return refuse(400);
  const { oldSize, proof, checkpoint } = request;
  const log = logs(checkpoint.origin);
  if (log === undefined) return refuse(404);
  if (!isSigned(checkpoint, log.keys)) return refuse(403);
  if (oldSize > checkpoint.size) return refuse(400);
  const lastSize = log.last?.size ?? 0;
  if (oldSize !== lastSize) return { status: 409, contentType: 'text/x.tlog.size', body: `${lastSize}\n` };
  if (oldSize === checkpoint.size && log.last && !sameBytes(log.last.root, checkpoint.root)) return refuse(409);
  if (!continues(log.last, checkpoint, proof)) return refuse(422);
  return {
    status: 200,
    contentType: 'text/plain',
    body: `${witness.cosign(checkpoint.note.text, time)}\n`,
    remember: checkpoint,
  };
}

const MAX_ANSWER_LENGTH = 64 * 1024;

/** Why an answer counts for nothing; the words stand in the service's own log. */
export type RefusedAnswer =
  | 'status' // it refuses, or is no witness at all
  | 'unreadable' // not a list of signature lines, each with its newline, and nothing else
  | 'too-large'
  | 'no-cosignature' // only signatures of others
  | 'doubled' // two signatures in its own name
  | 'forged'; // a signature in its own name that does not verify

/**
 * The cosignature of this witness in its answer. Lines of other keys and algorithms are passed over, as the
 * specification says; of its own there must be exactly one, and it must verify. Requires `prepareKeys`.
 */
export function cosignatureIn(
  answer: string,
  checkpoint: Checkpoint,
  witnessKey: string,
): { readonly line: string } | { readonly refused: RefusedAnswer } {
  if (answer.length > MAX_ANSWER_LENGTH) return { refused: 'too-large' };
  const lines = answer.split('\n');
  if (lines.pop() !== '') return { refused: 'unreadable' };
  const signatures = lines.map(signatureOf);
  if (signatures.includes(undefined)) return { refused: 'unreadable' };
  const { name, id, ...key } = parseVerifierKey(witnessKey);
  const own = signatures.flatMap((found, i) => (found?.name === name && found.keyId === id ? [i] : []));
  if (own.length !== 1) return { refused: own.length === 0 ? 'no-cosignature' : 'doubled' };
  const note: Note = { text: checkpoint.note.text, signatures: [signatures[own[0]!]!] };
  return checkSignature(note, { name, id, ...key }) === 'valid' ? { line: lines[own[0]!]! } : { refused: 'forged' };
}

/** Sends the body of an add-checkpoint request and returns what was answered. */
export type SendToWitness = (body: string) => Promise<{ readonly status: number; readonly body: string }>;

/**
 * What came of asking a witness. `ahead`: it has cosigned more leaves than the checkpoint counts. `contradicts`: what it
 * has cosigned is not the beginning of this log.
 */
export type WitnessVerdict =
  | { readonly state: 'cosigned'; readonly line: string }
  | { readonly state: 'ahead'; readonly size: number }
  | { readonly state: 'contradicts'; readonly size: number }
  | { readonly state: 'refused'; readonly refused: RefusedAnswer; readonly status: number };

/**
 * Asks a witness to cosign. `knownSize`: leaves it cosigned last, as far as the log remembers; when the witness says
 * another size, it is asked once more from there.
 */
export async function askWitness(
  read: ReadFile,
  checkpoint: string,
  witnessKey: string,
  knownSize: number,
  send: SendToWitness,
): Promise<WitnessVerdict> {
  const parsed = parseCheckpoint(checkpoint);
  const from = Math.min(knownSize, parsed.size);
  const first = await send(await addCheckpointRequest(read, from, checkpoint));
  const itsSize = conflictSize(first);
  if (itsSize === undefined || itsSize === from || itsSize > parsed.size) {
    return verdict(first, parsed, witnessKey, from);
  }
  const second = await send(await addCheckpointRequest(read, itsSize, checkpoint));
  return verdict(second, parsed, witnessKey, itsSize);
}

/** The size a witness names when it was asked from another one. */
const conflictSize = ({ status, body }: Awaited<ReturnType<SendToWitness>>): number | undefined =>
  status === 409 ? decimal(body.trimEnd()) : undefined;

/** `from`: the size it was asked from. A conflict about that very size, or a proof not accepted, is another tree. */
function verdict(
  answer: Awaited<ReturnType<SendToWitness>>,
  checkpoint: Checkpoint,
  witnessKey: string,
  from: number,
): WitnessVerdict {
  const { status, body } = answer;
  if (status === 200) {
    const found = cosignatureIn(body, checkpoint, witnessKey);
    return 'line' in found ? { state: 'cosigned', ...found } : { state: 'refused', status, ...found };
  }
  const itsSize = conflictSize(answer);
  if (itsSize !== undefined && itsSize > checkpoint.size) return { state: 'ahead', size: itsSize };
  const sameSize = status === 409 && (itsSize === from || (itsSize === undefined && from === checkpoint.size));
  if (status === 422 || sameSize) return { state: 'contradicts', size: from };
  return { state: 'refused', refused: 'status', status };
}

function readRequest(body: string): (Omit<AddCheckpoint, 'checkpoint'> & { checkpoint: Checkpoint }) | undefined {
  try {
    const request = parseAddCheckpoint(body);
    return { ...request, checkpoint: parseCheckpoint(request.checkpoint) };
  } catch {
    return undefined;
  }
}

function signatureOf(line: string): Note['signatures'][number] | undefined {
  try {
    return parseSignatureLine(line);
  } catch {
    return undefined;
  }
}

function isSigned(checkpoint: Checkpoint, keys: readonly string[]): boolean {
  const answers = keys.map((key) => checkSignature(checkpoint.note, parseVerifierKey(key)));
  return answers.includes('valid') && !answers.includes('forged');
}

/** From nothing, every tree goes on, and the proof must be empty. */
function continues(last: Checkpoint | undefined, next: Checkpoint, proof: readonly Uint8Array[]): boolean {
  if (last === undefined || last.size === 0) return proof.length === 0;
  return verifyConsistency(last.size, next.size, last.root, next.root, proof);
}

const refuse = (status: WitnessAnswer['status']): WitnessAnswer => ({ status, contentType: 'text/plain', body: '' });
