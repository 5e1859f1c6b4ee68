import { type Zippable, zipSync } from 'fflate';

/** ZIP has no time before; the same files give the same bytes, whenever and wherever they are packed. */
const NO_TIME = new Date(1980, 0, 1);

/** Packs files, in the order of their names. What is packed already is only stored. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    entries[name] = [bytes, { level: name.endsWith('.zip') ? 0 : 6, mtime: NO_TIME, os: 3, attrs: 0o644 << 16 }];
  }
  return zipSync(entries);
}
