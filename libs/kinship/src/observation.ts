import { KinshipError } from './errors.ts';
import type { LocusModel } from './locus.ts';
import { allelePairs, allPairs, type States, singleAlleles, someStates } from './states.ts';

/**
 * What a laboratory reports of one person at one locus: two alleles; one allele, which means that allele and any other
 * (on the X of a man: that allele); or the alleles seen in a sample that may have lost some of them.
 */
export type Observation = readonly string[] | SparseObservation;

/** Drop-out and drop-in as relMix 1.4.1 models them; each chance is per locus of this sample. */
export interface SparseObservation {
  readonly seen: readonly string[];
  readonly dropout: number;
  readonly homozygoteDropout: number;
  readonly dropin: number;
}

/** States of a person that its observations allow, and P(observations | state). No observation allows every state. */
export function observedStates(
  model: LocusModel,
  diploid: boolean,
  observations: readonly (readonly [person: string, observation: Observation])[],
): { readonly states: States; readonly weights: Float64Array } {
  const quick = exactPair(model, diploid, observations);
  if (quick !== undefined) return { states: quick, weights: Float64Array.of(1) };
  const all = diploid ? allPairs(model.n) : singleAlleles(model.n);
  if (observations.length === 0) return { states: all, weights: new Float64Array(all.count).fill(1) };
  const chances = observations.map(([person, observation]) => chanceOf(model, diploid, person, observation));
  const weights: number[] = [];
  const places: number[] = [];
  for (let s = 0; s < all.count; s++) {
    const weight = chances.reduce((p, chance) => p * chance(all.first[s] as number, all.second[s] as number), 1);
    if (weight === 0) continue;
    places.push(s);
    weights.push(weight);
  }
  const states = places.length === all.count ? all : someStates(all, places);
  return { states, weights: Float64Array.from(weights) };
}

/** The common case without a search: one person with two alleles that can only be one genotype. */
function exactPair(
  model: LocusModel,
  diploid: boolean,
  observations: readonly (readonly [string, Observation])[],
): States | undefined {
  const [person, observation] = observations[0] ?? [];
  if (observations.length !== 1 || person === undefined || observation === undefined) return undefined;
  if ('seen' in observation || !diploid || observation.length !== 2) return undefined;
  const [a, b] = alleleNumbers(model, person, observation) as [number, number];
  if (a === b && model.silent >= 0) return undefined;
  return allelePairs([a < b ? [a, b] : [b, a]]);
}

type Chance = (first: number, second: number) => number;

function chanceOf(model: LocusModel, diploid: boolean, person: string, observation: Observation): Chance {
  if ('seen' in observation) return sparseChance(model, person, observation);
  const alleles = alleleNumbers(model, person, observation);
  if (alleles.length === 0 || alleles.length > 2 || (!diploid && alleles.length === 2 && alleles[0] !== alleles[1])) {
    throw new KinshipError(
      'genotype-invalid',
      `Person ${person} has a number of alleles at locus ${model.locus} that cannot be; correct or leave out the locus.`,
    );
  }
  const [a, b] = alleles as [number, number?];
  if (!diploid) return (first) => (first === a ? 1 : 0);
  if (b === undefined) return (first, second) => (first === a || second === a ? 1 : 0);
  return (first, second) => {
    if ((first === a && second === b) || (first === b && second === a)) return 1;
    if (a !== b || model.silent < 0) return 0;
    return (first === a && second === model.silent) || (first === model.silent && second === a) ? 1 : 0;
  };
}

/** The product over all alleles of the table of P(absent) or P(present). Requires that no alleles are lumped. */
function sparseChance(model: LocusModel, person: string, observation: SparseObservation): Chance {
  const { dropout, homozygoteDropout, dropin } = observation;
  if (![dropout, homozygoteDropout, dropin].every((chance) => chance >= 0 && chance <= 1)) {
    throw new KinshipError(
      'settings-invalid',
      `Person ${person}, locus ${model.locus}: the chances of drop-out and drop-in must lie between 0 and 1.`,
    );
  }
  const seen = new Set(alleleNumbers(model, person, observation.seen));
  const absent = [1, dropout, homozygoteDropout];
  return (first, second) => {
    let product = 1;
    for (let a = 0; a < model.n; a++) {
      if (a === model.silent) continue;
      const copies = (first === a ? 1 : 0) + (second === a ? 1 : 0);
      const gone = (1 - dropin * (model.frequencies[a] as number)) * (absent[copies] as number);
      product *= seen.has(a) ? 1 - gone : gone;
    }
    return product;
  };
}

function alleleNumbers(model: LocusModel, person: string, alleles: readonly string[]): readonly number[] {
  return alleles.map((allele) => {
    const number = model.index.get(allele);
    if (number !== undefined) return number;
    throw new KinshipError(
      'allele-not-in-table',
      `Person ${person} has an allele at locus ${model.locus} that the table lacks; give a rule for rare alleles.`,
    );
  });
}
