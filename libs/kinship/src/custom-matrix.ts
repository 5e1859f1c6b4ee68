import { KinshipError } from './errors.ts';

/** `rows[i][j]` = P(alleles[i] of the parent reaches the child as alleles[j]), as a laboratory states it for one sex. */
export interface CustomMatrix {
  readonly alleles: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

const FARTHEST_FROM_ONE = 1e-9;

/**
 * The matrix in the order of the table's alleles, each entry as stated. Refuses one that is not square, has a row that is
 * no distribution, or is for other alleles than the table's: nothing is added, left out or scaled.
 */
export function customMatrix(alleles: readonly string[], custom: CustomMatrix | undefined): Float64Array {
  if (custom === undefined) throw refused('the custom model has no matrix here; state one');
  const n = alleles.length;
  const rows: readonly (readonly number[])[] = custom.rows ?? [];
  const own: readonly string[] = custom.alleles ?? [];
  const places = alleles.map((allele) => own.indexOf(allele));
  if (own.length !== n || places.includes(-1)) {
    throw refused('the custom matrix is not for the alleles of the table; state each of them once, and no other');
  }
  if (rows.length !== n || rows.some((row) => row?.length !== n)) {
    throw refused(`the custom matrix must have ${n} rows of ${n} numbers, one for each allele`);
  }
  for (const [i, row] of rows.entries()) {
    if (!row.every((p) => p >= 0 && p <= 1)) {
      throw refused(`row ${i + 1} of the custom matrix has an entry that is no probability`);
    }
    const sum = row.reduce((total, p) => total + p, 0);
    if (!(Math.abs(sum - 1) <= FARTHEST_FROM_ONE)) {
      throw refused(`row ${i + 1} of the custom matrix does not sum to 1; write its numbers with all their digits`);
    }
  }
  const matrix = new Float64Array(n * n);
  for (const [i, from] of places.entries()) {
    for (const [j, to] of places.entries()) matrix[i * n + j] = rows[from]?.[to] as number;
  }
  return matrix;
}

function refused(what: string): KinshipError {
  return new KinshipError('mutation-impossible', `${what[0]?.toUpperCase()}${what.slice(1)}.`);
}
