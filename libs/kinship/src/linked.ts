import { KinshipError } from './errors.ts';
import { type FamilyGraph, familyGraph } from './graph.ts';
import { graphLikelihood, type Observations, type Transmission } from './likelihood.ts';
import { identityMatrix, type LocusModel } from './locus.ts';
import { observedStates } from './observation.ts';
import { modelFor } from './observed-model.ts';
import type { Pedigree } from './pedigree.ts';
import type { PeelNode } from './problem.ts';
import type { KinshipQuestion, LocusQuestion } from './question.ts';
import { haplotypePairs, singleAlleles, someStates } from './states.ts';
import { total } from './sums.ts';

/** Two loci of a question on one chromosome; the recombination fraction holds for both sexes. */
export interface LinkedPair {
  readonly first: string;
  readonly second: string;
  readonly recombination: number;
}

/** Joint likelihood ratios of two linked loci, by hypothesis. Founders are in linkage equilibrium; phases are summed. */
export function linkedRatios(question: KinshipQuestion, pair: LinkedPair): Readonly<Record<string, number>> {
  const { theta, chromosome = 'autosomal' } = question.settings;
  if (theta > 0)
    throw new KinshipError(
      'theta-impossible',
      `Linked loci are computed with theta 0 only; set theta to 0, or leave out ${pair.first} or ${pair.second}.`,
    );
  if (!(pair.recombination >= 0 && pair.recombination <= 0.5)) {
    throw new KinshipError('settings-invalid', 'A recombination fraction lies between 0 and one half.');
  }
  const loci = [pair.first, pair.second].map((name) => {
    const found = question.loci.find(({ table }) => table.locus === name);
    if (found === undefined) throw new KinshipError('settings-invalid', `Linked locus ${name} is not in the question.`);
    return { observations: found.observations, model: modelFor(found, question.settings) };
  }) as [TypedLocus, TypedLocus];
  const values = question.hypotheses.map(({ name, pedigree }) => [
    name,
    linkedLikelihood(pedigree, loci, pair.recombination, chromosome),
  ]) as [string, number][];
  const base = values.find(([name]) => name === question.against)?.[1] ?? 0;
  if (!(base > 0)) {
    throw new KinshipError(
      'impossible-data',
      `Loci ${pair.first} and ${pair.second} are impossible under both hypotheses.`,
    );
  }
  return Object.fromEntries(values.map(([name, value]) => [name, value / base]));
}

interface TypedLocus {
  readonly observations: LocusQuestion['observations'];
  readonly model: LocusModel;
}

function linkedLikelihood(
  pedigree: Pedigree,
  [one, two]: readonly [TypedLocus, TypedLocus],
  recombination: number,
  chromosome: 'autosomal' | 'X',
): number {
  const typed = new Set([...Object.keys(one.observations), ...Object.keys(two.observations)]);
  const graph = familyGraph(pedigree, typed, chromosome);
  const nodes = graph.nodes.map(({ diploid, persons }) =>
    linkedNode(seenBy(one, diploid, persons), seenBy(two, diploid, persons), diploid, two.model.n, recombination),
  );
  if (graph.nodes.length === 0) return 1;
  checkWork(graph, nodes, one.model.locus, two.model.locus);
  return total(graphLikelihood(graph, nodes, haplotypeTransmission(one.model, two.model), 0, 0));
}

/** Couples of genotypes that are summed over in about a minute. */
const MOST_COUPLES = 2e9;

/** Refuses what nobody would wait for: an untyped couple whose haplotypes all count, as with the stepwise models. */
function checkWork({ families }: FamilyGraph, nodes: readonly PeelNode[], first: string, second: string): void {
  const couples = families.reduce(
    (sum, { parents, children }) =>
      sum + children.length * parents.reduce((product, v) => product * (nodes[v]?.states.count ?? 1), 1),
    0,
  );
  if (couples <= MOST_COUPLES) return;
  throw new KinshipError(
    'settings-invalid',
    `Loci ${first} and ${second}: this mutation model keeps all alleles apart, and so many haplotypes of untyped parents would take too long. Compute the pair with the model none, equal or proportional, or leave it out of the linked pairs.`,
  );
}

function seenBy({ observations, model }: TypedLocus, diploid: boolean, persons: readonly string[]): PeelNode {
  const typed = persons.flatMap((person) => {
    const observation: Observations[string] | undefined = observations[person];
    return observation === undefined ? [] : [[person, observation] as const];
  });
  return observedStates(model, diploid, typed);
}

/** The haplotype pairs that agree with the states of both loci, each with its phases. Haplotype = first * n2 + second. */
function linkedNode(one: PeelNode, two: PeelNode, diploid: boolean, n2: number, recombination: number): PeelNode {
  const pairs: [number, number][] = [];
  const weights: number[] = [];
  for (let s = 0; s < one.states.count; s++) {
    for (let t = 0; t < two.states.count; t++) {
      const weight = (one.weights[s] as number) * (two.weights[t] as number);
      const [a, b] = [one.states.first[s] as number, one.states.second[s] as number];
      const [c, d] = [two.states.first[t] as number, two.states.second[t] as number];
      const phases = diploid ? phasesOf(a, b, c, d, n2) : ([[a * n2 + c, -1]] as const);
      for (const [x, y] of phases) {
        pairs.push([x, y]);
        weights.push(weight);
      }
    }
  }
  const states = diploid
    ? haplotypePairs(pairs, n2, recombination)
    : someStates(
        singleAlleles(Math.max(0, ...pairs.map(([x]) => x)) + 1),
        pairs.map(([x]) => x),
      );
  return { states, weights: Float64Array.from(weights) };
}

function phasesOf(a: number, b: number, c: number, d: number, n2: number): readonly (readonly [number, number])[] {
  const coupled = [a * n2 + c, b * n2 + d] as const;
  return a === b || c === d ? [coupled] : [coupled, [a * n2 + d, b * n2 + c]];
}

function haplotypeTransmission(one: LocusModel, two: LocusModel): Transmission {
  const n = one.n * two.n;
  const frequencies = new Float64Array(n);
  for (let h = 0; h < n; h++) {
    frequencies[h] = (one.frequencies[Math.floor(h / two.n)] as number) * (two.frequencies[h % two.n] as number);
  }
  return {
    n,
    frequencies,
    male: kronecker(one.male, two.male, one.n, two.n),
    female: kronecker(one.female, two.female, one.n, two.n),
    identity: identityMatrix(n),
  };
}

/** Both loci mutate independently. */
function kronecker(one: Float64Array, two: Float64Array, n1: number, n2: number): Float64Array {
  const n = n1 * n2;
  const result = new Float64Array(n * n);
  for (let from = 0; from < n; from++) {
    for (let to = 0; to < n; to++) {
      const p = one[Math.floor(from / n2) * n1 + Math.floor(to / n2)] as number;
      result[from * n + to] = p * (two[(from % n2) * n2 + (to % n2)] as number);
    }
  }
  return result;
}
