import { KinshipError } from './errors.ts';
import { type PeelNode, type PeelProblem, peel, withState } from './peel.ts';
import type { States } from './states.ts';

/**
 * Probability that the next allele drawn is `allele`, `drawn` alleles having been drawn of which `alike` are this one.
 * Balding & Nichols (1994). With theta = 0 the alleles drawn before do not matter.
 */
export function nextAllele(frequency: number, theta: number, alike: number, drawn: number): number {
  return (alike * theta + (1 - theta) * frequency) / (1 + (drawn - 1) * theta);
}

/**
 * Likelihood with all alleles of all founders drawn from one urn. Requires that the weights of the founders hold their
 * evidence only. Founders are held in one state after the other, those with the fewest states first; the last is summed.
 */
export function peelFromUrn(
  problem: PeelProblem,
  founders: readonly number[],
  frequencies: Float64Array,
  theta: number,
): number {
  if (!(theta > 0 && theta < 1)) throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  const size = (v: number): number => (problem.nodes[v] as PeelNode).states.count;
  const order = [...founders].sort((v, w) => size(v) - size(w));
  const counts = new Float64Array(frequencies.length);
  const draw = (states: States, s: number, drawn: number): number => {
    const a = states.first[s] as number;
    const b = states.second[s] as number;
    const one = nextAllele(frequencies[a] as number, theta, counts[a] as number, drawn);
    if (b < 0) return one;
    const alike = (counts[b] as number) + (a === b ? 1 : 0);
    return (a === b ? 1 : 2) * one * nextAllele(frequencies[b] as number, theta, alike, drawn + 1);
  };
  const count = (states: States, s: number, by: number): void => {
    for (const a of [states.first[s] as number, states.second[s] as number]) {
      if (a >= 0) counts[a] = (counts[a] as number) + by;
    }
  };
  const next = (current: PeelProblem, place: number, drawn: number): number => {
    const v = order[place];
    if (v === undefined) return peel(current);
    const { states, weights } = current.nodes[v] as PeelNode;
    if (place === order.length - 1) {
      const nodes = [...current.nodes];
      nodes[v] = { states, weights: weights.map((weight, s) => weight * draw(states, s, drawn)) };
      return peel({ ...current, nodes });
    }
    let sum = 0;
    for (let s = 0; s < states.count; s++) {
      const weight = (weights[s] as number) * draw(states, s, drawn);
      if (weight === 0) continue;
      count(states, s, 1);
      sum += next(withState(current, v, s, weight), place + 1, drawn + (states.second[s] === -1 ? 1 : 2));
      count(states, s, -1);
    }
    return sum;
  };
  return next(problem, 0, 0);
}
