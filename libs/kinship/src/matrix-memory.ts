import { type Matrix, type MutationModel, type MutationParameters, mutationMatrix } from './mutation.ts';

const INDEPENDENT_OF_FREQUENCIES: readonly MutationModel[] = ['equal', 'onestep', 'stepwise'];
const MOST_NUMBERS = 2_000_000;
const known = new Map<string, Matrix>();
let numbers = 0;

/**
 * The same as `mutationMatrix`, made once for the same alleles and parameters where the frequencies do not matter. When
 * it has grown large, everything is forgotten. Nobody may write into the result.
 */
export function keptMutationMatrix(
  alleles: readonly string[],
  frequencies: readonly number[],
  parameters: MutationParameters,
): Matrix {
  const { model, rate, range, rate2, transform } = parameters;
  if (transform !== undefined || !INDEPENDENT_OF_FREQUENCIES.includes(model)) {
    return mutationMatrix(alleles, frequencies, parameters);
  }
  const key = `${model} ${rate} ${range} ${rate2} ${alleles.join()}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const matrix = mutationMatrix(alleles, frequencies, parameters);
  if (numbers + matrix.length > MOST_NUMBERS) {
    known.clear();
    numbers = 0;
  }
  known.set(key, matrix);
  numbers += matrix.length;
  return matrix;
}
