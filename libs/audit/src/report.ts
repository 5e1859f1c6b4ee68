import { base64 } from './bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import {
  COSIGNATURE,
  checkSignature,
  ED25519,
  ML_DSA_44,
  type NoteSignature,
  parseVerifierKey,
  prepareKeys,
  TIMED_ML_DSA_LENGTH,
  type VerifierKey,
} from './note.ts';
import { keysAt } from './statement.ts';

export type FaultCode =
  | 'unreadable' // a checkpoint, a proof or a key is not in its format
  | 'signature' // not signed by a key that is trusted, or forged
  | 'witness' // too few witnesses, or a forged cosignature
  | 'missing' // a tile or an entry bundle is not there
  | 'entry' // an entry is not the one its leaf hash stands for, or not canonical
  | 'tile' // a tile contradicts what lies under it
  | 'root' // entries and tiles agree with each other, but not with the checkpoint
  | 'old-checkpoint' // the log is not a continuation of a checkpoint seen before
  | 'proof' // the entry is not in the log at this place
  | 'timestamp' // a time stamp of others is not one of this log, or not by an authority that was given
  | 'row'; // a row of the database is not what its event says

/** The first thing found wrong. `index`: the first leaf that can be concerned, null if it concerns none. */
export interface Fault {
  readonly code: FaultCode;
  readonly index: number | null;
  readonly message: string;
}

/** What a verifier did, in sentences a person can read. `verified` is true only if there is no fault. */
export interface Report {
  readonly verified: boolean;
  readonly origin: string | null;
  readonly size: number | null;
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
  readonly fault: Fault | null;
}

/** A log key that is trusted for checkpoints of `from` up to, without, `until` leaves. */
export interface TrustedKey {
  readonly key: string;
  readonly from?: number;
  readonly until?: number;
}

/** Whom the reader trusts, from a source other than the log itself. */
export interface Trust {
  /** Verifier keys of the log; one of them must have signed. */
  readonly logKeys?: readonly (string | TrustedKey)[];
  /** Verifier keys of witnesses. */
  readonly witnesses?: readonly string[];
  /** How many of them must have cosigned; all, unless said otherwise. */
  readonly quorum?: number;
}

/** Ends a verification. Caught where the report is written. */
export class Found extends Error {
  readonly fault: Fault;
  constructor(code: FaultCode, index: number | null, message: string) {
    super(message);
    this.fault = { code, index, message };
  }
}

/** Collects what was checked while `run` goes on, and turns the first fault into a report. `trust`: whose keys it checks. */
export async function report(trust: Trust, run: (draft: Draft) => Promise<void>): Promise<Report> {
  const draft = new Draft();
  try {
    const logKeys = (trust.logKeys ?? []).map((key) => (typeof key === 'string' ? key : key.key));
    await prepareKeys([...logKeys, ...(trust.witnesses ?? [])]);
    await run(draft);
    return draft.finish(null);
  } catch (error) {
    if (error instanceof Found) return draft.finish(error.fault);
    if (error instanceof AuditError) return draft.finish({ code: 'unreadable', index: null, message: error.message });
    throw error;
  }
}

export class Draft {
  readonly checked: string[] = [];
  readonly unchecked: string[] = [];
  private checkpoint: Checkpoint | null = null;

  /** Checks the signatures of the checkpoint everything else is compared with. */
  judge(checkpoint: Checkpoint, trust: Trust): void {
    this.checkpoint = checkpoint;
    checkLogSignature(checkpoint, trust.logKeys ?? [], this);
    checkWitnesses(checkpoint, trust, this);
  }

  finish(fault: Fault | null): Report {
    const { checkpoint, checked, unchecked } = this;
    return {
      verified: fault === null,
      origin: checkpoint?.origin ?? null,
      size: checkpoint?.size ?? null,
      checked,
      unchecked,
      fault,
    };
  }
}

/**
 * Throws `Found` unless one of the keys signed and none of them is forged; of keys of two kinds, Ed25519 and ML-DSA-44,
 * one of each. Without keys: says that nothing was checked. Requires `prepareKeys`, as `report` does.
 */
export function checkLogSignature(checkpoint: Checkpoint, logKeys: Trust['logKeys'] & {}, draft: Draft): void {
  const { origin, size, root } = checkpoint;
  const what = `checkpoint of ${origin}, ${size} leaves, root ${base64(root)}`;
  if (logKeys.length === 0) {
    draft.unchecked.push(`Who signed the ${what}: no key of the log was given, so anyone can have made this log.`);
    return;
  }
  const own = keysAt(logKeys, size)
    .map(parseVerifierKey)
    .filter((key) => key.type !== COSIGNATURE && key.name === origin);
  if (own.length === 0) {
    throw new Found(
      'signature',
      null,
      `No key given is a key of ${origin}, whose checkpoint of ${size} leaves this is.`,
    );
  }
  for (const [type, kind] of LOG_KEY_KINDS) {
    const keys = own.filter((key) => key.type === type);
    const valid = keys.filter((key) => signed(checkpoint, key, 'signature'));
    if (keys.length > 0 && valid.length === 0) {
      throw new Found('signature', null, `The ${what} is not signed by a key given${kind}.`);
    }
    const ids = valid.map((key) => key.id).join(' and ');
    if (keys.length > 0) draft.checked.push(`The ${what} is signed by key ${ids}${kind}.`);
    else if (type === ML_DSA_44 && checkpoint.note.signatures.some((line) => isSecond(line, origin))) {
      draft.unchecked.push('The second signature of the log, by ML-DSA-44: its key was not given.');
    }
  }
}

const LOG_KEY_KINDS = [
  [ED25519, ''],
  [ML_DSA_44, ' (ML-DSA-44)'],
] as const;

/** By its length alone; whose it is only its key can tell. */
const isSecond = ({ name, signature }: NoteSignature, origin: string): boolean =>
  name === origin && signature.length === TIMED_ML_DSA_LENGTH;

function checkWitnesses(checkpoint: Checkpoint, trust: Trust, draft: Draft): void {
  const keys = distinctKeys((trust.witnesses ?? []).map(parseVerifierKey));
  const quorum = trust.quorum ?? keys.length;
  if (keys.length === 0 && quorum === 0) {
    draft.unchecked.push('Whether others were shown the same log: no witness was named.');
    return;
  }
  if (keys.some((key) => key.type === ED25519))
    throw new Found('witness', null, 'A witness key is no cosignature key.');
  if (quorum < 1 || quorum > keys.length) {
    throw new Found('witness', null, `A quorum of ${quorum} cannot be asked of ${keys.length} different witnesses.`);
  }
  const valid = keys.filter((key) => signed(checkpoint, key, 'witness'));
  const names = valid.map((key) => key.name).join(', ');
  if (valid.length < quorum) {
    throw new Found('witness', null, `${valid.length} of ${keys.length} witnesses cosigned; ${quorum} are asked for.`);
  }
  draft.checked.push(`${valid.length} of ${keys.length} witnesses cosigned it (${names}); ${quorum} are asked for.`);
}

function signed(checkpoint: Checkpoint, key: VerifierKey, code: FaultCode): boolean {
  const answer = checkSignature(checkpoint.note, key);
  if (answer === 'forged')
    throw new Found(code, null, `The signature in the name of ${key.name} (${key.id}) is forged.`);
  return answer === 'valid';
}

/** One person with two names counts once. */
function distinctKeys(keys: readonly VerifierKey[]): readonly VerifierKey[] {
  return [...new Map(keys.map((key) => [base64(key.publicKey), key])).values()];
}
