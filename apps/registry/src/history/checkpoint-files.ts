import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkpointRecord, recordedCheckpoints } from '@kinledger/audit';
import type { Config } from '../config.ts';

/** Enough for some hundred checkpoints; the last ones decide. */
const TAIL_BYTES = 256 * 1024;

/** The last checkpoint stands beside the key, outside the database. */
const besideKey = (config: Config): string => join(dirname(config.logKeyFile), 'checkpoint');

/** The checkpoint beside the key, or undefined. */
export function lastCheckpoint(config: Config): Promise<string | undefined> {
  return readFile(besideKey(config), 'utf8').catch(() => undefined);
}

/** Written under a name of its own first, so that a reader sees one checkpoint, whole, whoever else writes; then it is on the disk. */
export async function keepCheckpoint(config: Config, checkpoint: string): Promise<void> {
  const file = besideKey(config);
  await mkdir(dirname(file), { recursive: true });
  const written = `${file}.${randomBytes(8).toString('hex')}`;
  await writeFile(written, checkpoint, { flush: true });
  await rename(written, file);
}

/** The last checkpoints of the file they are appended to; none while it is not there. Throws when it cannot be read. */
export async function appendedCheckpoints(file: string): Promise<readonly string[]> {
  return recordedCheckpoints(await readTail(file, TAIL_BYTES));
}

/** Returns when the checkpoint is on the disk. */
export async function appendCheckpoint(file: string, checkpoint: string): Promise<void> {
  const after = await readTail(file, 2);
  const handle = await open(file, 'a', 0o644);
  try {
    await handle.writeFile(checkpointRecord(checkpoint, after));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The end of a file; nothing of one that does not exist. */
async function readTail(file: string, bytes: number): Promise<string> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}
