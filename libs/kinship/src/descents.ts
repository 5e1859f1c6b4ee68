import { type Demand, demandsOfEvidence, demandsOfGametes, demandsOnParents } from './demands.ts';
import { DirichletMoment } from './dirichlet-moment.ts';
import type { PeelFamily, PeelNode, PeelProblem } from './problem.ts';

/** An urn from which alleles were taken. */
export interface OpenUrn {
  /** Of each allele a: theta b_a + (1 - theta) f_a, where a was taken b_a times. */
  readonly weights: Float64Array;
  readonly theta: number;
  readonly taken: number;
}

/**
 * Likelihood of what the nodes show, summed over descents instead of genotypes: from the youngest up, every gamete asks
 * one of the two alleles of its parent, and each allele answers for the product of what is asked of it. What is asked of
 * the founders in the end is a product of functions of one allele each, whose mean over the urn is a closed formula:
 * `DirichletMoment`. The work does not grow with the number of genotypes; it doubles with each gamete between two
 * persons whose genotypes are open. Descents as in Lander and Green (1987), doi:10.1073/pnas.84.8.2363.
 *
 * Requires parents before children, and that the alleles of founders with one state are out of the urn already.
 */
export function sumOverDescents(problem: PeelProblem, founders: readonly number[], urn: OpenUrn): number {
  return new Descents(problem, founders, urn).sum();
}

class Descents {
  private readonly family: readonly (PeelFamily | undefined)[];
  /** What each node shows, as demands on its alleles; of a node with one state as demands on its parents. */
  private readonly shown: readonly (readonly Demand[])[];
  /** What the gametes ask of each node that were visited and not left. */
  private readonly gametes: readonly Float64Array[][];
  private readonly moment: DirichletMoment;

  constructor(
    private readonly problem: PeelProblem,
    founders: readonly number[],
    { weights, theta, taken }: OpenUrn,
  ) {
    const { nodes, families } = problem;
    const family: (PeelFamily | undefined)[] = nodes.map(() => undefined);
    for (const one of families) for (const child of one.children) family[child] = one;
    for (const v of founders) family[v] = undefined;
    this.family = family;
    this.gametes = nodes.map(() => []);
    this.moment = new DirichletMoment(weights, theta, taken);
    this.shown = nodes.map((node, v) => {
      const demands = demandsOfEvidence(node, weights.length);
      return isKnown(node) ? this.onParents(v, demands) : demands;
    });
  }

  sum(): number {
    return this.from(this.problem.nodes.length - 1);
  }

  /** Sum over node v and all nodes before it, its parents among them, given what the gametes ask. */
  private from(v: number): number {
    if (v < 0) return this.moment.value();
    const node = this.problem.nodes[v] as PeelNode;
    const shown = this.shown[v] as readonly Demand[];
    const founder = this.family[v] === undefined;
    if (isKnown(node)) return (node.weights[0] as number) * (founder ? this.from(v - 1) : this.asked(v, shown));
    const demands = demandsOfGametes(node, this.gametes[v] as readonly Float64Array[], shown, founder);
    return founder ? this.drawn(v, demands) : this.asked(v, this.onParents(v, demands));
  }

  private onParents(v: number, demands: readonly Demand[]): readonly Demand[] {
    const family = this.family[v];
    if (family === undefined) return [];
    const parents = family.parents.map((parent) => this.problem.nodes[parent]) as [PeelNode, PeelNode?];
    return demandsOnParents(demands, parents, family.passing);
  }

  /** Sum over demands on the parents of v. */
  private asked(v: number, demands: readonly Demand[]): number {
    const parents = this.family[v]?.parents ?? [];
    let sum = 0;
    for (const { share, first, second } of demands) {
      if (share === 0) continue;
      const asked = [first, second].map((form, i) =>
        form instanceof Float64Array ? this.gametes[parents[i] as number] : undefined,
      );
      asked[0]?.push(first as Float64Array);
      asked[1]?.push(second as Float64Array);
      sum += share * this.from(v - 1);
      for (const gametes of asked) gametes?.pop();
    }
    return sum;
  }

  /** Sum over demands on the alleles of founder v. */
  private drawn(v: number, demands: readonly Demand[]): number {
    let sum = 0;
    for (const { share, first, second } of demands) {
      const forms = [first, second].filter((form) => form instanceof Float64Array);
      for (const form of forms) this.moment.push(form);
      sum += share * this.from(v - 1);
      for (const _ of forms) this.moment.pop();
    }
    return sum;
  }
}

function isKnown({ states }: PeelNode): boolean {
  return states.count === 1;
}
