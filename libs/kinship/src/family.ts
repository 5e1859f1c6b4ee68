import { nonZero } from './couple.ts';
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
    for (let i = 0; i < xs.length; i++) {
      const x = xs[i] as number;
      const pa = weight * (passing.first[x * n + a] as number);
      const pb = a === b ? 0 : weight * (passing.first[x * n + b] as number);
      if (pa === 0 && pb === 0) continue;
      for (let j = 0; j < ys.length; j++) {
        const y = ys[j] as number;
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

/**
 * The same by two matrix products: table = first * phi * transpose(second), phi the symmetric matrix of the message. The
 * parent with fewer gametes is multiplied first.
 */
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
  if (ys.length <= xs.length) fillProduct(table, phi, n, [second, ys, 1], [first, xs, n]);
  else fillProduct(table, phi, n, [first, xs, n], [second, ys, 1]);
  return table;
}

/** A matrix, the rows of it that are needed, and how far apart their results stand. */
type Side = readonly [matrix: Float64Array, rows: readonly number[], stride: number];

function fillProduct(table: Float64Array, phi: Float64Array, n: number, inner: Side, outer: Side): void {
  const [one, ys, apart] = inner;
  const [other, xs, wide] = outer;
  const column = new Float64Array(n);
  for (let j = 0; j < ys.length; j++) {
    const y = ys[j] as number;
    for (let a = 0; a < n; a++) column[a] = dot(one, y * n, phi, a * n, n);
    for (let i = 0; i < xs.length; i++) {
      const x = xs[i] as number;
      table[x * wide + y * apart] = dot(other, x * n, column, 0, n);
    }
  }
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += (a[i + k] as number) * (b[j + k] as number);
  return sum;
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
  const arriving = child.count > n ? arrivals(joint, passing.first, second, n) : undefined;
  for (let s = 0; s < child.count; s++) {
    const a = child.first[s] as number;
    const b = child.second[s] as number;
    const at = (i: number, j: number): number =>
      arriving === undefined ? arrival(joint, first, second, n, i, j) : (arriving[i * n + j] as number);
    result[s] = a === b ? at(a, b) : at(a, b) + at(b, a);
  }
  return result;
}

/** Weight of the first parent's allele arriving as `a` and the second's as `b`. */
function arrival(
  joint: Float64Array,
  first: Float64Array,
  second: Float64Array,
  n: number,
  a: number,
  b: number,
): number {
  let sum = 0;
  for (let x = 0; x < n; x++) {
    const p = first[x * n + a] as number;
    if (p === 0) continue;
    let inner = 0;
    for (let y = 0; y < n; y++) inner += (joint[x * n + y] as number) * (second[y * n + b] as number);
    sum += p * inner;
  }
  return sum;
}

/** All of them: transpose(first) * joint * second, passing over what is zero. */
function arrivals(joint: Float64Array, first: Float64Array, second: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  const row = new Float64Array(n);
  for (let x = 0; x < n; x++) {
    row.fill(0);
    let any = false;
    for (let y = 0; y < n; y++) {
      const weight = joint[x * n + y] as number;
      if (weight === 0) continue;
      any = true;
      for (let b = 0; b < n; b++) row[b] = (row[b] as number) + weight * (second[y * n + b] as number);
    }
    for (let a = 0; any && a < n; a++) {
      const p = first[x * n + a] as number;
      if (p === 0) continue;
      for (let b = 0; b < n; b++) result[a * n + b] = (result[a * n + b] as number) + p * (row[b] as number);
    }
  }
  return result;
}

export function transpose(table: Float64Array, n: number, m: number): Float64Array {
  const result = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) result[j * n + i] = table[i * m + j] as number;
  return result;
}
