import { gametesForChild, type Partner, toFirstParent } from './couple.ts';
import { childFromGametes, gameteTable, type Passing, transpose } from './family.ts';
import { loopBreaker } from './loops.ts';
import { NOTHING, type States, someStates } from './states.ts';

/** A bearer of alleles, its possible states and what its own evidence (and for a founder the population) says of them. */
export interface PeelNode {
  readonly states: States;
  readonly weights: Float64Array;
  /** Where the weights say no more than that the alleles are independent draws: the chances of each allele. */
  readonly drawnFrom?: Float64Array | undefined;
}

export interface PeelFamily {
  readonly parents: readonly number[];
  readonly passing: Passing;
  readonly children: readonly number[];
}

export interface PeelProblem {
  readonly nodes: readonly PeelNode[];
  readonly families: readonly PeelFamily[];
}

const ONE: Float64Array = Float64Array.of(1);

/**
 * Sum over all states of all nodes of the product of the weights and the transmissions. Exact for any pedigree:
 * Elston and Stewart's peeling, family by family, on a pedigree without loops (Elston & Stewart 1971; Cannings,
 * Thompson & Skolnick 1978); loops are opened by summing over the states of one person after the other.
 */
export function peel(problem: PeelProblem): number {
  return total(peelByState(problem, 0));
}

/** The same sum split by the states of one node. */
export function peelByState(problem: PeelProblem, root: number): Float64Array {
  const breaker = loopBreaker(problem);
  if (breaker === undefined) return peelForest(problem, root);
  const { states, weights } = problem.nodes[breaker] as PeelNode;
  const result = new Float64Array((problem.nodes[root] as PeelNode).states.count);
  for (let s = 0; s < states.count; s++) {
    if (weights[s] === 0) continue;
    const held = withState(problem, breaker, s, weights[s] as number);
    if (breaker === root) result[s] = peel(held);
    else addTo(result, peelByState(held, root));
  }
  return result;
}

export function addTo(sum: Float64Array, values: Float64Array): void {
  for (let s = 0; s < sum.length; s++) sum[s] = (sum[s] as number) + (values[s] as number);
}

/** The same problem with one node held in one of its states. */
export function withState(problem: PeelProblem, node: number, state: number, weight: number): PeelProblem {
  const { states } = problem.nodes[node] as PeelNode;
  const nodes = [...problem.nodes];
  nodes[node] = { states: someStates(states, [state]), weights: Float64Array.of(weight) };
  return { ...problem, nodes };
}

/** Requires that the nodes with more than one state and the families that they are in form no loop. */
function peelForest(problem: PeelProblem, root: number): Float64Array {
  const { nodes, families } = problem;
  const around = nodes.map((): number[] => []);
  for (const [f, family] of families.entries()) {
    for (const member of [...family.parents, ...family.children]) around[member]?.push(f);
  }
  const forest: Forest = { ...problem, around };
  const seen = new Set<number>();
  let scale = 1;
  let byState = ONE;
  for (const v of [root, ...nodes.keys()]) {
    if (seen.has(v)) continue;
    const { states, weights } = nodes[v] as PeelNode;
    if (states.count === 1) {
      scale *= weights[0] as number;
      seen.add(v);
    } else {
      const message = nodeMessage(forest, v, -1);
      if (v === root) byState = message;
      else scale *= total(message);
      markComponent(forest, v, seen);
    }
    if (scale === 0) return new Float64Array(byState.length);
  }
  for (const family of families) {
    const members = [...family.parents, ...family.children];
    if (members.every((v) => nodes[v]?.states.count === 1)) {
      scale *= total(familyMessage(forest, family, family.parents[0] as number));
    }
  }
  return byState.map((value) => value * scale);
}

interface Forest extends PeelProblem {
  /** The families that each node is in. */
  readonly around: readonly (readonly number[])[];
}

function markComponent(forest: Forest, start: number, seen: Set<number>): void {
  const open = [start];
  for (let v = open.pop(); v !== undefined; v = open.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    for (const f of forest.around[v] as readonly number[]) {
      const { parents, children } = forest.families[f] as PeelFamily;
      for (const w of [...parents, ...children]) if ((forest.nodes[w] as PeelNode).states.count > 1) open.push(w);
    }
  }
}

/** What everything on a node's side of a family says of its states. A node with one state counts once, elsewhere. */
function nodeMessage(forest: Forest, v: number, except: number): Float64Array {
  const { states, weights } = forest.nodes[v] as PeelNode;
  if (states.count === 1) return ONE;
  let message = weights;
  for (const f of forest.around[v] as readonly number[]) {
    if (f === except) continue;
    const other = familyMessage(forest, forest.families[f] as PeelFamily, v);
    const product = new Float64Array(message.length);
    for (let s = 0; s < product.length; s++) product[s] = (message[s] as number) * (other[s] as number);
    message = product;
  }
  return message;
}

/** What a family, with all that hangs on its other members, says of the states of one member. */
function familyMessage(forest: Forest, family: PeelFamily, to: number): Float64Array {
  const { nodes, families } = forest;
  const index = families.indexOf(family);
  const [father, mother] = family.parents as [number, number?];
  const first = (nodes[father] as PeelNode).states;
  const second = mother === undefined ? NOTHING : (nodes[mother] as PeelNode).states;
  const { n } = family.passing;
  const m = mother === undefined ? 1 : n;
  const tables = family.children
    .filter((child) => child !== to)
    .map((child) => {
      const message = nodeMessage(forest, child, index);
      return gameteTable((nodes[child] as PeelNode).states, message, family.passing, first.distinct, second.distinct);
    });
  if (to === father) return toFirstParent(first, partnerAt(forest, mother, index), tables, m);
  if (to === mother) {
    const turned = tables.map((table) => transpose(table, n, m));
    return toFirstParent(second, partnerAt(forest, father, index), turned, n);
  }
  const joint = gametesForChild(
    first,
    nodeMessage(forest, father, index),
    partnerAt(forest, mother, index),
    tables,
    n,
    m,
  );
  return childFromGametes(joint, (nodes[to] as PeelNode).states, family.passing);
}

function partnerAt(forest: Forest, v: number | undefined, except: number): Partner {
  if (v === undefined) return { states: NOTHING, weights: ONE };
  const { states, drawnFrom } = forest.nodes[v] as PeelNode;
  const alone = (forest.around[v] as readonly number[]).length === 1;
  return { states, weights: nodeMessage(forest, v, except), drawnFrom: alone ? drawnFrom : undefined };
}

/** Sum of all entries. */
export function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}
