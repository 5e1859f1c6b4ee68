import { peelForest } from './forest.ts';
import { loopBreaker } from './loops.ts';
import { Memo, type PeelNode, type PeelProblem, withState } from './problem.ts';
import { addTo, total } from './sums.ts';

/**
 * Sum over all states of all nodes of the product of the weights and the transmissions. Exact for any pedigree:
 * Elston and Stewart's peeling, family by family, on a pedigree without loops (Elston & Stewart 1971; Cannings,
 * Thompson & Skolnick 1978); loops are opened by summing over the states of one person after the other.
 */
export function peel(problem: PeelProblem): number {
  return total(peelByState(problem));
}

/** The same sum split by the states of one node, or in one piece where no node is given. */
export function peelByState(problem: PeelProblem, root?: number): Float64Array {
  const breaker = loopBreaker(problem);
  if (breaker === undefined) return peelForest(problem, root);
  const { states, weights } = problem.nodes[breaker] as PeelNode;
  const memo = problem.memo ?? new Memo();
  const result = new Float64Array(root === undefined ? 1 : (problem.nodes[root] as PeelNode).states.count);
  for (let s = 0; s < states.count; s++) {
    if (weights[s] === 0) continue;
    const held = withState({ ...problem, memo }, breaker, s, weights[s] as number);
    if (breaker === root) result[s] = peel(held);
    else addTo(result, peelByState(held, root));
  }
  return result;
}
