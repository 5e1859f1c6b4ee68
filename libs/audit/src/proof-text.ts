import { base64, decimal, fromBase64 } from './bytes.ts';
import { AuditError } from './errors.ts';
import { HASH_LENGTH } from './hash.ts';

/** A receipt: that an entry stands at `index` of the log the checkpoint speaks of. C2SP tlog-proof. */
export interface LogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: string;
  /** Opaque to the format. In Kinledger's receipts: the event itself, so that the receipt verifies alone. */
  readonly extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_HASHES = 63;

export const isProofText = (text: string): boolean => text.startsWith(`${HEADER}\n`);

export function formatProof({ index, hashes, checkpoint, extra }: LogProof): string {
  const extraLine = extra === undefined ? [] : [`extra ${base64(extra)}`];
  return [HEADER, ...extraLine, `index ${index}`, ...hashes.map(base64), '', checkpoint].join('\n');
}

/** Reads the form. Throws 'bad-proof' for anything `formatProof` would not write. */
export function parseProof(text: string): LogProof {
  const split = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, Math.max(split, 0)).split('\n');
  if (header !== HEADER) throw new AuditError('bad-proof', `A proof begins with ${HEADER} and holds a checkpoint.`);
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice(6)) : null;
  const indexLine = lines.shift();
  const index = indexLine?.startsWith('index ') ? decimal(indexLine.slice(6)) : undefined;
  const hashes = lines.map(fromBase64).filter((hash) => hash?.length === HASH_LENGTH) as Uint8Array[];
  if (extra === undefined || index === undefined || hashes.length !== lines.length || hashes.length > MAX_HASHES) {
    throw new AuditError('bad-proof', 'The index or a hash of the proof cannot be read.');
  }
  return { index, hashes, checkpoint: text.slice(split + 2), ...(extra === null ? {} : { extra }) };
}
