import { isCanonicalJson } from './canonical.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { leafHash } from './hash.ts';
import { type LogProof, parseProof } from './proof-text.ts';
import { Found, type Report, report, type Trust } from './report.ts';
import { verifyInclusion } from './tree.ts';

export interface ProofReport extends Report {
  /** Where the event stands in the log, and its bytes, once both are proved; null otherwise. */
  readonly index: number | null;
  readonly event: Uint8Array | null;
}

/**
 * Checks a receipt: that this very event stands in the log its checkpoint speaks of. Without `event` the one that
 * travels in the receipt is taken; nothing is believed of it that its hash does not prove.
 */
export async function verifyProof(
  proofText: string,
  event: Uint8Array | undefined,
  logKeys: Trust['logKeys'] & {},
  trust: Omit<Trust, 'logKeys'> = {},
): Promise<ProofReport> {
  let proved: { index: number; event: Uint8Array } | null = null;
  const result = await report({ ...trust, logKeys }, async (draft) => {
    const proof = parseProof(proofText);
    const checkpoint = parseCheckpoint(proof.checkpoint);
    draft.judge(checkpoint, { ...trust, logKeys });
    const body = event ?? proof.extra;
    assertProved(proof, checkpoint, body);
    draft.checked.push(`The event stands at leaf ${proof.index} of that log, in canonical form.`);
    draft.unchecked.push('The other events of the log: a receipt speaks of one.');
    proved = { index: proof.index, event: body };
  });
  return { ...result, ...(proved ?? { index: null, event: null }) };
}

/** Throws `Found` unless these bytes stand at the proof's place in the log of that checkpoint, in canonical form. */
export function assertProved(
  { index, hashes }: LogProof,
  { size, root }: Checkpoint,
  body: Uint8Array | undefined,
): asserts body is Uint8Array {
  if (body === undefined) throw new Found('proof', index, 'The receipt does not carry its event; give the event too.');
  if (!verifyInclusion(leafHash(body), index, size, hashes, root)) {
    throw new Found('proof', index, `The log does not hold this event at leaf ${index}.`);
  }
  if (!isCanonicalJson(body)) {
    throw new Found('entry', index, `Leaf ${index} is not canonical JSON: it can be read in two ways.`);
  }
}
