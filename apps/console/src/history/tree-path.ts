import { leafHash, nodeHash, parseCheckpoint, parseProof } from '@kinledger/audit';

/** One step from the entry to the root: with which neighbour, on which side, and what comes out. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly neighbour: string;
  readonly hash: string;
}

/** The way that a receipt claims, with every hash computed here. */
export interface TreePath {
  readonly index: number;
  readonly size: number;
  readonly leaf: string;
  readonly steps: readonly PathStep[];
  /** What the way leads to, and what is signed. */
  readonly computed: string;
  readonly signed: string;
}

/** Null for a text that is no receipt, or a way that no tree of this size has. RFC 9162 section 2.1.3.2. */
export function treePathOf(proofText: string): TreePath | null {
  try {
    const proof = parseProof(`${proofText.replaceAll('\r\n', '\n').trimEnd()}\n`);
    const { size, root } = parseCheckpoint(proof.checkpoint);
    if (proof.extra === undefined || proof.index >= size) return null;
    const leaf = leafHash(proof.extra);
    const sides = sidesOf(proof.index, size);
    if (sides.length !== proof.hashes.length) return null;
    let hash = leaf;
    const steps = proof.hashes.map((neighbour, level): PathStep => {
      const side = sides[level] as PathStep['side'];
      hash = side === 'left' ? nodeHash(neighbour, hash) : nodeHash(hash, neighbour);
      return { side, neighbour: hex(neighbour), hash: hex(hash) };
    });
    return { index: proof.index, size, leaf: hex(leaf), steps, computed: hex(hash), signed: hex(root) };
  } catch {
    return null;
  }
}

/** On which side the neighbour stands at each level; a node without one moves up unchanged. */
function sidesOf(index: number, size: number): readonly PathStep['side'][] {
  const sides: PathStep['side'][] = [];
  for (let [position, last] = [index, size - 1]; last > 0; position = half(position), last = half(last)) {
    if (position % 2 === 1) sides.push('left');
    else if (position < last) sides.push('right');
  }
  return sides;
}

/** Sizes exceed 32 bits, so no shifts. */
const half = (value: number): number => Math.floor(value / 2);
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The same receipt with one bit of its entry changed, as a forger or a broken disk would. */
export function withOneByteChanged(proofText: string): string {
  return proofText.replace(
    /^(extra .{40})(.)/m,
    (_, before: string, letter: string) => before + (letter === 'A' ? 'B' : 'A'),
  );
}
