import type { States } from './states.ts';
import { total } from './sums.ts';

const ONE: Float64Array = Float64Array.of(1);

/** The parent whose states are summed over. */
export interface Partner {
  readonly states: States;
  readonly weights: Float64Array;
  /** Where nothing but the population speaks of this parent: its alleles are independent draws with these chances. */
  readonly drawnFrom?: Float64Array | undefined;
}

/**
 * P(evidence of the other side | state of the first parent): the partner's states are summed with their weights, and
 * the children given both parents are independent. A table holds, for one child, P(evidence | gametes x, y) at
 * `x * m + y`.
 */
export function toFirstParent(
  first: States,
  partner: Partner,
  tables: readonly Float64Array[],
  m: number,
): Float64Array {
  if (tables.length === 1 || partner.states.count === 1) return givenPartner(first, partner, tables, m);
  const result = new Float64Array(first.count);
  const rows = tables.map(() => new Float64Array(m));
  const sum = partnerSum(rows, partner, m);
  for (let f = 0; f < first.count; f++) {
    fillRows(rows, tables, first, f, partner.states.distinct, m);
    result[f] = sum();
  }
  return result;
}

/** With one child, or with a partner whose state is known, the partner's gametes are averaged before anything else. */
function givenPartner(first: States, partner: Partner, tables: readonly Float64Array[], m: number): Float64Array {
  const { states, weights } = partner;
  const each = first.shares.length;
  const pool = gametePool(states, tables.length === 1 ? weights : ONE, m);
  const result = new Float64Array(first.count).fill(tables.length === 1 ? 1 : (weights[0] as number));
  const means = new Float64Array(tables[0] === undefined ? 0 : tables[0].length / m);
  for (const table of tables) {
    for (const x of first.distinct) means[x] = meanOf(table, x * m, pool, states.distinct);
    for (let f = 0; f < first.count; f++) {
      let mean = 0;
      for (let g = 0; g < each; g++) {
        mean += (first.shares[g] as number) * (means[first.gametes[f * each + g] as number] as number);
      }
      result[f] = (result[f] as number) * mean;
    }
  }
  return result;
}

function meanOf(table: Float64Array, offset: number, pool: Float64Array, ys: readonly number[]): number {
  let mean = 0;
  for (let j = 0; j < ys.length; j++) {
    const y = ys[j] as number;
    mean += (table[offset + y] as number) * (pool[y] as number);
  }
  return mean;
}

/**
 * Joint weight of the two gametes that one more child of this couple is made of, given the evidence of the parents' other
 * relatives and of its brothers and sisters: `joint[x * m + y]`.
 */
export function gametesForChild(
  first: States,
  firstWeights: Float64Array,
  partner: Partner,
  tables: readonly Float64Array[],
  n: number,
  m: number,
): Float64Array {
  const joint = new Float64Array(n * m);
  const rows = tables.map(() => new Float64Array(m));
  const pool = new Float64Array(m);
  const fillPool = partnerPool(rows, partner, pool);
  const each = first.shares.length;
  for (const f of nonZero(firstWeights)) {
    fillRows(rows, tables, first, f, partner.states.distinct, m);
    fillPool();
    for (let g = 0; g < each; g++) {
      const share = (firstWeights[f] as number) * (first.shares[g] as number);
      const offset = (first.gametes[f * each + g] as number) * m;
      for (let y = 0; y < m; y++) joint[offset + y] = (joint[offset + y] as number) + share * (pool[y] as number);
    }
  }
  return joint;
}

/**
 * For each child's table the row of the second gamete, averaged over the gametes of state f of the first parent; only
 * the gametes in `ys` are filled in.
 */
function fillRows(
  rows: readonly Float64Array[],
  tables: readonly Float64Array[],
  first: States,
  f: number,
  ys: readonly number[],
  m: number,
): void {
  const each = first.shares.length;
  const all = ys.length === m;
  for (let c = 0; c < tables.length; c++) {
    const row = rows[c] as Float64Array;
    const table = tables[c] as Float64Array;
    if (!all) for (const y of ys) row[y] = 0;
    for (let g = 0; g < each; g++) {
      const share = first.shares[g] as number;
      const offset = (first.gametes[f * each + g] as number) * m;
      if (all) addShare(row, g === 0 ? 0 : 1, table, offset, share);
      else for (const y of ys) row[y] = (row[y] as number) + share * (table[offset + y] as number);
    }
  }
}

function addShare(row: Float64Array, before: 0 | 1, table: Float64Array, offset: number, share: number): void {
  for (let y = 0; y < row.length; y++) row[y] = before * (row[y] as number) + share * (table[offset + y] as number);
}

/** A function that sums over the partner's states, with the rows as they stand when it is called. */
function partnerSum(rows: readonly Float64Array[], partner: Partner, m: number): () => number {
  if (independent(rows, partner)) {
    const subsets = subsetSums(rows, partner.drawnFrom as Float64Array);
    return () => subsets.total();
  }
  if (isTriangle(partner.states, m)) return () => triangleSum(rows, partner.weights, m);
  const others = nonZero(partner.weights);
  return () => {
    let sum = 0;
    for (const s of others) sum += (partner.weights[s] as number) * childrenGiven(rows, partner.states, s);
    return sum;
  };
}

/** A function that puts into `pool` the weight of each gamete of the partner, with the rows as they stand. */
function partnerPool(rows: readonly Float64Array[], partner: Partner, pool: Float64Array): () => void {
  const { states, weights } = partner;
  if (rows.length === 0) {
    pool.set(gametePool(states, weights, pool.length));
    return () => {};
  }
  if (independent(rows, partner)) {
    const subsets = subsetSums(rows, partner.drawnFrom as Float64Array);
    return () => subsets.fillPool(pool);
  }
  const others = nonZero(weights);
  const each = states.shares.length;
  return () => {
    pool.fill(0);
    for (const s of others) {
      const weight = (weights[s] as number) * childrenGiven(rows, states, s);
      for (let g = 0; g < each; g++) {
        const y = states.gametes[s * each + g] as number;
        pool[y] = (pool[y] as number) + weight * (states.shares[g] as number);
      }
    }
  };
}

function independent(rows: readonly Float64Array[], { drawnFrom }: Partner): boolean {
  return drawnFrom !== undefined && 2 ** rows.length <= drawnFrom.length * rows.length;
}

/**
 * For a partner with independent alleles x and y the sum of f_x f_y product over c of (r_c[x] + r_c[y]) / 2 opens into
 * products of two sums over one allele, one for each subset of the children: 2^k n steps instead of n^2 k.
 */
function subsetSums(
  rows: readonly Float64Array[],
  drawnFrom: Float64Array,
): { readonly total: () => number; readonly fillPool: (pool: Float64Array) => void } {
  const n = drawnFrom.length;
  const size = 2 ** rows.length;
  const products = new Float64Array(size * n);
  const sums = new Float64Array(size);
  products.set(drawnFrom);
  sums[0] = total(drawnFrom);
  const fill = (): void => {
    for (let c = 0, half = 1; c < rows.length; c++, half *= 2) {
      const row = rows[c] as Float64Array;
      for (let s = 0; s < half; s++) sums[half + s] = multiply(products, s * n, row, (half + s) * n);
    }
  };
  return {
    total: () => {
      fill();
      let sum = 0;
      for (let s = 0; s < size; s++) sum += (sums[s] as number) * (sums[size - 1 - s] as number);
      return sum / size;
    },
    fillPool: (pool) => {
      fill();
      pool.fill(0);
      for (let s = 0; s < size; s++) {
        const share = (sums[s] as number) / size;
        const from = (size - 1 - s) * n;
        for (let y = 0; y < n; y++) pool[y] = (pool[y] as number) + share * (products[from + y] as number);
      }
    },
  };
}

/** Multiplies part of `values` by a row, puts the result into another part, and returns its sum. */
function multiply(values: Float64Array, from: number, row: Float64Array, to: number): number {
  let sum = 0;
  for (let y = 0; y < row.length; y++) {
    const value = (values[from + y] as number) * (row[y] as number);
    values[to + y] = value;
    sum += value;
  }
  return sum;
}

/** All pairs a <= b in order, so that states can be counted through without looking them up. */
function isTriangle(states: States, m: number): boolean {
  return states.shares.length === 2 && states.count === (m * (m + 1)) / 2;
}

function triangleSum(rows: readonly Float64Array[], weights: Float64Array, m: number): number {
  const k = rows.length;
  const scale = 0.5 ** k;
  const [r0, r1] = rows as [Float64Array, Float64Array];
  const r2 = rows[2];
  let sum = 0;
  let s = 0;
  for (let x = 0; x < m; x++) {
    for (let y = x; y < m; y++, s++) {
      let product = (weights[s] as number) * ((r0[x] as number) + (r0[y] as number));
      product *= (r1[x] as number) + (r1[y] as number);
      if (r2 !== undefined) product *= (r2[x] as number) + (r2[y] as number);
      for (let c = 3; c < k; c++) {
        const row = rows[c] as Float64Array;
        product *= (row[x] as number) + (row[y] as number);
      }
      sum += product;
    }
  }
  return sum * scale;
}

/** P(evidence of all the children | the rows of the first parent, state s of the partner). */
function childrenGiven(rows: readonly Float64Array[], partner: States, s: number): number {
  const { gametes, shares } = partner;
  const each = shares.length;
  let product = 1;
  for (let c = 0; c < rows.length; c++) {
    const row = rows[c] as Float64Array;
    let sum = 0;
    for (let g = 0; g < each; g++) sum += (shares[g] as number) * (row[gametes[s * each + g] as number] as number);
    product *= sum;
  }
  return product;
}

/** How much weight each gamete has, over all states. */
function gametePool(states: States, weights: Float64Array, n: number): Float64Array {
  const pool = new Float64Array(n);
  const each = states.shares.length;
  for (let s = 0; s < states.count; s++) {
    for (let g = 0; g < each; g++) {
      const y = states.gametes[s * each + g] as number;
      pool[y] = (pool[y] as number) + (weights[s] as number) * (states.shares[g] as number);
    }
  }
  return pool;
}

/** Places with a weight other than zero. */
export function nonZero(weights: Float64Array): readonly number[] {
  const places: number[] = [];
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) places.push(i);
  return places;
}
