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

/** The lines of a witness's answer that are valid cosignatures of the checkpoint by this witness; others are ignored. */
export function validCosignatures(answer: string, checkpoint: Checkpoint, witnessKey: string): readonly string[] {
  const key = parseVerifierKey(witnessKey);
  return answer.split('\n').filter((line) => {
    const signature = signatureOf(line);
    const note: Note | undefined = signature && { text: checkpoint.note.text, signatures: [signature] };
    return note !== undefined && checkSignature(note, key) === 'valid';
  });
}

/** Sends the body of an add-checkpoint request and returns what was answered. */
export type SendToWitness = (body: string) => Promise<{ readonly status: number; readonly body: string }>;

/**
 * Asks a witness to cosign. `knownSize`: leaves it cosigned last, as far as the log remembers; when the witness says
 * another size, it is asked once more from there. Returns its valid cosignature lines, none when it refuses.
 */
export async function askWitness(
  read: ReadFile,
  checkpoint: string,
  witnessKey: string,
  knownSize: number,
  send: SendToWitness,
): Promise<readonly string[]> {
  const parsed = parseCheckpoint(checkpoint);
  let answer = await send(await addCheckpointRequest(read, Math.min(knownSize, parsed.size), checkpoint));
  const itsSize = answer.status === 409 ? decimal(answer.body.trimEnd()) : undefined;
  if (itsSize !== undefined && itsSize <= parsed.size) {
    answer = await send(await addCheckpointRequest(read, itsSize, checkpoint));
  }
  return answer.status === 200 ? validCosignatures(answer.body, parsed, witnessKey) : [];
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
