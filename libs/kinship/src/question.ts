import { KinshipError } from './errors.ts';
import type { Chromosome } from './graph.ts';
import { likelihood, type Observations } from './likelihood.ts';
import { type LinkageWarning, linkageWarnings } from './linkage.ts';
import { type LinkedPair, linkedRatios } from './linked.ts';
import type { LocusTable } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { modelFor } from './observed-model.ts';
import { checkPedigree, type Pedigree } from './pedigree.ts';

/** One account of how the persons are related. */
export interface Hypothesis {
  readonly name: string;
  readonly pedigree: Pedigree;
}

export interface LocusQuestion {
  readonly table: LocusTable;
  readonly observations: Observations;
}

export interface KinshipSettings {
  readonly theta: number;
  readonly mutation: MutationSettings;
  readonly chromosome?: Chromosome;
  readonly silentFrequency?: number;
}

/** Hypotheses to compare on the same observations; each is set against the one named `against`. */
export interface KinshipQuestion {
  readonly hypotheses: readonly Hypothesis[];
  readonly against: string;
  readonly loci: readonly LocusQuestion[];
  readonly settings: KinshipSettings;
  /** Loci that are computed two by two; all others count as independent. */
  readonly linked?: readonly LinkedPair[];
}

export interface LocusAnswer {
  readonly locus: string;
  /** By hypothesis, in the order of the question. */
  readonly likelihoods: Readonly<Record<string, number>>;
  /** Likelihood ratio of each hypothesis to the one named `against`. */
  readonly ratios: Readonly<Record<string, number>>;
}

export interface PairAnswer extends LinkedPair {
  /** Joint likelihood ratio of both loci, for each hypothesis. */
  readonly ratios: Readonly<Record<string, number>>;
}

export interface KinshipAnswer {
  /** Each locus by itself, those of linked pairs too. */
  readonly loci: readonly LocusAnswer[];
  readonly pairs: readonly PairAnswer[];
  /** Sum over the pairs and the loci that are in none; `null` stands for a ratio of zero. */
  readonly log10: Readonly<Record<string, number | null>>;
  readonly warnings: readonly LinkageWarning[];
}

/**
 * Likelihoods and likelihood ratios per locus and combined; loci count as independent but for the pairs in `linked`.
 * `before` is called with the name of each locus before it is computed: a large family with theta takes minutes for one.
 */
export function kinshipRatios(question: KinshipQuestion, before: (locus: string) => void = () => {}): KinshipAnswer {
  const { hypotheses, against, settings } = question;
  checkQuestion(question);
  const loci = question.loci.map((locus): LocusAnswer => {
    before(locus.table.locus);
    const model = modelFor(locus, settings);
    const likelihoods = hypotheses.map(({ pedigree }) => likelihood(pedigree, locus.observations, model, settings));
    const base = likelihoods[hypotheses.findIndex(({ name }) => name === against)] as number;
    return {
      locus: locus.table.locus,
      likelihoods: byName(hypotheses, (i) => likelihoods[i] as number),
      ratios: byName(hypotheses, (i) => ratio(likelihoods[i] as number, base, locus.table.locus)),
    };
  });
  const pairs = (question.linked ?? []).map((pair) => ({ ...pair, ratios: linkedRatios(question, pair) }));
  const alone = loci.filter(({ locus }) => !pairs.some(({ first, second }) => locus === first || locus === second));
  const log10 = byName(hypotheses, (i) =>
    combinedLog10([...alone, ...pairs].map(({ ratios }) => ratios[nameOf(hypotheses, i)] ?? 0)),
  );
  return { loci, pairs, log10, warnings: linkageWarnings(question) };
}

/** Sum of log10 of the ratios, or `null` when one of them is zero. */
export function combinedLog10(ratios: readonly number[]): number | null {
  return ratios.includes(0) ? null : ratios.reduce((sum, value) => sum + Math.log10(value), 0);
}

function ratio(likelihood: number, base: number, locus: string): number {
  if (base > 0) return likelihood / base;
  throw new KinshipError(
    'impossible-data',
    `The genotypes at locus ${locus} are impossible under the hypothesis that the others are set against; allow for mutation.`,
  );
}

/** Refuses a question whose hypotheses, persons or theta cannot be. */
export function checkQuestion({ hypotheses, against, loci, settings, linked = [] }: KinshipQuestion): void {
  const names = hypotheses.map(({ name }) => name);
  if (new Set(names).size !== names.length || !names.includes(against)) {
    throw new KinshipError('hypothesis-unknown', `There is no single hypothesis named ${against}.`);
  }
  if (!(settings.theta >= 0 && settings.theta < 1)) {
    throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  }
  const lociNamed = loci.map(({ table }) => table.locus);
  const again = lociNamed.find((locus, i) => lociNamed.indexOf(locus) < i);
  if (again !== undefined) {
    throw new KinshipError('settings-invalid', `Locus ${again} stands twice in the question; keep one of them.`);
  }
  const paired = linked.flatMap(({ first, second }) => [first, second]);
  const twice = paired.find((locus, i) => paired.indexOf(locus) < i);
  if (twice !== undefined) {
    throw new KinshipError('settings-invalid', `Locus ${twice} stands twice among the linked pairs; keep one of them.`);
  }
  for (const { name, pedigree } of hypotheses) {
    checkPedigree(pedigree);
    const persons = new Set(pedigree.map(({ id }) => id));
    for (const { observations } of loci) {
      for (const person of Object.keys(observations)) {
        if (persons.has(person)) continue;
        throw new KinshipError('person-unknown', `Person ${person} is typed but not in the pedigree of ${name}.`);
      }
    }
  }
}

function nameOf(hypotheses: readonly Hypothesis[], i: number): string {
  return (hypotheses[i] as Hypothesis).name;
}

function byName<Value>(
  hypotheses: readonly Hypothesis[],
  value: (i: number) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(hypotheses.map(({ name }, i) => [name, value(i)]));
}
