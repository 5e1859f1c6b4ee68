import type { Observation, Observations, Pedigree } from '@kinledger/kinship';

/**
 * By how many repeats alleles must have changed between typed parents and typed children of a pedigree, with as few
 * mutations as possible and then as few repeats; `whole` when all differences are whole repeats. `undefined` where no typed
 * child shows a change from a typed parent, as when the person between them is not typed.
 */
export interface LeastSteps {
  readonly steps: number;
  readonly whole: boolean;
}

export function leastSteps(pedigree: Pedigree, observations: Observations): LeastSteps | undefined {
  const changes = pedigree.flatMap(({ id, father, mother }) => {
    const child = sizes(observations[id]);
    const parents = [father, mother].flatMap((parent) => {
      const alleles = parent === null ? undefined : sizes(observations[parent]);
      return alleles === undefined ? [] : [alleles];
    });
    return child === undefined ? [] : [least(child, parents)];
  });
  const differences = changes.flat().filter((difference) => difference > 0);
  if (differences.length === 0) return undefined;
  return {
    steps: differences.reduce((sum, difference) => sum + difference, 0),
    whole: differences.every((difference) => Number.isInteger(difference)),
  };
}

/** The smallest differences between alleles passed on and alleles shown, one for each parent. */
function least(child: readonly number[], [first, second]: readonly (readonly number[])[]): readonly number[] {
  if (first === undefined) return [];
  const [a, b] = [child[0] as number, child[child.length - 1] as number];
  const from = (parent: readonly number[], allele: number): number =>
    parent.reduce((smallest, size) => Math.min(smallest, Math.round(100 * Math.abs(size - allele)) / 100), Infinity);
  // one allele seen: the other may be anything
  if (second === undefined || child.length === 1) {
    return [first, second].flatMap((parent) =>
      parent === undefined ? [] : [Math.min(from(parent, a), from(parent, b))],
    );
  }
  const ways = [
    [from(first, a), from(second, b)],
    [from(first, b), from(second, a)],
  ] as const;
  // one change of several repeats is likelier than two changes
  const cost = (way: readonly number[]): number =>
    way.reduce((sum, difference) => sum + difference + (difference > 0 ? 1000 : 0), 0);
  return cost(ways[0]) <= cost(ways[1]) ? ways[0] : ways[1];
}

/** Alleles as numbers of repeats; `undefined` for who is not typed, or may have lost an allele. */
function sizes(observation: Observation | undefined): readonly number[] | undefined {
  if (observation === undefined || 'seen' in observation) return undefined;
  const numbers = observation.map(Number);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : undefined;
}
