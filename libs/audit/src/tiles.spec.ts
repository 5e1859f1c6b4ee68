import { naivePath, naiveRoot } from '../../../test/reference/merkle.ts';
import { testSigner } from '../../../test/support/audit-log.ts';
import { logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { AuditError } from './errors.ts';
import {
  allTiles,
  bundleEntries,
  entryBundle,
  parseTilePath,
  tileHashes,
  tilePath,
  tileWidth,
  withTiles,
} from './tiles.ts';
import { inclusionProof, rootAt } from './tree.ts';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test.each([
  ['tile/0/000', 0, 0, 256],
  ['tile/0/005.p/7', 0, 5, 7],
  ['tile/1/x001/x234/067', 1, 1_234_067, 256],
  ['tile/63/x001/000.p/255', 63, 1000, 255],
  ['tile/entries/999', 'entries', 999, 256],
] as const)('%s', (path, level, index, width) => {
  expect(tilePath({ level, index, width })).toBe(path);
  expect(parseTilePath(path)).toEqual({ level, index, width });
});

test.each([
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/01',
  'tile/0/0',
  'tile/00/000',
  'tile/64/000',
  'tile/-1/000',
  'tile/0/x000/001',
  'tile/0/x001/x000',
  'tile/0/000/001',
  'tile/0/999/x999/x999/x999/x999/999',
  'tile/other/000',
  '../tile/0/000',
  'checkpoint',
])('no log has %s', (path) => {
  expect(parseTilePath(path)).toBeUndefined();
});

// The example of C2SP tlog-tiles.
test('a log of 70,000 leaves has the tiles the specification counts', () => {
  const tiles = [...allTiles(70_000)].filter(({ level }) => level !== 'entries');
  const full = (level: number) => tiles.filter((tile) => tile.level === level && tile.width === 256).length;
  const partial = (level: number) => tiles.find((tile) => tile.level === level && tile.width < 256)?.width;
  expect([full(0), partial(0), full(1), partial(1), full(2), partial(2)]).toEqual([273, 112, 1, 17, 0, 1]);
});

test('a log of 256 leaves has one full tile and above it a partial one of one hash', () => {
  expect([...allTiles(256)].map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
  expect([...allTiles(0)]).toEqual([]);
  expect(tileWidth(0, 1, 256)).toBe(0);
});

test('entries of any length read back from their bundle', () => {
  const entries = [0, 1, 255, 256, 65_535].map((length) => Buffer.alloc(length, 'x'));
  expect(bundleEntries(entryBundle(entries), 5).map(textOf)).toEqual(entries.map(textOf));
});

test.each([
  ['fewer entries', [0, 1, 65], 2],
  ['more entries', [0, 1, 65, 0, 0], 1],
  ['half a length behind', [0, 1, 65, 0], 1],
  ['an entry cut short', [0, 2, 65], 1],
  ['one byte', [0], 1],
  ['one byte, and no entry asked for', [0], 0],
  ['an entry, and none asked for', [0, 0], 0],
  ['nothing', [], 1],
])('a bundle with %s is refused', (_, bytes, width) => {
  expect(() => bundleEntries(Uint8Array.from(bytes), width)).toThrow(AuditError);
});

test('a tile of another length is refused', () => {
  expect(tileHashes(new Uint8Array(64), 2)).toHaveLength(2);
  expect(() => tileHashes(new Uint8Array(64), 3)).toThrow(AuditError);
  expect(() => tileHashes(new Uint8Array(63), 2)).toThrow(AuditError);
});

test('the hashes of a tile are its bytes, 32 by 32', () => {
  const tile = Uint8Array.from({ length: 96 }, (_, i) => i);
  expect(tileHashes(tile, 3).map((hash) => [hash.length, hash[0], hash[31]])).toEqual([
    [32, 0, 31],
    [32, 32, 63],
    [32, 64, 95],
  ]);
});

test('roots and proofs from tiles are those of the definitions, at any size the tiles cover', async () => {
  const entries = sampleEntries(600);
  const read = readerOf(logFolder(entries, testSigner()));
  const plain = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash));
  for (const size of [1, 2, 255, 256, 257, 300, 511, 512, 513, 600]) {
    const root = await withTiles(read, 600, (node) => rootAt(size, node));
    expect(Buffer.from(root)).toEqual(naiveRoot(entries, 0, size));
    for (const index of [0, 1, 130, 254, 255, 256, 299, 510, 511, 599].filter((at) => at < size)) {
      const proof = await withTiles(read, 600, (node) => inclusionProof(index, size, node));
      expect(plain(proof)).toEqual(naivePath(index, entries, 0, size));
    }
  }
});

test('a missing tile is named', async () => {
  const folder = logFolder(sampleEntries(300), testSigner());
  folder.delete('tile/0/001.p/44');
  await expect(withTiles(readerOf(folder), 300, (node) => rootAt(300, node))).rejects.toThrow(
    'tile/0/001.p/44 is missing',
  );
});
