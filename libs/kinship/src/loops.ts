import type { PeelProblem } from './problem.ts';

/**
 * A node whose states should be summed over one by one because it lies on a loop, or undefined when there is no loop.
 * A loop is a ring of families and of nodes with more than one state; the node with the fewest states is chosen.
 */
export function loopBreaker(problem: PeelProblem): number | undefined {
  const members = problem.families.map(({ parents, children }) =>
    [...parents, ...children].filter((v) => (problem.nodes[v]?.states.count ?? 1) > 1),
  );
  if (!hasLoop(problem.nodes.length, members)) return undefined;
  const onLoop = trimmed(members);
  let best: number | undefined;
  for (const v of onLoop) {
    if (best === undefined || size(problem, v) < size(problem, best)) best = v;
  }
  return best;
}

function size(problem: PeelProblem, v: number): number {
  return problem.nodes[v]?.states.count ?? 0;
}

/** Whether two families or nodes are connected in more than one way. */
function hasLoop(nodes: number, members: readonly (readonly number[])[]): boolean {
  const group = Int32Array.from({ length: nodes + members.length }, (_, i) => i);
  const leader = (i: number): number => {
    let at = i;
    while (group[at] !== at) at = group[at] as number;
    return at;
  };
  for (let f = 0; f < members.length; f++) {
    for (const v of members[f] as readonly number[]) {
      const [a, b] = [leader(v), leader(nodes + f)];
      if (a === b) return true;
      group[a] = b;
    }
  }
  return false;
}

/** The nodes left when families and nodes with one neighbour are taken away until none is left: those between loops. */
function trimmed(members: readonly (readonly number[])[]): ReadonlySet<number> {
  const links = members.map((family) => new Set(family));
  for (let changed = true; changed; ) {
    changed = false;
    const degree = new Map<number, number>();
    for (const family of links) for (const v of family) degree.set(v, (degree.get(v) ?? 0) + 1);
    for (const family of links) {
      for (const v of family) if (degree.get(v) === 1) changed = family.delete(v) || changed;
      if (family.size === 1) {
        family.clear();
        changed = true;
      }
    }
  }
  return new Set(links.flatMap((family) => [...family]));
}
