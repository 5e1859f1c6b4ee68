import { canonicalJson, type LogSigner, type ReadFile, signCheckpoint } from '@kinledger/audit';
import { naiveRoot, naiveTile } from '../reference/merkle.ts';

/** A log folder (C2SP tlog-tiles), path by path. */
export type LogFolder = Map<string, Uint8Array>;

/** Entries as the service would log them, the n-th of them always the same. */
export const sampleEntries = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, n) => Buffer.from(canonicalJson({ n, type: 'sample', text: 'é'.repeat(n % 7) })));

/** The folder of a log with these entries, made from the definitions: no tile comes from the code under test. */
export function logFolder(entries: readonly Uint8Array[], ...signers: readonly LogSigner[]): LogFolder {
  const folder: LogFolder = new Map();
  for (let level = 0; entries.length >= 256 ** level; level += 1) {
    for (let index = 0; index * 256 ** (level + 1) < entries.length; index += 1) {
      const tile = naiveTile(level, index, entries);
      if (tile.length > 0) folder.set(`tile/${level}/${fileName(index, tile.length / 32)}`, tile);
    }
  }
  for (let index = 0; index * 256 < entries.length; index += 1) {
    const bundle = entries.slice(index * 256, (index + 1) * 256);
    folder.set(`tile/entries/${fileName(index, bundle.length)}`, Buffer.concat(bundle.flatMap(withLength)));
  }
  return folder.set('checkpoint', Buffer.from(signCheckpoint(signers, entries.length, naiveRoot(entries))));
}

export const readerOf =
  (folder: LogFolder): ReadFile =>
  async (path) =>
    folder.get(path);

export const checkpointOf = (folder: LogFolder): string => Buffer.from(folder.get('checkpoint')!).toString();

/** Enough for the logs of tests: up to a million tiles. */
function fileName(index: number, width: number): string {
  const thousands = Math.floor(index / 1000);
  const name = `${thousands > 0 ? `x${String(thousands).padStart(3, '0')}/` : ''}${String(index % 1000).padStart(3, '0')}`;
  return width < 256 ? `${name}.p/${width}` : name;
}

function withLength(entry: Uint8Array): Uint8Array[] {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(entry.length);
  return [length, entry];
}
