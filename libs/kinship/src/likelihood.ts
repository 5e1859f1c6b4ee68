import { type Chromosome, type FamilyGraph, familyGraph, type MatrixName } from './graph.ts';
import { type LocusModel, namingLocus } from './locus.ts';
import { type Observation, observedStates } from './observation.ts';
import type { Pedigree } from './pedigree.ts';
import { peelByState } from './peel.ts';
import type { PeelFamily, PeelNode, PeelProblem } from './problem.ts';
import { founderWeights, HALVES, type States } from './states.ts';
import { total } from './sums.ts';
import { peelFromUrn } from './urn.ts';

export interface LikelihoodOptions {
  readonly chromosome?: Chromosome;
  /** Coancestry of the population; all founder alleles of the pedigree come from one urn. */
  readonly theta?: number;
}

/** What was observed at one locus, by person. A person that is absent was not typed. */
export type Observations = Readonly<Record<string, Observation>>;

/**
 * Probability of the observed (unordered) genotypes at one locus, given the pedigree exactly as written.
 * Requires a checked pedigree that holds every observed person.
 */
export function likelihood(
  pedigree: Pedigree,
  observations: Observations,
  model: LocusModel,
  options: LikelihoodOptions = {},
): number {
  const { theta = 0, chromosome = 'autosomal' } = options;
  const graph = knownGraph(pedigree, Object.keys(observations), chromosome);
  if (graph.nodes.length === 0) return 1;
  return total(graphLikelihood(graph, nodesOf(graph, observations, model), model, theta));
}

/**
 * The same likelihoods for each state that one more person could have, with those states: `byState[s]` goes with state s.
 * Requires that the person is in the pedigree and not observed.
 */
export function likelihoodByState(
  pedigree: Pedigree,
  observations: Observations,
  person: string,
  model: LocusModel,
  options: LikelihoodOptions = {},
): { readonly states: States; readonly byState: Float64Array } {
  const { theta = 0, chromosome = 'autosomal' } = options;
  const graph = knownGraph(pedigree, [...Object.keys(observations), person], chromosome);
  const root = graph.nodes.findIndex(({ persons }) => persons.includes(person));
  const nodes = nodesOf(graph, observations, model);
  const { states } = nodes[root] as PeelNode;
  return { states, byState: graphLikelihood(graph, nodes, model, theta, root) };
}

const graphs = new WeakMap<Pedigree, Map<string, FamilyGraph>>();

/** The graph of a pedigree, made once for each set of typed persons. */
function knownGraph(pedigree: Pedigree, typed: readonly string[], chromosome: Chromosome): FamilyGraph {
  const known = graphs.get(pedigree) ?? new Map<string, FamilyGraph>();
  graphs.set(pedigree, known);
  const key = JSON.stringify([chromosome, ...typed]);
  const graph = known.get(key) ?? familyGraph(pedigree, new Set(typed), chromosome);
  known.set(key, graph);
  return graph;
}

function nodesOf(graph: FamilyGraph, observations: Observations, model: LocusModel): readonly PeelNode[] {
  return graph.nodes.map(({ diploid, persons }) => {
    const seen = persons.flatMap((person) => {
      const observation = observations[person];
      return observation === undefined ? [] : [[person, observation] as const];
    });
    return observedStates(model, diploid, seen);
  });
}

/** What passes alleles on: one locus, or two linked ones seen as one locus of haplotypes. */
export interface Transmission extends Readonly<Record<MatrixName, Float64Array>> {
  /** Absent for two linked loci, which have no theta. */
  readonly locus?: string;
  readonly n: number;
  readonly frequencies: Float64Array;
}

/**
 * The likelihood by the states of `root`, or parts that sum to it where no root is given, with the states of each node of the graph weighted by the evidence. */
export function graphLikelihood(
  graph: FamilyGraph,
  nodes: readonly PeelNode[],
  transmission: Transmission,
  theta: number,
  root?: number,
): Float64Array {
  if (nodes.some(({ states }) => states.count === 0)) return new Float64Array(nodes[root ?? 0]?.states.count ?? 0);
  const families = graph.families.map(
    ({ parents, children, matrices: [first, second] }): PeelFamily => ({
      parents,
      children,
      passing: {
        n: transmission.n,
        first: transmission[first as MatrixName],
        second: second === undefined ? undefined : transmission[second],
      },
    }),
  );
  const founders = graph.nodes.flatMap(({ founder }, v) => (founder ? [v] : []));
  if (theta > 0) {
    const { locus = '', frequencies } = transmission;
    return namingLocus(locus, () => peelFromUrn({ nodes, families }, founders, frequencies, theta, root));
  }
  return peelByState(withFounders(graph, { nodes, families }, founders, transmission.frequencies), root);
}

/** Multiplies the chances of the population into the weights of the founders. */
function withFounders(
  graph: FamilyGraph,
  problem: PeelProblem,
  founders: readonly number[],
  frequencies: Float64Array,
): PeelProblem {
  const nodes = [...problem.nodes];
  for (const v of founders) {
    const { states, weights } = nodes[v] as PeelNode;
    const drawn = founderWeights(states, frequencies);
    nodes[v] = {
      states,
      weights: weights.map((weight, s) => weight * (drawn[s] as number)),
      drawnFrom: graph.nodes[v]?.persons.length === 0 && states.shares === HALVES ? frequencies : undefined,
    };
  }
  return { ...problem, nodes };
}
