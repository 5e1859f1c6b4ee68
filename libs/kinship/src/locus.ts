import { KinshipError } from './errors.ts';
import { keptMutationMatrix } from './matrix-memory.ts';
import type { Matrix, MutationModel, MutationParameters, MutationSettings } from './mutation.ts';
import { parametersOf } from './mutation-settings.ts';

/** One locus of a population. Requires the alleles sorted numerically and frequencies that sum to 1. */
export interface LocusTable {
  readonly locus: string;
  readonly alleles: readonly string[];
  readonly frequencies: readonly number[];
}

/** What the engine needs to know of a locus; alleles are numbers 0 to n - 1 from here on. */
export interface LocusModel {
  readonly locus: string;
  readonly n: number;
  readonly index: ReadonlyMap<string, number>;
  readonly frequencies: Float64Array;
  readonly male: Matrix;
  readonly female: Matrix;
  readonly identity: Matrix;
  /** The number of the silent allele, or -1. */
  readonly silent: number;
}

export interface LocusOptions {
  readonly mutation: MutationSettings;
  readonly silentFrequency?: number;
  /** Alleles that anybody shows. The others may be lumped into one where the model allows it; omit to lump nothing. */
  readonly observed?: ReadonlySet<string>;
}

const LUMPABLE: readonly MutationModel[] = ['none', 'equal', 'proportional'];

/** Frequencies and transmission matrices of a locus, with the alleles that nobody shows lumped where that is exact. */
export function locusModel(table: LocusTable, options: LocusOptions): LocusModel {
  checkTable(table);
  const { mutation, silentFrequency: silent = 0 } = options;
  if (!(silent >= 0 && silent < 1)) {
    throw new KinshipError('settings-invalid', 'The frequency of silent alleles must be at least 0 and below 1.');
  }
  const male = parametersOf(mutation, 'male', table.locus);
  const female = parametersOf(mutation, 'female', table.locus);
  const classes = lumpClasses(table, [male, female], options.observed);
  const frequencies = classes.map((members) => members.reduce((sum, i) => sum + (table.frequencies[i] as number), 0));
  const n = classes.length + (silent > 0 ? 1 : 0);
  const matrix = (parameters: MutationParameters): Matrix => {
    if (parameters.model === 'none') return identityMatrix(n);
    const rate = parameters.model === 'proportional' ? parameters.rate / (1 - silent) : parameters.rate;
    return lumped(matrixOf(table, { ...parameters, rate }), classes, n);
  };
  const index = new Map<string, number>();
  for (const [number, members] of classes.entries()) {
    for (const i of members) index.set(table.alleles[i] as string, number);
  }
  return {
    locus: table.locus,
    n,
    index,
    frequencies: Float64Array.from(silent > 0 ? [...frequencies.map((f) => f * (1 - silent)), silent] : frequencies),
    male: matrix(male),
    female: matrix(female),
    identity: identityMatrix(n),
    silent: silent > 0 ? n - 1 : -1,
  };
}

/** The matrix of the whole table; what is wrong with it names the locus. */
function matrixOf(table: LocusTable, parameters: MutationParameters): Matrix {
  return namingLocus(table.locus, () => keptMutationMatrix(table.alleles, table.frequencies, parameters));
}

/** What is wrong with the work at a locus names the locus. */
export function namingLocus<Value>(locus: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof KinshipError) throw new KinshipError(error.code, `Locus ${locus}: ${error.message}`);
    throw error;
  }
}

function checkTable(table: LocusTable): void {
  const sum = table.frequencies.reduce((total, f) => total + f, 0);
  const valid = table.frequencies.every((f) => f >= 0) && Math.abs(sum - 1) < 1e-6;
  if (!valid || table.alleles.length !== table.frequencies.length || table.alleles.length === 0) {
    throw new KinshipError('table-invalid', `The frequencies of locus ${table.locus} do not sum to 1.`);
  }
}

/**
 * Each class holds the places in the table of alleles that need not be told apart. Exact (Kemeny and Snell 1960, strong
 * lumpability) for models in which the alleles that nobody shows mutate alike: none, equal and proportional, and a custom
 * matrix in which they reach each allele that is shown with the same probability, to the last digit.
 */
function lumpClasses(
  table: LocusTable,
  bothSexes: readonly MutationParameters[],
  observed: ReadonlySet<string> | undefined,
): readonly (readonly number[])[] {
  const places = table.alleles.map((_, i) => i);
  if (observed === undefined) return places.map((i) => [i]);
  const shown = places.filter((i) => observed.has(table.alleles[i] as string));
  const rest = places.filter((i) => !observed.has(table.alleles[i] as string));
  const lumpable = bothSexes.every((parameters) => isLumpable(table, parameters, shown, rest));
  if (!lumpable) return places.map((i) => [i]);
  return rest.length === 0 ? shown.map((i) => [i]) : [...shown.map((i) => [i]), rest];
}

function isLumpable(
  table: LocusTable,
  parameters: MutationParameters,
  shown: readonly number[],
  [first = 0, ...others]: readonly number[],
): boolean {
  if (parameters.transform !== undefined) return false;
  if (parameters.model !== 'custom') return LUMPABLE.includes(parameters.model);
  const matrix = matrixOf(table, parameters);
  const n = table.alleles.length;
  return others.every((i) => shown.every((j) => matrix[i * n + j] === matrix[first * n + j]));
}

/** Rows of one class agree on every class sum, so the first row stands for all. The silent allele never mutates. */
function lumped(matrix: Matrix, classes: readonly (readonly number[])[], n: number): Matrix {
  const full = Math.sqrt(matrix.length);
  if (n === full && classes.every(([member, ...others], i) => member === i && others.length === 0)) return matrix;
  const result = identityMatrix(n);
  for (const [from, [member]] of classes.entries()) {
    for (const [to, others] of classes.entries()) {
      let sum = 0;
      for (const j of others) sum += matrix[(member as number) * full + j] as number;
      result[from * n + to] = sum;
    }
  }
  return result;
}

export function identityMatrix(n: number): Matrix {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}
