import { total } from './sums.ts';

/**
 * P(evidence of all children) of a couple of whom nothing else is known and whose alleles x1, x2 and y1, y2 are
 * independent draws. Each child has one of the four pairs (x, y), so the sum over the two genotypes is a mean over 4^k
 * ways; with three children or fewer one pair stays free, and the others hang together like
 *
 *     y' - x - y - x'       sum over x, y of  f_x f_y A[x][y]  (sum over y' of f_y' R[x][y'])  (sum over x' of f_x' C[x'][y])
 *
 * with n^2 steps instead of n^4 / 4. A table holds, for one child, P(its evidence | gametes x, y) at `x * n + y`.
 * Requires one to three children.
 */
export function childrenOfStrangers(tables: readonly Float64Array[], drawnFrom: Float64Array): number {
  const ways = 4 ** (tables.length - 1);
  let sum = 0;
  for (let way = 0; way < ways; way++) {
    // the pairs are numbered x1 y1, x1 y2, x2 y1, x2 y2; the first child has the first, as good as any other
    const pairs: Float64Array[][] = [[], [], [], []];
    for (const [c, table] of tables.entries()) pairs[c === 0 ? 0 : (way >> (2 * (c - 1))) & 3]?.push(table);
    const free = pairs.findLastIndex(({ length }) => length === 0);
    const pair = (place: number): Float64Array | undefined => productOf(pairs[place] as Float64Array[]);
    sum += chain(pair(3 - free), pair((3 - free) ^ 1), pair((3 - free) ^ 2), drawnFrom);
  }
  return sum / ways;
}

function productOf([first, ...others]: readonly Float64Array[]): Float64Array | undefined {
  if (first === undefined || others.length === 0) return first;
  const product = first.slice();
  for (const other of others) {
    for (let i = 0; i < product.length; i++) product[i] = (product[i] as number) * (other[i] as number);
  }
  return product;
}

/** The sum written above; a table that is absent is 1 everywhere. */
function chain(
  middle: Float64Array | undefined,
  sameX: Float64Array | undefined,
  sameY: Float64Array | undefined,
  f: Float64Array,
): number {
  const n = f.length;
  const byX = sameX === undefined ? f : f.map((share, x) => share * meanOfRow(sameX, x * n, 1, f));
  const byY = sameY === undefined ? f : f.map((share, y) => share * meanOfRow(sameY, y, n, f));
  if (middle === undefined) return total(byX) * total(byY);
  let sum = 0;
  for (let x = 0; x < n; x++) sum += (byX[x] as number) * meanOfRow(middle, x * n, 1, byY);
  return sum;
}

function meanOfRow(table: Float64Array, start: number, step: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0, at = start; i < weights.length; i++, at += step)
    sum += (table[at] as number) * (weights[i] as number);
  return sum;
}
