import type { Passing } from './family.ts';
import { type States, someStates } from './states.ts';

/** A bearer of alleles, its possible states and what its own evidence (and for a founder the population) says of them. */
export interface PeelNode {
  readonly states: States;
  readonly weights: Float64Array;
  /** Where the weights say no more than that the alleles are independent draws: the chances of each allele. */
  readonly drawnFrom?: Float64Array | undefined;
  /** Whether the weights differ from one peeling of the same problem to the next. */
  readonly varies?: boolean;
}

export interface PeelFamily {
  readonly parents: readonly number[];
  readonly passing: Passing;
  readonly children: readonly number[];
}

/** Nodes and families, and what was worked out before when the problem is peeled many times with nodes held. */
export interface PeelProblem {
  readonly nodes: readonly PeelNode[];
  readonly families: readonly PeelFamily[];
  readonly memo?: Memo;
}

/** Gamete tables by what they depend on; forgets everything when it gets large. */
export class Memo {
  private readonly tables = new Map<string, Float64Array>();
  private size = 0;

  get(key: string, make: () => Float64Array): Float64Array {
    const known = this.tables.get(key);
    if (known !== undefined) return known;
    const table = make();
    this.size += table.length;
    if (this.size > MEMO_NUMBERS) {
      this.tables.clear();
      this.size = table.length;
    }
    this.tables.set(key, table);
    return table;
  }
}

const MEMO_NUMBERS = 4_000_000;

/** The same problem with one node held in one of its states. */
export function withState(problem: PeelProblem, node: number, state: number, weight: number): PeelProblem {
  const { states } = problem.nodes[node] as PeelNode;
  const nodes = [...problem.nodes];
  nodes[node] = { states: someStates(states, [state]), weights: Float64Array.of(weight) };
  return { ...problem, nodes };
}
