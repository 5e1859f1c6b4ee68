import { compareAlleles } from '@kinledger/profile';
import { type CustomMatrix, customMatrix } from './custom-matrix.ts';
import { KinshipError } from './errors.ts';
import { isInteger, numericAllele, repeatGroup } from './numeric-allele.ts';
import { type Transform, transformed } from './transform.ts';

const MODELS = ['none', 'equal', 'proportional', 'onestep', 'stepwise', 'dawid', 'custom'] as const;

export type MutationModel = (typeof MODELS)[number];

/** How alleles change between parent and child; rates per transmission, one per sex of the parent. */
export interface MutationSettings {
  readonly model: MutationModel;
  readonly maleRate: number;
  readonly femaleRate: number;
  /** How much rarer one more step is: above 0 for `stepwise`, below 1 too for `dawid`. */
  readonly range?: number;
  /** Of `stepwise`: rate of a change to alleles that are no whole repeats away. */
  readonly rate2?: number;
  readonly femaleModel?: MutationModel;
  /** Holds for every locus, also for one with a matrix of its own. */
  readonly transform?: Transform;
  /** Rates of single loci, which take the place of the two above. */
  readonly locusRates?: Readonly<Record<string, LocusRates>>;
  /** Matrices of single loci, which take the place of model and rates. With the model `custom` each locus needs one. */
  readonly custom?: Readonly<Record<string, CustomMatrices>>;
}

/** A sex that is left out has the rate of all loci. */
export interface LocusRates {
  readonly maleRate?: number;
  readonly femaleRate?: number;
}

/**
 * A laboratory's own transmission probabilities: `male[i][j]` = P(allele i of a father reaches the child as allele j).
 * The alleles are those of the table, in any order. A sex that is left out has the model and rate of the settings.
 */
export interface CustomMatrices {
  readonly alleles: readonly string[];
  readonly male?: readonly (readonly number[])[];
  readonly female?: readonly (readonly number[])[];
}

/** The model of one sex at one locus. */
export interface MutationParameters {
  readonly model: MutationModel;
  readonly rate: number;
  readonly range?: number;
  readonly rate2?: number;
  readonly transform?: Transform;
  /** Of the model `custom`, which uses no rate. */
  readonly custom?: CustomMatrix;
}

/** Row by row, `matrix[i * n + j]` = P(allele i of the parent reaches the child as allele j). */
export type Matrix = Float64Array;

/**
 * Transmission probabilities between the alleles of a locus (no silent allele among them).
 * Requires the alleles sorted numerically, frequencies positive and summing to 1.
 * Definitions as in pedmut 0.9.1; `stepwise` is the extended model of Familias with microvariants.
 */
export function mutationMatrix(
  alleles: readonly string[],
  frequencies: readonly number[],
  parameters: MutationParameters,
): Matrix {
  for (let i = 1; i < alleles.length; i++) {
    if (compareAlleles(alleles[i - 1] as string, alleles[i] as string) >= 0) {
      throw new KinshipError('table-invalid', 'The alleles of a locus must be sorted and different.');
    }
  }
  const { rate, model, transform } = parameters;
  if (!MODELS.includes(model)) {
    throw new KinshipError(
      'settings-invalid',
      `There is no mutation model ${model}; take one of ${MODELS.join(', ')}.`,
    );
  }
  if (!(rate >= 0 && rate <= 1))
    throw new KinshipError('settings-invalid', 'A mutation rate must lie between 0 and 1.');
  const matrix =
    model === 'custom'
      ? customMatrix(alleles, parameters.custom)
      : withDiagonal(otherAlleles(alleles, frequencies, parameters, model), alleles.length);
  return transform === undefined ? matrix : transformed(matrix, frequencies, transform);
}

/** The chances of a change, without those of no change. */
function otherAlleles(
  alleles: readonly string[],
  frequencies: readonly number[],
  parameters: MutationParameters,
  model: Exclude<MutationModel, 'custom'>,
): Matrix {
  const n = alleles.length;
  const { rate } = parameters;
  switch (model) {
    case 'none':
      return new Float64Array(n * n);
    case 'equal':
      return fill(n, () => rate / (n - 1));
    case 'proportional':
      return proportional(frequencies, rate);
    case 'onestep':
      return oneStep(integers(alleles, 'onestep'), rate);
    case 'stepwise':
      return stepwise(alleles, rate, need(parameters.range, 'range', ABOVE_0), need(parameters.rate2, 'rate2', RATE));
    case 'dawid':
      integers(alleles, 'dawid');
      return dawid(frequencies, rate, need(parameters.range, 'range', INSIDE));
  }
}

function fill(n: number, entry: (from: number, to: number) => number): Matrix {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) matrix[i * n + j] = entry(i, j);
  return matrix;
}

/** Fills the diagonal so that each row sums to 1; a negative diagonal means that the model does not exist here. */
function withDiagonal(matrix: Matrix, n: number): Matrix {
  for (let i = 0; i < n; i++) {
    let others = 0;
    for (let j = 0; j < n; j++) if (j !== i) others += matrix[i * n + j] as number;
    if (others > 1 + 1e-12) {
      throw new KinshipError('mutation-impossible', 'The mutation rate is too high for this model and table.');
    }
    matrix[i * n + i] = Math.max(0, 1 - others);
  }
  return matrix;
}

function proportional(frequencies: readonly number[], rate: number): Matrix {
  const n = frequencies.length;
  if (n === 1) return new Float64Array(1);
  const heterozygosity = frequencies.reduce((sum, f) => sum + f * (1 - f), 0);
  if (rate > heterozygosity / (1 - Math.min(...frequencies))) {
    throw new KinshipError('mutation-impossible', 'The mutation rate is too high for the proportional model.');
  }
  const scale = rate / heterozygosity;
  return fill(n, (_, to) => scale * (frequencies[to] as number));
}

function oneStep(sizes: readonly number[], rate: number): Matrix {
  const neighbours = sizes.map((x) => sizes.filter((y) => Math.abs(x - y) === 1).length);
  return fill(sizes.length, (from, to) =>
    Math.abs((sizes[from] as number) - (sizes[to] as number)) === 1 ? rate / (neighbours[from] as number) : 0,
  );
}

/** Steps within a group of alleles that differ by whole repeats (rate, range); `rate2` leads to the other groups. */
function stepwise(alleles: readonly string[], rate: number, range: number, rate2: number): Matrix {
  const sizes = alleles.map(numericAllele);
  const groups = sizes.map(repeatGroup);
  const n = alleles.length;
  const weights = fill(n, (from, to) =>
    groups[from] === groups[to] ? range ** Math.abs((sizes[from] as number) - (sizes[to] as number)) : 0,
  );
  const own = groups.map((_, from) => weights.subarray(from * n, from * n + n).reduce((sum, w) => sum + w, 0));
  const strangers = groups.map((group) => groups.filter((other) => other !== group).length);
  return fill(n, (from, to) =>
    groups[from] === groups[to]
      ? (rate * (weights[from * n + to] as number)) / (own[from] as number)
      : rate2 / (strangers[from] as number),
  );
}

/** The reversible stepwise model of Dawid, Mortera and Pascali (2001); distance is counted in places of the table. */
function dawid(frequencies: readonly number[], rate: number, range: number): Matrix {
  const n = frequencies.length;
  const alpha = (1 - range ** n) / (1 - range);
  const scale = (rate * (1 - range)) / (2 * range * (n - alpha));
  return fill(n, (from, to) => (scale / (frequencies[from] as number)) * range ** Math.abs(from - to));
}

function integers(alleles: readonly string[], model: string): readonly number[] {
  if (!alleles.every(isInteger)) {
    throw new KinshipError('mutation-impossible', `The ${model} model needs a locus whose alleles are whole numbers.`);
  }
  return alleles.map(numericAllele);
}

type Bounds = readonly [allows: (value: number) => boolean, text: string];

const ABOVE_0: Bounds = [(value) => value > 0 && Number.isFinite(value), 'above 0'];
const INSIDE: Bounds = [(value) => value > 0 && value < 1, 'between 0 and 1'];
const RATE: Bounds = [(value) => value >= 0 && value <= 1, 'from 0 to 1'];

function need(value: number | undefined, name: string, [allows, text]: Bounds): number {
  if (value !== undefined && allows(value)) return value;
  throw new KinshipError('settings-invalid', `The mutation model needs a ${name} ${text}.`);
}
