import { bytesText, decimal, textBytes } from './bytes.ts';
import { type Checkpoint, checkpointText } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import type { MirrorFolder } from './mirror.ts';
import { type Draft, Found } from './report.ts';
import { type ReadFile, withTiles } from './tiles.ts';
import { MAX_TIMESTAMP_BYTES, type Timestamp, verifyTimestamp } from './timestamp.ts';
import { rootAt } from './tree.ts';

// Time stamps in a log folder: `timestamps` lists the sizes, one on a line, `timestamp/<size>` is what was answered.

const LIST = 'timestamps';
const stampPath = (size: number): string => `timestamp/${size}`;
const MAX_LIST_BYTES = 1_000_000;

/**
 * Copies the stamps of a log's first `size` leaves into its mirror; those it has stay. Returns how many are new. What
 * they say is for `verifyLog` to judge.
 */
export async function mirrorTimestamps(remote: ReadFile, folder: MirrorFolder, size: number): Promise<number> {
  const [kept, offered] = [await listedSizes(folder.read), await listedSizes(remote)];
  const fresh = offered.filter((each) => each <= size && !kept.includes(each));
  for (const each of fresh) {
    const stamp = await remote(stampPath(each));
    if (stamp === undefined || stamp.length > MAX_TIMESTAMP_BYTES) {
      throw new AuditError('bad-timestamp', `The log does not show ${stampPath(each)}, or it is no time stamp.`);
    }
    await folder.write(stampPath(each), stamp);
  }
  const all = [...kept, ...fresh].sort((a, b) => a - b);
  if (fresh.length > 0) await folder.write(LIST, textBytes(all.map((each) => `${each}\n`).join('')));
  return fresh.length;
}

/**
 * Checks every stamp of a log folder against the root its leaves had at that size. Requires a folder whose tiles are
 * right, and of no more leaves than `checkpoint` counts.
 */
export async function checkTimestamps(
  read: ReadFile,
  { origin, size }: Checkpoint,
  certificates: string | undefined,
  draft: Draft,
): Promise<void> {
  const stamped = (await listedSizes(read)).filter((each) => each <= size);
  if (certificates === undefined) {
    if (stamped.length === 0) return;
    draft.unchecked.push(`${stamped.length} time stamps of others: no certificate of their authority was given.`);
    return;
  }
  if (stamped.length === 0) draft.unchecked.push('When the log stood so: the folder holds no time stamp of others.');
  for (const each of stamped) {
    const { at, authority } = await checked(read, origin, size, each, certificates);
    draft.checked.push(`The first ${each} leaves existed at ${new Date(at).toISOString()}, says ${authority}.`);
  }
}

async function checked(
  read: ReadFile,
  origin: string,
  size: number,
  stampedSize: number,
  certificates: string,
): Promise<Timestamp> {
  const stamp = await read(stampPath(stampedSize));
  if (stamp === undefined) throw new Found('missing', null, `${stampPath(stampedSize)} is missing.`);
  const root = await withTiles(read, size, (node) => rootAt(stampedSize, node));
  return verifyTimestamp(stamp, checkpointText(origin, stampedSize, root), certificates).catch((error: Error) => {
    throw new Found('timestamp', null, `The first ${stampedSize} leaves: ${error.message}`);
  });
}

/** None if the folder has no list. Throws unless it is one: sizes, each larger than the one before. */
async function listedSizes(read: ReadFile): Promise<readonly number[]> {
  const list = await read(LIST);
  if (list === undefined) return [];
  const text = list.length > MAX_LIST_BYTES ? 'too long' : (bytesText(list) ?? 'no text');
  const lines = text.split('\n');
  const sizes = lines.slice(0, -1).map((line) => decimal(line) ?? 0);
  if (lines.at(-1) === '' && sizes.every((each, i) => each > (sizes[i - 1] ?? 0))) return sizes;
  throw new AuditError('bad-timestamp', `${LIST} is not a list of tree sizes.`);
}
