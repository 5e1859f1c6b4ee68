import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  type NodeReader,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from '@kinledger/audit';
import { naivePath, naiveProof, naiveRoot } from './merkle.ts';

/** All trees up to this size; KINLEDGER_TREES=512 takes about a minute. */
const LIMIT = Number(process.env.KINLEDGER_TREES ?? 96);

const entries = Array.from({ length: LIMIT }, (_, i) => Buffer.from(`entry ${i}`));
const leaves = entries.map(leafHash);
/** Complete subtrees by height: each level pairs up the one below. */
const levels = [leaves];
for (let below = leaves; below.length > 1; below = levels.at(-1)!) {
  levels.push(Array.from({ length: below.length >> 1 }, (_, i) => merkleRoot(below.slice(2 * i, 2 * i + 2))));
}
const reader: NodeReader = (height, index) => levels[height]![index]!;
const rootOf = (size: number): Uint8Array => naiveRoot(entries, 0, size);
const same = (ours: readonly Uint8Array[], twins: readonly Uint8Array[]): boolean =>
  ours.length === twins.length && ours.every((hash, i) => Buffer.compare(hash, twins[i]!) === 0);

jest.setTimeout(600_000);

describe(`all trees up to ${LIMIT} leaves, against the definitions of RFC 6962`, () => {
  test('the root is the same, computed from all leaves or from complete subtrees', () => {
    for (let size = 1; size <= LIMIT; size += 1) {
      expect(same([merkleRoot(leaves.slice(0, size)), rootAt(size, reader)], [rootOf(size), rootOf(size)])).toBe(true);
    }
  });

  test('every inclusion proof is the same, verifies at its leaf and at no other', () => {
    for (let size = 1; size <= LIMIT; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(index, size, reader);
        expect(same(proof, naivePath(index, entries, 0, size))).toBe(true);
        expect(verifyInclusion(leaves[index]!, index, size, proof, rootOf(size))).toBe(true);
        const other = (index + 1) % size;
        if (other !== index) {
          expect(verifyInclusion(leaves[index]!, other, size, proof, rootOf(size))).toBe(false);
          expect(verifyInclusion(leaves[other]!, index, size, proof, rootOf(size))).toBe(false);
        }
      }
    }
  });

  test('every consistency proof is the same and verifies for its two sizes only', () => {
    for (let to = 1; to <= LIMIT; to += 1) {
      for (let from = 1; from <= to; from += 1) {
        const proof = consistencyProof(from, to, reader);
        expect(same(proof, naiveProof(from, entries, to))).toBe(true);
        expect(verifyConsistency(from, to, rootOf(from), rootOf(to), proof)).toBe(true);
        expect(verifyConsistency(from, to, rootOf(from), rootOf((to % LIMIT) + 1), proof)).toBe(LIMIT === 1);
      }
    }
  });
});
