import { KinshipError } from './errors.ts';
import { type Matrix, type MutationModel, type MutationSettings, mutationMatrix, parametersOf } from './mutation.ts';

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
  const classes = lumpClasses(table, mutation, options.observed);
  const frequencies = classes.map((members) => members.reduce((sum, i) => sum + (table.frequencies[i] as number), 0));
  const n = classes.length + (silent > 0 ? 1 : 0);
  const matrix = (sex: 'male' | 'female'): Matrix => {
    const parameters = parametersOf(mutation, sex);
    if (parameters.model === 'none') return identityMatrix(n);
    const rate = parameters.model === 'proportional' ? parameters.rate / (1 - silent) : parameters.rate;
    return lumped(
      namingLocus(table.locus, () => mutationMatrix(table.alleles, table.frequencies, { ...parameters, rate })),
      classes,
      n,
    );
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
    male: matrix('male'),
    female: matrix('female'),
    identity: identityMatrix(n),
    silent: silent > 0 ? n - 1 : -1,
  };
}

function namingLocus(locus: string, make: () => Matrix): Matrix {
  try {
    return make();
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
 * lumpability) for models in which the alleles that nobody shows mutate alike: none, equal and proportional.
 */
function lumpClasses(
  table: LocusTable,
  mutation: MutationSettings,
  observed: ReadonlySet<string> | undefined,
): readonly (readonly number[])[] {
  const models = [mutation.model, mutation.femaleModel ?? mutation.model];
  const lumpable = models.every((model) => LUMPABLE.includes(model)) && mutation.transform === undefined;
  if (observed === undefined || !lumpable) return table.alleles.map((_, i) => [i]);
  const places = table.alleles.map((_, i) => i);
  const shown = places.filter((i) => observed.has(table.alleles[i] as string));
  const rest = places.filter((i) => !observed.has(table.alleles[i] as string));
  return rest.length === 0 ? shown.map((i) => [i]) : [...shown.map((i) => [i]), rest];
}

/** Rows of one class agree on every class sum, so the first row stands for all. The silent allele never mutates. */
function lumped(matrix: Matrix, classes: readonly (readonly number[])[], n: number): Matrix {
  const full = Math.sqrt(matrix.length);
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
