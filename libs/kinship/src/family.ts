import type { States } from './states.ts';

/** How a family passes alleles on: `matrix[from * n + to]`; `second` is absent where a child has one parent. */
export interface Passing {
  readonly n: number;
  readonly first: Float64Array;
  readonly second: Float64Array | undefined;
}

/**
 * What the evidence in and below a child says about the two gametes it was made of:
 * `table[x * m + y]` = P(evidence | first parent passes x, second passes y, before mutation), with m = 1 for one parent.
 * Only the gametes in `xs` and `ys` are filled in.
 */
export function gameteTable(
  child: States,
  message: Float64Array,
  passing: Passing,
  xs: readonly number[],
  ys: readonly number[],
): Float64Array {
  const { n, second } = passing;
  const known = nonZero(message);
  if (second === undefined) return singleGamete(child, message, passing, xs);
  if (known.length > n) return denseTable(child, message, n, passing.first, second, xs, ys);
  const table = new Float64Array(n * n);
  for (const s of known) {
    const a = child.first[s] as number;
    const b = child.second[s] as number;
    const weight = message[s] as number;
    for (const x of xs) {
      const pa = weight * (passing.first[x * n + a] as number);
      const pb = a === b ? 0 : weight * (passing.first[x * n + b] as number);
      if (pa === 0 && pb === 0) continue;
      for (const y of ys) {
        const before = table[x * n + y] as number;
        table[x * n + y] = before + pa * (second[y * n + b] as number) + pb * (second[y * n + a] as number);
      }
    }
  }
  return table;
}

function singleGamete(child: States, message: Float64Array, passing: Passing, xs: readonly number[]): Float64Array {
  const { n, first } = passing;
  const table = new Float64Array(n);
  for (const x of xs) {
    let sum = 0;
    for (let s = 0; s < child.count; s++) {
      sum += (message[s] as number) * (first[x * n + (child.first[s] as number)] as number);
    }
    table[x] = sum;
  }
  return table;
}

/** The same by two matrix products: table = first * phi * transpose(second), phi the symmetric matrix of the message. */
function denseTable(
  child: States,
  message: Float64Array,
  n: number,
  first: Float64Array,
  second: Float64Array,
  xs: readonly number[],
  ys: readonly number[],
): Float64Array {
  const phi = new Float64Array(n * n);
  for (let s = 0; s < child.count; s++) {
    const a = child.first[s] as number;
    const b = child.second[s] as number;
    phi[a * n + b] = message[s] as number;
    phi[b * n + a] = message[s] as number;
  }
  const table = new Float64Array(n * n);
  const row = new Float64Array(n);
  for (const x of xs) {
    for (let b = 0; b < n; b++) row[b] = dot(first, x * n, phi, b * n, n);
    for (const y of ys) table[x * n + y] = dot(row, 0, second, y * n, n);
  }
  return table;
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += (a[i + k] as number) * (b[j + k] as number);
  return sum;
}

/**
 * P(evidence of the other side | state of the first parent): the second parent's states are summed with their weights,
 * and the children given both parents are independent. `m` is the width of the tables.
 */
export function toFirstParent(
  first: States,
  second: States,
  weights: Float64Array,
  tables: readonly Float64Array[],
  m: number,
): Float64Array {
  const result = new Float64Array(first.count);
  const rows = tables.map(() => new Float64Array(m));
  const others = nonZero(weights);
  const [only] = tables;
  const pool = tables.length === 1 ? gametePool(second, weights, m) : undefined;
  for (let f = 0; f < first.count; f++) {
    fillRows(rows, tables, first, f, m);
    if (pool !== undefined && only !== undefined) {
      result[f] = dot(rows[0] as Float64Array, 0, pool, 0, m);
      continue;
    }
    let sum = 0;
    for (const s of others) sum += (weights[s] as number) * childrenGiven(rows, second, s);
    result[f] = sum;
  }
  return result;
}

/**
 * Joint weight of the two gametes that one more child of this couple is made of, given the evidence of the parents' other
 * relatives and of its brothers and sisters: `joint[x * m + y]`.
 */
export function gametesForChild(
  first: States,
  firstWeights: Float64Array,
  second: States,
  secondWeights: Float64Array,
  tables: readonly Float64Array[],
  n: number,
  m: number,
): Float64Array {
  const joint = new Float64Array(n * m);
  const rows = tables.map(() => new Float64Array(m));
  const each = second.shares.length;
  const others = nonZero(secondWeights);
  const pool = new Float64Array(m);
  const plain = tables.length === 0 ? gametePool(second, secondWeights, m) : undefined;
  for (const f of nonZero(firstWeights)) {
    if (plain === undefined) {
      pool.fill(0);
      fillRows(rows, tables, first, f, m);
      for (const s of others) {
        const weight = (secondWeights[s] as number) * childrenGiven(rows, second, s);
        for (let g = 0; g < each; g++) {
          const y = second.gametes[s * each + g] as number;
          pool[y] = (pool[y] as number) + weight * (second.shares[g] as number);
        }
      }
    }
    addOuter(joint, first, f, firstWeights[f] as number, plain ?? pool, m);
  }
  return joint;
}

function addOuter(joint: Float64Array, first: States, f: number, weight: number, pool: Float64Array, m: number): void {
  const each = first.shares.length;
  for (let g = 0; g < each; g++) {
    const share = weight * (first.shares[g] as number);
    const offset = (first.gametes[f * each + g] as number) * m;
    for (let y = 0; y < m; y++) joint[offset + y] = (joint[offset + y] as number) + share * (pool[y] as number);
  }
}

/** Turns the weights of gametes before mutation into weights of the child's states. */
export function childFromGametes(joint: Float64Array, child: States, passing: Passing): Float64Array {
  const { n, first, second } = passing;
  const result = new Float64Array(child.count);
  if (second === undefined) {
    for (let s = 0; s < child.count; s++) {
      let sum = 0;
      for (let x = 0; x < n; x++) sum += (joint[x] as number) * (first[x * n + (child.first[s] as number)] as number);
      result[s] = sum;
    }
    return result;
  }
  const needed = new Set([...child.first, ...child.second]);
  const passed = new Map<number, Float64Array>();
  for (const a of needed) passed.set(a, throughFirst(joint, first, a, n));
  const column = (values: Float64Array, b: number): number => {
    let sum = 0;
    for (let y = 0; y < n; y++) sum += (values[y] as number) * (second[y * n + b] as number);
    return sum;
  };
  for (let s = 0; s < child.count; s++) {
    const a = child.first[s] as number;
    const b = child.second[s] as number;
    const one = column(passed.get(a) as Float64Array, b);
    result[s] = a === b ? one : one + column(passed.get(b) as Float64Array, a);
  }
  return result;
}

/** Weights of the second gamete, with the first parent's allele arriving as `a`. */
function throughFirst(joint: Float64Array, first: Float64Array, a: number, n: number): Float64Array {
  const values = new Float64Array(n);
  for (let x = 0; x < n; x++) {
    const p = first[x * n + a] as number;
    if (p === 0) continue;
    for (let y = 0; y < n; y++) values[y] = (values[y] as number) + p * (joint[x * n + y] as number);
  }
  return values;
}

/** For each child's table the row of the second gamete, averaged over the gametes of state f of the first parent. */
function fillRows(
  rows: readonly Float64Array[],
  tables: readonly Float64Array[],
  first: States,
  f: number,
  m: number,
): void {
  const each = first.shares.length;
  for (let c = 0; c < tables.length; c++) {
    const row = rows[c] as Float64Array;
    const table = tables[c] as Float64Array;
    for (let g = 0; g < each; g++) {
      const share = first.shares[g] as number;
      const offset = (first.gametes[f * each + g] as number) * m;
      if (g === 0) for (let y = 0; y < m; y++) row[y] = share * (table[offset + y] as number);
      else for (let y = 0; y < m; y++) row[y] = (row[y] as number) + share * (table[offset + y] as number);
    }
  }
}

/** P(evidence of all the children | the rows of the first parent, state s of the second). */
function childrenGiven(rows: readonly Float64Array[], second: States, s: number): number {
  const { gametes, shares } = second;
  let product = 1;
  if (shares.length === 2) {
    const x = gametes[2 * s] as number;
    const y = gametes[2 * s + 1] as number;
    for (let c = 0; c < rows.length; c++) {
      const row = rows[c] as Float64Array;
      product *= 0.5 * ((row[x] as number) + (row[y] as number));
    }
    return product;
  }
  for (const row of rows) {
    let sum = 0;
    for (let g = 0; g < shares.length; g++) {
      sum += (shares[g] as number) * (row[gametes[s * shares.length + g] as number] as number);
    }
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
function nonZero(weights: Float64Array): readonly number[] {
  const places: number[] = [];
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) places.push(i);
  return places;
}

export function transpose(table: Float64Array, n: number, m: number): Float64Array {
  const result = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) result[j * n + i] = table[i * m + j] as number;
  return result;
}
