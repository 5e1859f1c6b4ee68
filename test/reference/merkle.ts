import { createHash } from 'node:crypto';

// The definitions of RFC 6962 section 2.1 as they stand there, over a list of entries D. Shares nothing with libs/audit.

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

const remembered = new WeakMap<object, Map<string, Buffer>>();

/** MTH(D[start:end]), remembered, because it is asked for again and again. */
export function naiveRoot(d: readonly Uint8Array[], start = 0, end = d.length): Buffer {
  const roots = remembered.get(d) ?? new Map<string, Buffer>();
  remembered.set(d, roots);
  const root = roots.get(`${start}:${end}`) ?? computeRoot(d, start, end);
  roots.set(`${start}:${end}`, root);
  return root;
}

function computeRoot(d: readonly Uint8Array[], start: number, end: number): Buffer {
  const n = end - start;
  if (n === 0) return sha256();
  if (n === 1) return sha256(Buffer.from([0]), d[start]!);
  const k = start + largestPowerOfTwoBelow(n);
  return sha256(Buffer.from([1]), naiveRoot(d, start, k), naiveRoot(d, k, end));
}

/** PATH(m, D[start:end]), m counted from the start of D. */
export function naivePath(m: number, d: readonly Uint8Array[], start = 0, end = d.length): Buffer[] {
  if (end - start === 1) return [];
  const k = start + largestPowerOfTwoBelow(end - start);
  return m < k
    ? [...naivePath(m, d, start, k), naiveRoot(d, k, end)]
    : [...naivePath(m, d, k, end), naiveRoot(d, start, k)];
}

/** PROOF(m, D[0:n]). */
export const naiveProof = (m: number, d: readonly Uint8Array[], n = d.length): Buffer[] =>
  naiveSubproof(m, d, 0, n, true);

/** SUBPROOF(m, D[start:end], b), m counted from the start of D. */
function naiveSubproof(m: number, d: readonly Uint8Array[], start: number, end: number, b: boolean): Buffer[] {
  if (m === end) return b ? [] : [naiveRoot(d, start, end)];
  const k = start + largestPowerOfTwoBelow(end - start);
  return m <= k
    ? [...naiveSubproof(m, d, start, k, b), naiveRoot(d, k, end)]
    : [...naiveSubproof(m, d, k, end, false), naiveRoot(d, start, k)];
}

/** The hashes of tile `index` of `level`, by the formula of C2SP tlog-tiles; fewer than 256 for a partial tile. */
export function naiveTile(level: number, index: number, d: readonly Uint8Array[]): Buffer {
  const leaves = 256 ** level;
  const hashes: Buffer[] = [];
  for (let i = index * 256; i < (index + 1) * 256 && (i + 1) * leaves <= d.length; i += 1) {
    hashes.push(naiveRoot(d, i * leaves, (i + 1) * leaves));
  }
  return Buffer.concat(hashes);
}

const largestPowerOfTwoBelow = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1);
