import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadSource } from '@kinledger/profile';

/** What is smaller than this never touches the disk. */
export const IN_MEMORY = 1024 * 1024;
const READ_AT_ONCE = 256 * 1024;

/** A file that has come in, to be read as often as is asked until it is disposed of. */
export interface SpooledFile {
  readonly size: number;
  readonly sha256: string;
  readonly source: UploadSource;
  dispose(): Promise<void>;
}

/**
 * Takes a file while it comes in: into memory as long as it is small, then into a file below `folder` that has lost its name
 * already: however the process ends, nothing of it is left.
 */
export class Spool {
  private readonly hash = createHash('sha256');
  private pieces: Uint8Array[] = [];
  private size = 0;
  private handle: FileHandle | undefined;

  constructor(private readonly folder: string) {}

  async write(piece: Uint8Array): Promise<void> {
    this.hash.update(piece);
    this.size += piece.length;
    if (this.handle === undefined && this.size <= IN_MEMORY) {
      this.pieces.push(piece);
      return;
    }
    if (this.handle === undefined) await this.moveToDisk();
    await this.handle!.write(piece);
  }

  /** Requires that all of the file has been written. */
  async finish(): Promise<SpooledFile> {
    const { size, pieces, handle } = this;
    const sha256 = this.hash.digest('hex');
    if (handle === undefined) return { size, sha256, source: () => inPieces(pieces), dispose: async () => {} };
    return { size, sha256, source: () => ofFile(handle), dispose: () => handle.close() };
  }

  /** Forgets a file that will not come whole. */
  async discard(): Promise<void> {
    this.pieces = [];
    await this.handle?.close();
    this.handle = undefined;
  }

  private async moveToDisk(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${randomUUID()}.upload`);
    this.handle = await open(path, 'wx+', 0o600);
    await rm(path);
    for (const piece of this.pieces.splice(0)) await this.handle.write(piece);
  }
}

/** A file that the service has made itself. */
export async function spooled(bytes: Uint8Array): Promise<SpooledFile> {
  const spool = new Spool('');
  for (let start = 0; start < bytes.length; start += READ_AT_ONCE) {
    await spool.write(bytes.subarray(start, start + READ_AT_ONCE));
  }
  return spool.finish();
}

async function* inPieces(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function* ofFile(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_AT_ONCE), 0, READ_AT_ONCE, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
