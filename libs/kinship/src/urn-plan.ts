import type { PeelNode, PeelProblem } from './problem.ts';

/** How many founders are held in their states one after the other, and how the rest is summed. */
export interface UrnPlan {
  readonly held: number;
  readonly descents: boolean;
}

/** The plan with the least work, by rough counts of additions. `order` has the founders in the order of holding. */
export function cheapestPlan(problem: PeelProblem, order: readonly number[], root: number | undefined): UrnPlan {
  const { nodes, families } = problem;
  const size = (v: number): number => (nodes[v] as PeelNode).states.count;
  const n = families[0]?.passing.n ?? 1;
  const held = Math.max(0, order.length - 1);
  const peelings = order.slice(0, held).reduce((product, v) => product * size(v), 1);
  let best: UrnPlan & { readonly cost: number } = { held, descents: false, cost: peelings * families.length * n ** 3 };
  let times = root === undefined ? 1 : size(root);
  const known = new Set([...nodes.keys()].filter((v) => size(v) === 1 || v === root));
  for (let i = 0; i <= order.length; i++) {
    const next = order[i];
    if (next === undefined || size(next) > 1) {
      const cost = times * descentCost(problem, new Set(order), known, n);
      if (cost < best.cost) best = { held: i, descents: true, cost };
    }
    if (next === undefined || (next === root && size(next) > 1)) break;
    times *= size(next);
    known.add(next);
  }
  return best;
}

/** Ways in which the gametes come from alleles, times the work of the mean for one of them; and that of preparing. */
function descentCost(
  { nodes, families }: PeelProblem,
  founders: ReadonlySet<number>,
  known: ReadonlySet<number>,
  n: number,
): number {
  const gametes = nodes.map(() => 0);
  const openParents = nodes.map(() => 0);
  let prepared = n;
  for (const { parents, children } of families) {
    const open = parents.filter((v) => !known.has(v));
    for (const v of open) gametes[v] = (gametes[v] as number) + children.length;
    for (const child of children) openParents[child] = open.length;
    prepared += children.length * open.length * n * n;
  }
  let ways = 1;
  let draws = 0;
  for (const [v, node] of nodes.entries()) {
    const diploid = node.states.shares.length === 2;
    const passed = gametes[v] as number;
    if (!diploid) draws += founders.has(v) && !known.has(v) ? 1 : 0;
    else if (known.has(v)) ways *= openParents[v] === 2 ? 2 : 1;
    else {
      ways *= differentRows(node, n);
      if (founders.has(v)) draws += Math.min(2, passed);
      if (founders.has(v)) ways *= 2 ** Math.max(0, passed - 1);
      else if (openParents[v] === 2) ways *= 2 ** passed;
    }
  }
  return prepared + ways * (2 ** draws * n + 3 ** draws);
}

/** Into how many products what is seen of a person falls, about. */
function differentRows({ states, weights }: PeelNode, n: number): number {
  if (states.count < (n * (n + 1)) / 2) return 2;
  return weights.every((weight) => weight === 1) ? 1 : n;
}
