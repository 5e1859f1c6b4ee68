import { unzipSync } from 'fflate';

/** Why an archive is not read. */
export type ZipErrorCode = 'not-a-zip' | 'too-large' | 'too-many-files' | 'bad-file-name' | 'duplicate-file';

/** An archive that is damaged or hostile. The message names the entry only when its name is harmless. */
export class ZipError extends Error {
  constructor(
    readonly code: ZipErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ZipError';
  }
}

/** What an archive may hold, uncompressed. */
export interface ZipLimits {
  readonly files: number;
  readonly bytes: number;
}

/** More than any bundle of one confirmation: some dozen receipts of at most 90 KB, as many rows, one table. */
export const BUNDLE_LIMITS: ZipLimits = { files: 500, bytes: 64 * 2 ** 20 };

/** Folders of plain names. Nothing that could lead out of a folder, or be taken for another name. */
const NAME = /^(?:[A-Za-z0-9][\w.-]{0,99}\/){0,4}[A-Za-z0-9][\w.-]{0,99}$/;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

/**
 * The files of an archive by name, in memory; nothing is written anywhere. Sizes are counted as the archive states them
 * before anything is expanded, and no entry expands beyond the size it states.
 */
export function readZip(archive: Uint8Array, limits: ZipLimits = BUNDLE_LIMITS): ReadonlyMap<string, Uint8Array> {
  const sizes = new Map<string, number>();
  let total = 0;
  const admit = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (!NAME.test(name)) throw new ZipError('bad-file-name', 'The archive holds a file with a name no bundle has.');
    if (sizes.has(name)) throw new ZipError('duplicate-file', `The archive holds ${name} twice.`);
    sizes.set(name, originalSize);
    total += originalSize;
    if (sizes.size > limits.files)
      throw new ZipError('too-many-files', `The archive holds over ${limits.files} files.`);
    if (total > limits.bytes) throw new ZipError('too-large', `The archive expands to over ${limits.bytes} bytes.`);
    return true;
  };
  const files = new Map(Object.entries(expand(archive, admit)));
  for (const [name, size] of sizes) {
    if (files.get(name)?.length !== size) throw new ZipError('not-a-zip', `${name} is damaged in the archive.`);
  }
  return files;
}

function expand(
  archive: Uint8Array,
  filter: (file: { name: string; originalSize: number }) => boolean,
): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(archive, { filter });
  } catch (error) {
    if (error instanceof ZipError) throw error;
    throw new ZipError('not-a-zip', 'The file is no ZIP archive, or it is damaged.');
  }
}
