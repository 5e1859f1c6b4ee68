import { base64, decimal, fromBase64 } from './bytes.ts';
import { AuditError } from './errors.ts';
import { HASH_LENGTH } from './hash.ts';
import { type Note, parseNote, writeNote } from './note.ts';
import type { LogSigner } from './signer.ts';

/** A log's statement: so many leaves, under this root. C2SP tlog-checkpoint. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: Note;
}

/** The text that is signed. Requires an origin without newlines. */
export const checkpointText = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${base64(root)}\n`;

/** Requires at least one signer, all of the same log: more than one while a key is being replaced. */
export function signCheckpoint(signers: readonly LogSigner[], size: number, root: Uint8Array): string {
  const text = checkpointText(signers[0]!.name, size, root);
  return writeNote(
    text,
    signers.map((signer) => signer.sign(text)),
  );
}

/** Reads a signed checkpoint. Checks its form, not its signatures. */
export function parseCheckpoint(signed: string): Checkpoint {
  const note = parseNote(signed);
  const [origin, sizeLine, rootLine, ...extensions] = note.text.slice(0, -1).split('\n');
  const size = decimal(sizeLine ?? '');
  const root = fromBase64(rootLine ?? '');
  if (!origin || size === undefined || root?.length !== HASH_LENGTH || extensions.includes('')) {
    throw new AuditError(
      'bad-checkpoint',
      'The checkpoint does not say origin, tree size and root in its three lines.',
    );
  }
  return { origin, size, root, note };
}
