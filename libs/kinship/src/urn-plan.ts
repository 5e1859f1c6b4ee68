import type { PeelNode, PeelProblem } from './problem.ts';

/** How many founders are held in their states one after the other, and how the rest is summed. */
export interface UrnPlan {
  readonly held: number;
  readonly descents: boolean;
}

/** Minutes of one processor; what takes more is refused, so that nobody waits for days without knowing. */
export const MOST_WORK = 1e11;
/** Numbers that the sums over partitions may keep: 400 megabytes. */
const MOST_KEPT = 5e7;
/** What goes with each sum over descents or peeling for each node, as measured, in additions. */
const ONCE_PER_NODE = 20_000;
const PEELING_PER_NODE = 5_000;
/** And for each way in which the gametes come from alleles. */
const ONCE_PER_WAY = 500;

/**
 * The plan with the least work, and that work by a rough count of additions, of which a processor does about 10^9 in a
 * second. `order` has the founders in the order of holding.
 */
export function cheapestPlan(
  problem: PeelProblem,
  order: readonly number[],
  root: number | undefined,
): UrnPlan & { readonly work: number } {
  const { nodes, families } = problem;
  const size = (v: number): number => (nodes[v] as PeelNode).states.count;
  const n = families[0]?.passing.n ?? 1;
  const held = Math.max(0, order.length - 1);
  const peelings = order.slice(0, held).reduce((product, v) => product * size(v), 1);
  const peeling = families.length * n ** 3 + nodes.length * PEELING_PER_NODE;
  let best: UrnPlan & { readonly work: number } = { held, descents: false, work: peelings * peeling };
  let times = root === undefined ? 1 : size(root);
  const known = new Set([...nodes.keys()].filter((v) => size(v) === 1 || v === root));
  for (let i = 0; i <= order.length; i++) {
    const next = order[i];
    if (next === undefined || size(next) > 1) {
      const work = times * descentWork(problem, new Set(order), known, n);
      if (work < best.work) best = { held: i, descents: true, work };
    }
    if (next === undefined || (next === root && size(next) > 1)) break;
    times *= size(next);
    known.add(next);
  }
  return best;
}

/** Ways in which the gametes come from alleles, times the work of the mean for one of them; and that of preparing. */
function descentWork(
  { nodes, families }: PeelProblem,
  founders: ReadonlySet<number>,
  known: ReadonlySet<number>,
  n: number,
): number {
  const gametes = nodes.map(() => 0);
  const openParents = nodes.map(() => 0);
  let prepared = nodes.length * ONCE_PER_NODE;
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
  if (2 ** draws * n > MOST_KEPT) return Number.POSITIVE_INFINITY;
  return prepared + ways * (2 ** draws * n + 3 ** draws + n * n + ONCE_PER_WAY);
}

/** Into how many products what is seen of a person falls, about. */
function differentRows({ states, weights }: PeelNode, n: number): number {
  if (states.count < (n * (n + 1)) / 2) return 2;
  return weights.every((weight) => weight === 1) ? 1 : n;
}
