/**
 * Genotypes that a bearer of alleles may have. A genotype is unordered; `second` is -1 where there is one allele only.
 * `gametes` lists, for each state, the alleles it can pass on, each with the share of the same place in `shares`.
 */
export interface States {
  readonly count: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly gametes: Int32Array;
  readonly shares: readonly number[];
  /** The gametes that occur, each once. */
  readonly distinct: readonly number[];
}

export const HALVES: readonly number[] = [0.5, 0.5];
const WHOLE: readonly number[] = [1];
const everySingle = new Map<number, States>();
const everyPair = new Map<number, States>();

/** A state that passes on the one gamete 0: stands in for the parent that a one-parent family lacks. */
export const NOTHING: States = singleAlleles(1);

/** One allele out of n. */
export function singleAlleles(n: number): States {
  return kept(everySingle, n, makeSingles);
}

function makeSingles(n: number): States {
  const first = Int32Array.from({ length: n }, (_, i) => i);
  return withDistinct({ count: n, first, second: new Int32Array(n).fill(-1), gametes: first, shares: WHOLE });
}

/** The given unordered pairs of alleles. */
export function allelePairs(pairs: readonly (readonly [number, number])[]): States {
  const first = new Int32Array(pairs.length);
  const second = new Int32Array(pairs.length);
  const gametes = new Int32Array(2 * pairs.length);
  for (let s = 0; s < pairs.length; s++) {
    const [a, b] = pairs[s] as readonly [number, number];
    first[s] = a;
    second[s] = b;
    gametes[2 * s] = a;
    gametes[2 * s + 1] = b;
  }
  return withDistinct({ count: pairs.length, first, second, gametes, shares: HALVES });
}

/** Pairs of haplotypes of two loci (first allele * n2 + second allele), which recombine before they are passed on. */
export function haplotypePairs(
  pairs: readonly (readonly [number, number])[],
  n2: number,
  recombination: number,
): States {
  const gametes = pairs.flatMap(([x, y]) => {
    const [c, d] = [x % n2, y % n2];
    return [x, y, x - c + d, y - d + c];
  });
  const [kept, crossed] = [(1 - recombination) / 2, recombination / 2];
  return withDistinct({
    ...allelePairs(pairs),
    gametes: Int32Array.from(gametes),
    shares: [kept, kept, crossed, crossed],
  });
}

/** All n (n + 1) / 2 unordered pairs a <= b of n alleles, counted through in order. */
export function allPairs(n: number): States {
  return kept(everyPair, n, makePairs);
}

function makePairs(n: number): States {
  const count = (n * (n + 1)) / 2;
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  const gametes = new Int32Array(2 * count);
  let s = 0;
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++, s++) {
      first[s] = a;
      second[s] = b;
      gametes[2 * s] = a;
      gametes[2 * s + 1] = b;
    }
  }
  return { count, first, second, gametes, shares: HALVES, distinct: Array.from({ length: n }, (_, i) => i) };
}

/** States of a given number of alleles are made once. */
function kept(known: Map<number, States>, n: number, make: (n: number) => States): States {
  const states = known.get(n) ?? make(n);
  known.set(n, states);
  return states;
}

function withDistinct(states: Omit<States, 'distinct'>): States {
  const { gametes } = states;
  if (gametes.length > 2) return { ...states, distinct: [...new Set(gametes)] };
  return { ...states, distinct: gametes[0] === gametes[1] ? [gametes[0] as number] : [...gametes] };
}

/** The states at the given places. */
export function someStates(states: States, places: readonly number[]): States {
  const each = states.shares.length;
  const first = new Int32Array(places.length);
  const second = new Int32Array(places.length);
  const gametes = new Int32Array(places.length * each);
  for (const [i, place] of places.entries()) {
    first[i] = states.first[place] as number;
    second[i] = states.second[place] as number;
    for (let g = 0; g < each; g++) gametes[i * each + g] = states.gametes[place * each + g] as number;
  }
  return withDistinct({ count: places.length, first, second, gametes, shares: states.shares });
}

/** Probability that a founder has each state, its alleles drawn independently. */
export function founderWeights(states: States, frequencies: Float64Array): Float64Array {
  const weights = new Float64Array(states.count);
  for (let s = 0; s < states.count; s++) {
    const a = states.first[s] as number;
    const b = states.second[s] as number;
    const p = frequencies[a] as number;
    weights[s] = b < 0 ? p : (a === b ? 1 : 2) * p * (frequencies[b] as number);
  }
  return weights;
}
