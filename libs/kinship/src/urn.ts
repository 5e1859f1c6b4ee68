import { type OpenUrn, sumOverDescents } from './descents.ts';
import { KinshipError } from './errors.ts';
import { peel, peelByState } from './peel.ts';
import { Memo, type PeelNode, type PeelProblem, withState } from './problem.ts';
import type { States } from './states.ts';
import { addTo } from './sums.ts';
import { cheapestPlan, MOST_WORK, type UrnPlan } from './urn-plan.ts';

/**
 * Probability that the next allele drawn is `allele`, `drawn` alleles having been drawn of which `alike` are this one.
 * Balding & Nichols (1994). With theta = 0 the alleles drawn before do not matter.
 */
export function nextAllele(frequency: number, theta: number, alike: number, drawn: number): number {
  return (alike * theta + (1 - theta) * frequency) / (1 + (drawn - 1) * theta);
}

/**
 * Likelihood with all alleles of all founders drawn from one urn: by the states of `root`, or as one number where no root
 * is given. Requires that the weights of the founders hold their evidence only. Founders are held in one state after the
 * other, those with the fewest states first; the rest is summed over descents or, with one founder left, by peeling. All
 * plans come to the same; the cheapest is taken where none is chosen.
 */
export function peelFromUrn(
  problem: PeelProblem,
  founders: readonly number[],
  frequencies: Float64Array,
  theta: number,
  root?: number,
  chosen?: UrnPlan,
): Float64Array {
  if (!(theta > 0 && theta < 1)) throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  const size = (v: number): number => (problem.nodes[v] as PeelNode).states.count;
  const last = (v: number): number => (v === root && size(v) > 1 ? 1 : 0);
  const order = [...founders].sort((v, w) => last(v) - last(w) || size(v) - size(w));
  const urn = new Urn(frequencies, theta);
  const plan = chosen ?? affordablePlan(problem, order, root);
  const finish = (current: PeelProblem): Float64Array =>
    plan.descents ? descentsByState(current, founders, urn, root) : peeledLast(current, order.at(-1), urn, root);
  const next = (current: PeelProblem, place: number): Float64Array => {
    if (place === plan.held) return finish(current);
    const v = order[place] as number;
    const { states, weights } = current.nodes[v] as PeelNode;
    const sum = new Float64Array(root === undefined ? 1 : size(root));
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

function affordablePlan(problem: PeelProblem, order: readonly number[], root: number | undefined): UrnPlan {
  const { work, ...plan } = cheapestPlan(problem, order, root);
  if (work <= MOST_WORK) return plan;
  throw new KinshipError(
    'theta-impossible',
    'With theta above 0 this family takes too long to compute: too many persons who are not typed have children that bear on the question. Set theta to 0, type one of them, or leave out a branch of the family.',
  );
}

/** The last founder has the urn's weights, and everybody is peeled. */
function peeledLast(problem: PeelProblem, founder: number | undefined, urn: Urn, root?: number): Float64Array {
  const nodes = [...problem.nodes];
  if (founder !== undefined) {
    const { states, weights } = nodes[founder] as PeelNode;
    nodes[founder] = { states, weights: weights.map((weight, s) => weight * urn.chance(states, s)), varies: true };
  }
  const last = { ...problem, nodes };
  return root === undefined ? Float64Array.of(peel(last)) : peelByState(last, root);
}

function descentsByState(problem: PeelProblem, founders: readonly number[], urn: Urn, root?: number): Float64Array {
  if (root === undefined) return Float64Array.of(sumOverDescents(problem, founders, urn.open()));
  const { states, weights } = problem.nodes[root] as PeelNode;
  const drawn = founders.includes(root) && states.count > 1;
  return weights.map((weight, s) => {
    const chance = drawn ? urn.chance(states, s) : 1;
    if (weight * chance === 0) return 0;
    if (drawn) urn.take(states, s, 1);
    const sum = sumOverDescents(withState(problem, root, s, weight * chance), founders, urn.open());
    if (drawn) urn.take(states, s, -1);
    return sum;
  });
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

  open(): OpenUrn {
    const { frequencies, counts, theta, drawn } = this;
    const weights = frequencies.map((f, a) => theta * (counts[a] as number) + (1 - theta) * f);
    return { weights, theta, taken: drawn };
  }

  private next(a: number, alike: number, more: number): number {
    const { frequencies, counts, theta, drawn } = this;
    return nextAllele(frequencies[a] as number, theta, (counts[a] as number) + alike, drawn + more);
  }
}
