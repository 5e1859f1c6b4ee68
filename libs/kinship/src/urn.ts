import { KinshipError } from './errors.ts';
import { peelByState } from './peel.ts';
import { Memo, type PeelNode, type PeelProblem, withState } from './problem.ts';
import type { States } from './states.ts';
import { addTo } from './sums.ts';

/**
 * Probability that the next allele drawn is `allele`, `drawn` alleles having been drawn of which `alike` are this one.
 * Balding & Nichols (1994). With theta = 0 the alleles drawn before do not matter.
 */
export function nextAllele(frequency: number, theta: number, alike: number, drawn: number): number {
  return (alike * theta + (1 - theta) * frequency) / (1 + (drawn - 1) * theta);
}

/**
 * Likelihood by the states of `root`, with all alleles of all founders drawn from one urn. Requires that the weights of
 * the founders hold their evidence only. Founders are held in one state after the other, those with the fewest states
 * first; the last, or the root if it is a founder with a choice of states, is summed by peeling.
 */
export function peelFromUrn(
  problem: PeelProblem,
  founders: readonly number[],
  frequencies: Float64Array,
  theta: number,
  root: number,
): Float64Array {
  if (!(theta > 0 && theta < 1)) throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  const size = (v: number): number => (problem.nodes[v] as PeelNode).states.count;
  const last = (v: number): number => (v === root && size(v) > 1 ? 1 : 0);
  const order = [...founders].sort((v, w) => last(v) - last(w) || size(v) - size(w));
  const urn = new Urn(frequencies, theta);
  const next = (current: PeelProblem, place: number): Float64Array => {
    const v = order[place];
    if (v === undefined) return peelByState(current, root);
    const { states, weights } = current.nodes[v] as PeelNode;
    if (place === order.length - 1) {
      const nodes = [...current.nodes];
      nodes[v] = { states, weights: weights.map((weight, s) => weight * urn.chance(states, s)), varies: true };
      return peelByState({ ...current, nodes }, root);
    }
    const sum = new Float64Array(size(root));
    for (let s = 0; s < states.count; s++) {
      const weight = (weights[s] as number) * urn.chance(states, s);
      if (weight === 0) continue;
      urn.take(states, s, 1);
      addTo(sum, next(withState(current, v, s, weight), place + 1));
      urn.take(states, s, -1);
    }
    return sum;
  };
  return next({ ...problem, memo: new Memo() }, 0);
}

/** The alleles drawn so far. */
class Urn {
  private readonly counts: Float64Array;
  private drawn = 0;

  constructor(
    private readonly frequencies: Float64Array,
    private readonly theta: number,
  ) {
    this.counts = new Float64Array(frequencies.length);
  }

  /** Probability that the next one or two alleles make up a state, in either order. */
  chance(states: States, s: number): number {
    const a = states.first[s] as number;
    const b = states.second[s] as number;
    const one = this.next(a, 0, 0);
    return b < 0 ? one : (a === b ? 1 : 2) * one * this.next(b, a === b ? 1 : 0, 1);
  }

  /** Takes the alleles of a state out of the population, or with -1 puts them back. */
  take(states: States, s: number, by: 1 | -1): void {
    for (const a of [states.first[s] as number, states.second[s] as number]) {
      if (a < 0) continue;
      this.counts[a] = (this.counts[a] as number) + by;
      this.drawn += by;
    }
  }

  private next(a: number, alike: number, more: number): number {
    const { frequencies, counts, theta, drawn } = this;
    return nextAllele(frequencies[a] as number, theta, (counts[a] as number) + alike, drawn + more);
  }
}
