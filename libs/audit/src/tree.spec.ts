import { createHash } from 'node:crypto';
import fc from 'fast-check';
import consistency from '../../../fixtures/log/consistency.json' with { type: 'json' };
import inclusion from '../../../fixtures/log/inclusion.json' with { type: 'json' };
import { emptyTree, grow, grownRoot } from './growing-tree.ts';
import { emptyRoot, leafHash, nodeHash, sha256Hex } from './hash.ts';
import {
  consistencyProof,
  inclusionProof,
  merkleRoot,
  type NodeReader,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const hexOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

describe('published vectors', () => {
  test('there are 98 inclusion and 98 consistency cases', () => {
    expect([inclusion.cases.length, consistency.cases.length]).toEqual([98, 98]);
  });

  test.each(inclusion.cases)('inclusion $name: valid is $valid', ({ index, size, leaf, root, proof, valid }) => {
    expect(verifyInclusion(bytes(leaf), Number(index), Number(size), proof.map(bytes), bytes(root))).toBe(valid);
  });

  test.each(consistency.cases)(
    'consistency $name: valid is $valid',
    ({ name, from, to, oldRoot, newRoot, proof, valid }) => {
      const placeholderRoots = name === 'additional/sizes-are-equal-one-and-proof-is-empty';
      const answer = verifyConsistency(Number(from), Number(to), bytes(oldRoot), bytes(newRoot), proof.map(bytes));
      expect(answer).toBe(valid && !placeholderRoots);
    },
  );

  test('the one case with placeholder roots is refused for their length alone', () => {
    const root = leafHash(bytes(''));
    expect(verifyConsistency(1, 1, root, root, [])).toBe(true);
    expect(verifyConsistency(1, 1, root.subarray(1), root.subarray(1), [])).toBe(false);
  });
});

test('the hashes of RFC 6962: empty tree, empty leaf, inner node', () => {
  expect(hexOf(emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hexOf(leafHash(new Uint8Array(0)))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  expect(hexOf(nodeHash(leafHash(new Uint8Array(0)), leafHash(Uint8Array.of(0))))).toBe(
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  );
});

test('the digest of a text is that of its UTF-8 bytes', () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // FIPS 180-2, appendix B.1
  expect(sha256Hex('abc')).toBe(digest);
  expect(sha256Hex(Buffer.from('abc'))).toBe(digest);
  expect(sha256Hex('é')).toBe(sha256Hex(Uint8Array.of(0xc3, 0xa9)));
});

test('entries of every length are hashed behind a prefix of one byte, long ones too', () => {
  for (const length of [0, 1, 65_534, 65_535, 65_536, 70_000, 3]) {
    const entry = new Uint8Array(length).fill(length % 251);
    expect(hexOf(leafHash(entry))).toBe(createHash('sha256').update(Uint8Array.of(0)).update(entry).digest('hex'));
  }
});

test('an inner node does not pass as an entry', () => {
  const [a, b] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
  const root = nodeHash(a, b);
  expect(verifyInclusion(root, 0, 1, [], root)).toBe(true);
  expect(hexOf(leafHash(new Uint8Array([...a, ...b])))).not.toBe(hexOf(root));
});

test.each([
  ['index beyond the tree', 5, 5],
  ['negative index', -1, 5],
  ['broken size', 1, 2.5],
  ['size beyond 2^53', 1, 2 ** 60],
])('a proof with %s is refused', (_, index, size) => {
  const hash = leafHash(Uint8Array.of(1));
  expect(verifyInclusion(hash, index, size, [hash, hash, hash], hash)).toBe(false);
});

describe('sizes and places that are no whole numbers within 2^53 are refused, even where the hashes would fit', () => {
  const leaf = leafHash(Uint8Array.of(1));
  const proof = Array.from({ length: 60 }, (_, i) => leafHash(Uint8Array.of(2, i)));
  const climb = (hashes: readonly Uint8Array[]) => hashes.reduce((hash, sibling) => nodeHash(hash, sibling), leaf);

  test('a size of 2^60', () => {
    expect(verifyInclusion(leaf, 0, 2 ** 50, proof.slice(0, 50), climb(proof.slice(0, 50)))).toBe(true);
    expect(verifyInclusion(leaf, 0, 2 ** 60, proof, climb(proof))).toBe(false);
    expect(verifyConsistency(1, 2 ** 50, leaf, climb(proof.slice(0, 50)), proof.slice(0, 50))).toBe(true);
    expect(verifyConsistency(1, 2 ** 60, leaf, climb(proof), proof)).toBe(false);
  });

  test('an index or a size below zero', () => {
    const leaf = leafHash(Uint8Array.of(1));
    expect(verifyInclusion(leaf, 0, 1, [], leaf)).toBe(true);
    expect(verifyInclusion(leaf, -1, 1, [], leaf)).toBe(false);
    expect(verifyConsistency(-1, 1, leaf, leaf, [])).toBe(false);
  });

  test('an index or a size with a fraction', () => {
    const [sibling] = proof;
    const root = nodeHash(leaf, sibling!);
    expect(verifyInclusion(leaf, 0, 2, [sibling!], root)).toBe(true);
    expect(verifyInclusion(leaf, 0.5, 2, [sibling!], root)).toBe(false);
    expect(verifyConsistency(1, 2, leaf, root, [sibling!])).toBe(true);
    expect(verifyConsistency(1.5, 2, leaf, root, [leaf, sibling!])).toBe(false);
    expect(verifyConsistency(1.5, 2, leaf, root, [sibling!])).toBe(false);
  });
});

test('a tree is not consistent with a smaller one, and with itself only by an empty proof and the same root', () => {
  const roots = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))] as const;
  for (const size of [1, 2, 3, 4, 7]) {
    expect(verifyConsistency(size + 1, size, roots[0], roots[0], [])).toBe(false);
    expect(verifyConsistency(size, size, roots[0], roots[0], [])).toBe(true);
    expect(verifyConsistency(size, size, roots[0], roots[1], [])).toBe(false);
    expect(verifyConsistency(size, size, roots[0], roots[0], [roots[0]])).toBe(false);
  }
});

test.each([
  [0, []],
  [1, ['0:0']],
  [4, ['2:0']],
  [8, ['3:0']],
  [13, ['3:0', '2:2', '0:12']],
])('the root of %i leaves is read from as few nodes as there are: %j', (size, nodes) => {
  const read: string[] = [];
  rootAt(size, (height, index) => {
    read.push(`${height}:${index}`);
    return new Uint8Array(32);
  });
  expect(read).toEqual(nodes);
});

test('a proof that goes on beyond the root is refused, even if what it ends in is called the root', () => {
  const [a, b, x] = [1, 2, 3].map((n) => leafHash(Uint8Array.of(n))) as [Uint8Array, Uint8Array, Uint8Array];
  const root = nodeHash(a, b);
  for (const beyond of [nodeHash(x, a), nodeHash(a, x)]) expect(verifyInclusion(a, 0, 1, [x], beyond)).toBe(false);
  for (const beyond of [nodeHash(x, root), nodeHash(root, x)]) {
    expect(verifyInclusion(a, 0, 2, [b, x], beyond)).toBe(false);
    expect(verifyConsistency(1, 2, a, beyond, [b, x])).toBe(false);
    expect(verifyConsistency(1, 2, nodeHash(x, a), beyond, [b, x])).toBe(false);
  }
});

test('a hash with a byte too many is refused, even where the byte would be overlooked', () => {
  const [a, b, c] = [1, 2, 3].map((n) => leafHash(Uint8Array.of(n))) as [Uint8Array, Uint8Array, Uint8Array];
  const longer = (hash: Uint8Array) => Uint8Array.of(...hash, 0);
  const [pair, root] = [nodeHash(a, b), nodeHash(nodeHash(a, b), c)];
  expect(verifyInclusion(a, 0, 2, [b], pair)).toBe(true);
  expect(verifyInclusion(longer(a), 0, 2, [b], pair)).toBe(false);
  expect(verifyInclusion(b, 1, 2, [longer(a)], pair)).toBe(false);
  expect(verifyInclusion(a, 0, 2, [b], longer(pair))).toBe(false);
  expect(verifyConsistency(2, 3, pair, root, [c])).toBe(true);
  expect(verifyConsistency(2, 3, longer(pair), root, [c])).toBe(false);
  expect(verifyConsistency(3, 3, longer(root), longer(root), [])).toBe(false);
});

test.each([
  ['from zero', 0, 5],
  ['backwards', 5, 4],
  ['negative', -1, 5],
  ['broken', 1.5, 5],
  ['to a broken size', 1, 5.5],
])('a consistency proof %s is refused', (_, from, to) => {
  const hash = leafHash(Uint8Array.of(1));
  expect(verifyConsistency(from, to, hash, hash, [hash, hash, hash])).toBe(false);
});

const leavesOf = (size: number): Uint8Array[] => Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`${i}`)));
const readerOf =
  (leaves: readonly Uint8Array[]): NodeReader =>
  (height, index) =>
    merkleRoot(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height));
const treeAndProof = fc
  .integer({ min: 2, max: 200 })
  .chain((size) => fc.record({ size: fc.constant(size), at: fc.nat(size - 1), pick: fc.nat(), bit: fc.nat(255) }));
const flip = (hash: Uint8Array, bit: number): Uint8Array =>
  hash.map((b, i) => (i === bit >> 3 ? b ^ (1 << (bit & 7)) : b));

test('an inclusion proof with one bit changed, one hash more or one hash less is refused', () => {
  fc.assert(
    fc.property(treeAndProof, ({ size, at, pick, bit }) => {
      const leaves = leavesOf(size);
      const root = merkleRoot(leaves);
      const proof = inclusionProof(at, size, readerOf(leaves));
      const hash = pick % proof.length;
      const verify = (changed: readonly Uint8Array[]) => verifyInclusion(leaves[at]!, at, size, changed, root);
      expect(verify(proof)).toBe(true);
      expect(verify(proof.map((h, i) => (i === hash ? flip(h, bit) : h)))).toBe(false);
      expect(verify(proof.filter((_, i) => i !== hash))).toBe(false);
      expect(verify([...proof, root])).toBe(false);
      expect(verifyInclusion(leaves[at]!, at, size, proof, flip(root, bit))).toBe(false);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('a consistency proof with one bit changed, one hash more or one hash less is refused', () => {
  fc.assert(
    fc.property(treeAndProof, ({ size, at, pick, bit }) => {
      const leaves = leavesOf(size);
      const from = Math.max(1, at);
      const [oldRoot, newRoot] = [merkleRoot(leaves.slice(0, from)), merkleRoot(leaves)];
      const proof = consistencyProof(from, size, readerOf(leaves));
      const hash = pick % proof.length;
      const verify = (changed: readonly Uint8Array[]) => verifyConsistency(from, size, oldRoot, newRoot, changed);
      expect(verify(proof)).toBe(true);
      expect(verify(proof.map((h, i) => (i === hash ? flip(h, bit) : h)))).toBe(false);
      expect(verify(proof.filter((_, i) => i !== hash))).toBe(false);
      expect(verify([...proof, newRoot])).toBe(false);
      expect(verify([])).toBe(false);
      expect(verifyConsistency(from, size, flip(oldRoot, bit), newRoot, proof)).toBe(false);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('a tree grown leaf by leaf or by whole subtrees has the root of all its leaves', () => {
  const leaves = leavesOf(70);
  let tree = emptyTree;
  expect(hexOf(grownRoot(tree))).toBe(hexOf(emptyRoot()));
  expect(hexOf(merkleRoot([]))).toBe(hexOf(emptyRoot()));
  expect(hexOf(rootAt(0, readerOf(leaves)))).toBe(hexOf(emptyRoot()));
  for (const [i, leaf] of leaves.entries()) {
    tree = grow(tree, leaf);
    expect(tree.size).toBe(i + 1);
    expect(hexOf(grownRoot(tree))).toBe(hexOf(merkleRoot(leaves.slice(0, i + 1))));
  }
  const bySubtrees = grow(grow(emptyTree, merkleRoot(leaves.slice(0, 64)), 6), merkleRoot(leaves.slice(64, 68)), 2);
  expect(hexOf(grownRoot(bySubtrees))).toBe(hexOf(merkleRoot(leaves.slice(0, 68))));
  expect(bySubtrees.size).toBe(68);
  const four = leaves.slice(0, 4).reduce((grown, leaf) => grow(grown, leaf), emptyTree);
  const sixteen = grow(grow(four, merkleRoot(leaves.slice(4, 8)), 2), merkleRoot(leaves.slice(8, 16)), 3);
  expect(hexOf(grownRoot(grow(sixteen, leaves[16]!)))).toBe(hexOf(merkleRoot(leaves.slice(0, 17))));
});
