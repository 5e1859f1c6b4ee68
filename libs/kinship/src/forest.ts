import { gametesForChild, type Partner, toFirstParent } from './couple.ts';
import { childFromGametes, gameteTable, transpose } from './family.ts';
import type { PeelFamily, PeelNode, PeelProblem } from './problem.ts';
import { NOTHING, singleAlleles } from './states.ts';
import { childrenOfStrangers } from './strangers.ts';
import { total } from './sums.ts';

const ONE: Float64Array = Float64Array.of(1);

/**
 * By the states of `root`, or as one number where no root is given. Requires that the nodes with more than one state and
 * the families that they are in form no loop.
 */
export function peelForest(problem: PeelProblem, root?: number): Float64Array {
  const { nodes, families } = problem;
  const around = nodes.map((): number[] => []);
  for (const [f, family] of families.entries()) {
    for (const member of [...family.parents, ...family.children]) around[member]?.push(f);
  }
  const forest: Forest = { ...problem, around };
  const seen = new Set<number>();
  let scale = 1;
  let byState = ONE;
  if (root === undefined) scale = strangersFirst(forest, seen);
  for (const v of root === undefined ? nodes.keys() : [root, ...nodes.keys()]) {
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

/** Sums what hangs together with a couple of founders of whom nothing else is known, and marks it as seen. */
function strangersFirst(forest: Forest, seen: Set<number>): number {
  let product = 1;
  for (const [index, family] of forest.families.entries()) {
    const [father, mother] = family.parents as [number, number?];
    if (mother === undefined || family.children.length > 3 || seen.has(father)) continue;
    const drawnFrom = drawnOnly(forest, father);
    if (drawnFrom === undefined || drawnOnly(forest, mother) === undefined) continue;
    const all = singleAlleles(family.passing.n).distinct;
    const tables = family.children.map((child) => childTable(forest, family, index, child, all, all));
    product *= childrenOfStrangers(tables, drawnFrom);
    markComponent(forest, father, seen);
  }
  return product;
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
    .map((child) => childTable(forest, family, index, child, first.distinct, second.distinct));
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

/** The table of one child; where the problem is peeled again and again, for all gametes and from memory. */
function childTable(
  forest: Forest,
  family: PeelFamily,
  index: number,
  child: number,
  xs: readonly number[],
  ys: readonly number[],
): Float64Array {
  const { states } = forest.nodes[child] as PeelNode;
  const make = (from: readonly number[], and: readonly number[]): Float64Array =>
    gameteTable(states, nodeMessage(forest, child, index), family.passing, from, and);
  const key = forest.memo === undefined ? undefined : dependsOn(forest, child, index);
  if (forest.memo === undefined || key === undefined) return make(xs, ys);
  const all = singleAlleles(family.passing.n).distinct;
  return forest.memo.get(`${index} ${key}`, () => make(all, all));
}

/** The nodes on one side of a family and the states they are held in, or undefined where weights vary. */
function dependsOn(forest: Forest, v: number, except: number): string | undefined {
  const { states, varies } = forest.nodes[v] as PeelNode;
  if (states.count === 1) return `${v}:${states.first[0]},${states.second[0]}`;
  if (varies === true) return undefined;
  let key = `${v}`;
  for (const f of forest.around[v] as readonly number[]) {
    if (f === except) continue;
    const { parents, children } = forest.families[f] as PeelFamily;
    for (const w of [...parents, ...children]) {
      const part = w === v ? '' : dependsOn(forest, w, f);
      if (part === undefined) return undefined;
      key += ` ${part}`;
    }
  }
  return key;
}

function partnerAt(forest: Forest, v: number | undefined, except: number): Partner {
  if (v === undefined) return { states: NOTHING, weights: ONE };
  const { states } = forest.nodes[v] as PeelNode;
  return { states, weights: nodeMessage(forest, v, except), drawnFrom: drawnOnly(forest, v) };
}

/** The chances of the alleles of a founder of whom nothing is known but one family. */
function drawnOnly(forest: Forest, v: number): Float64Array | undefined {
  const { states, drawnFrom } = forest.nodes[v] as PeelNode;
  const alone = (forest.around[v] as readonly number[]).length === 1;
  return alone && states.count > 1 ? drawnFrom : undefined;
}
