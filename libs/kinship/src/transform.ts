import { KinshipError } from './errors.ts';

/**
 * Ways to make a mutation model keep the population's frequencies: PM (as Familias), or reversible by
 * Metropolis-Hastings (MH), Barker (BA) or averaging (PR), as pedmut has them.
 */
export type Transform = (typeof TRANSFORMS)[number];

const TRANSFORMS = ['PM', 'MH', 'BA', 'PR'] as const;

/**
 * Requires rows summing to 1 and positive frequencies. A matrix without mutation stays as it is. Throws when the
 * transformed model does not exist.
 */
export function transformed(matrix: Float64Array, frequencies: readonly number[], how: Transform): Float64Array {
  const n = frequencies.length;
  if (!TRANSFORMS.includes(how)) {
    throw new KinshipError('settings-invalid', `There is no transform ${how}; take one of ${TRANSFORMS.join(', ')}.`);
  }
  if (n === 1 || overallRate(matrix, frequencies) === 0) return matrix;
  if (how === 'PM') return stabilised(matrix, frequencies);
  const flow = matrix.map((m, k) => (frequencies[Math.floor(k / n)] as number) * m);
  const result = offDiagonal(n, (i, j) => {
    const out = flow[i * n + j] as number;
    const back = flow[j * n + i] as number;
    const m = matrix[i * n + j] as number;
    if (how === 'PR') return (out + back) / (2 * (frequencies[i] as number));
    if (out === 0) return 0;
    return how === 'MH' ? m * Math.min(1, back / out) : (m * back) / (out + back);
  });
  if (how === 'PR') return result;
  const scale = overallRate(matrix, frequencies) / overallRate(result, frequencies);
  return offDiagonal(n, (i, j) => scale * (result[i * n + j] as number));
}

/** P(an allele drawn from the population is transmitted changed). */
function overallRate(matrix: Float64Array, frequencies: readonly number[]): number {
  const n = frequencies.length;
  return frequencies.reduce((sum, f, i) => sum + f * (1 - (matrix[i * n + i] as number)), 0);
}

function stabilised(matrix: Float64Array, frequencies: readonly number[]): Float64Array {
  const n = frequencies.length;
  const stationary = stationaryDistribution(matrix, n);
  const kept = stationary.reduce((sum, v, i) => sum + v * (matrix[i * n + i] as number), 0);
  const rate = overallRate(matrix, frequencies);
  const scale = frequencies.map((f, i) => (rate * (stationary[i] as number)) / ((1 - kept) * f));
  return offDiagonal(n, (i, j) => (scale[i] as number) * (matrix[i * n + j] as number));
}

/** Whether there is an allele that each other one can become in time: then one distribution stays the same, else many. */
function hasOneStationary(matrix: Float64Array, n: number): boolean {
  const reaches = Array.from({ length: n }, (_, target) => {
    const known = new Set([target]);
    for (const to of known) {
      for (let from = 0; from < n; from++) if ((matrix[from * n + to] as number) > 0) known.add(from);
    }
    return known.size === n;
  });
  return reaches.includes(true);
}

/** The distribution v with v M = v, by Gaussian elimination with pivoting. Throws where there is more than one. */
function stationaryDistribution(matrix: Float64Array, n: number): readonly number[] {
  if (!hasOneStationary(matrix, n)) throw impossible();
  const rows = Array.from({ length: n }, (_, j) => {
    const row = Array.from({ length: n + 1 }, (_, i) =>
      i < n ? (matrix[i * n + j] as number) - (i === j ? 1 : 0) : 0,
    );
    return j === n - 1 ? new Array<number>(n + 1).fill(1) : row;
  });
  for (let column = 0; column < n; column++) {
    let best = column;
    for (let row = column; row < n; row++) {
      if (Math.abs(at(rows, row, column)) > Math.abs(at(rows, best, column))) best = row;
    }
    if (at(rows, best, column) === 0) throw impossible();
    [rows[column], rows[best]] = [rows[best] as number[], rows[column] as number[]];
    for (let row = 0; row < n; row++) {
      const factor = at(rows, row, column) / at(rows, column, column);
      if (row === column || factor === 0) continue;
      for (let k = column; k <= n; k++) (rows[row] as number[])[k] = at(rows, row, k) - factor * at(rows, column, k);
    }
  }
  return rows.map((row, i) => (row[n] as number) / (row[i] as number));
}

function at(rows: readonly (readonly number[])[], row: number, column: number): number {
  return (rows[row] as readonly number[])[column] as number;
}

function offDiagonal(n: number, entry: (i: number, j: number) => number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let others = 0;
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      result[i * n + j] = entry(i, j);
      others += result[i * n + j] as number;
    }
    if (!(others <= 1 + 1e-12)) throw impossible();
    result[i * n + i] = Math.max(0, 1 - others);
  }
  return result;
}

function impossible(): KinshipError {
  return new KinshipError('mutation-impossible', 'This transform of the mutation model does not exist for this table.');
}
