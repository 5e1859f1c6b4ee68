import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';

// A file to which checkpoints are appended, one after the other, each with an empty line behind it: made to be read by
// people, to be copied elsewhere as it grows, and to survive a writer that is killed in the middle of a line.

/** A checkpoint as it is appended. `after`: the last bytes of the file; a line torn there is left behind. */
export function checkpointRecord(checkpoint: string, after: string): string {
  return `${after === '' || after.endsWith('\n\n') ? '' : '\n\n'}${checkpoint}\n`;
}

/** Origin, size, root, any extension lines; an empty line; the signature lines and the empty line behind them. */
const RECORD = /(?<=^|\n)[^\n—]+\n\d+\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n)*\n(?:— [^\n]+\n)+(?=\n)/g;

/**
 * The whole checkpoints in a file of records, or in its end; what is torn is passed over. Checks their form, not their
 * signatures: whoever can write to the file can write anything.
 */
export function recordedCheckpoints(text: string): readonly string[] {
  return (text.match(RECORD) ?? []).filter((record) => isCheckpoint(record));
}

/** Of checkpoints, the one with most leaves. */
export function largestCheckpoint(checkpoints: readonly string[]): string | undefined {
  const parsed = checkpoints.map((note): [string, Checkpoint] => [note, parseCheckpoint(note)]);
  return parsed.sort(([, a], [, b]) => b.size - a.size)[0]?.[0];
}

function isCheckpoint(record: string): boolean {
  try {
    parseCheckpoint(record);
    return true;
  } catch {
    return false;
  }
}
