import type { Genotype } from '@kinledger/profile';
import { participants } from './common-loci.ts';
import { KinshipError } from './errors.ts';
import { likelihood, type Observations } from './likelihood.ts';
import type { LocusModel } from './locus.ts';
import { type FrequencyNote, frequenciesFor } from './minimum-frequency.ts';
import { modelFor } from './observed-model.ts';
import { duoRatio, trioRatio } from './panel.ts';
import type { ParentageInput } from './parentage.ts';
import type { Alternative, AlternativeCode, Hypotheses } from './parentage-hypotheses.ts';
import type { Pedigree } from './pedigree.ts';

/** What one locus says of a parentage question. */
export interface LocusRatio {
  readonly locus: string;
  /** Of H1 against each alternative, H2 first; `undefined` where both of the others and H1 are impossible. */
  readonly ratios: readonly [againstH2: number, ...others: (number | undefined)[]];
  readonly inconsistent: boolean;
  readonly inconsistentWithOther: boolean;
  readonly oppositeHomozygotes: boolean;
  readonly oneAlleleSeen: boolean;
  readonly note: FrequencyNote | undefined;
}

/** Ratios of H1 to the alternatives, and which hypotheses need a mutation. */
interface Answer {
  /** `undefined` where the alternative is impossible. */
  readonly ratios: readonly (number | undefined)[];
  readonly h1Mutated: boolean;
  readonly h2Mutated: boolean;
}

type Role = 'child' | 'parent' | 'other';
type Shown = Readonly<Partial<Record<Role, Genotype>>>;

/** Requires the locus to be typed in all and in the table. */
export function locusRatio(input: ParentageInput, hypotheses: Hypotheses, locus: string): LocusRatio {
  const { theta, minimumFrequency } = input.settings;
  const shown: Shown = Object.fromEntries(
    Object.entries(participants(input)).map(([role, { profile }]) => [role, profile[locus]]),
  );
  const genotypes = Object.values(shown);
  const { table, note } = frequenciesFor(input.table, locus, new Set(genotypes.flat()), minimumFrequency);
  const model = modelFor({ table, observations: shown as Observations }, { mutation: hypotheses.mutation });
  const closed = genotypes.every((genotype) => genotype.length === 2 && frequent(model, genotype));
  const answer = closed
    ? byFormula(shown, hypotheses, model, theta)
    : byEngine(shown as Observations, hypotheses, model, theta);
  const [againstH2, ...others] = answer.ratios;
  if (againstH2 === undefined) {
    throw new KinshipError(
      'impossible-data',
      `Locus ${locus} is impossible under H2 as well; allow for mutation or check the undisputed parent's typing.`,
    );
  }
  const inconsistentWithOther = answer.h2Mutated;
  const inconsistent = !inconsistentWithOther && answer.h1Mutated;
  return {
    locus,
    ratios: [againstH2, ...others],
    inconsistent,
    inconsistentWithOther,
    oppositeHomozygotes: (inconsistent || inconsistentWithOther) && childOpposes(genotypes),
    oneAlleleSeen: genotypes.some((genotype) => genotype.length === 1),
    note,
  };
}

function frequent(model: LocusModel, genotype: Genotype): boolean {
  return genotype.every((allele) => (model.frequencies[model.index.get(allele) ?? -1] ?? 0) > 0);
}

/** By the closed formulas of one parent and of two. Requires two alleles of everybody, each with a frequency. */
export function byFormula(shown: Shown, { h1, alternatives }: Hypotheses, model: LocusModel, theta: number): Answer {
  const coded = (role: Role): readonly [number, number] => {
    const [a, b] = (shown[role] as Genotype).map((allele) => model.index.get(allele)) as [number, number];
    return [a, b];
  };
  const [c1, c2] = coded('child');
  const [p1, p2] = coded('parent');
  const male = h1.pedigree.some(({ id, father }) => id === 'child' && father === 'parent');
  if (shown.other === undefined) {
    const ratio = duoRatio(model, theta, male ? 'male' : 'female', p1, p2, c1, c2);
    return { ratios: [ratio], h1Mutated: !passes(shown, ['parent']), h2Mutated: false };
  }
  const [o1, o2] = coded('other');
  const [f1, f2, m1, m2] = male ? [p1, p2, o1, o2] : [o1, o2, p1, p2];
  const doubted = {
    neither: 'both',
    'only-other-parent': male ? 'father' : 'mother',
    'only-parent': male ? 'mother' : 'father',
  } as const;
  const ratios = alternatives.map(({ code }) => trioRatio(model, theta, doubted[code], f1, f2, m1, m2, c1, c2));
  return {
    ratios: ratios.map((ratio) => (Number.isFinite(ratio) ? ratio : undefined)),
    h1Mutated: !passes(shown, ['parent', 'other']),
    h2Mutated: !passes(shown, PARENTS[alternatives[0].code]),
  };
}

const PARENTS: Readonly<Record<AlternativeCode, readonly Role[]>> = {
  neither: [],
  'only-parent': ['parent'],
  'only-other-parent': ['other'],
};

/** Whether these parents can have the child without a mutation. */
function passes(shown: Shown, parents: readonly Role[]): boolean {
  const [a, b] = shown.child as unknown as [string, string];
  const give = ([first, ...rest]: readonly Role[], alleles: readonly string[]): boolean =>
    first === undefined ||
    alleles.some((allele, i) => shown[first]?.includes(allele) === true && give(rest, alleles.toSpliced(i, 1)));
  return give(parents, [a, b]);
}

/** By the likelihoods of the pedigrees. */
export function byEngine(
  observations: Observations,
  { h1, alternatives }: Hypotheses,
  model: LocusModel,
  theta: number,
): Answer {
  const given = ({ pedigree }: { readonly pedigree: Pedigree }): number =>
    likelihood(pedigree, observations, model, { theta });
  const plain = { ...model, male: model.identity, female: model.identity };
  const mutated = ({ pedigree }: { readonly pedigree: Pedigree }): boolean =>
    likelihood(pedigree, observations, plain) === 0;
  const given1 = given(h1);
  return {
    ratios: alternatives.map((alternative: Alternative) => {
      const other = given(alternative);
      return other > 0 ? given1 / other : undefined;
    }),
    h1Mutated: mutated(h1),
    h2Mutated: mutated(alternatives[0]),
  };
}

/** Requires the child's genotype first. Child and a parent show one allele each, and not the same. */
function childOpposes([child = [], ...parents]: readonly (readonly string[])[]): boolean {
  const one = (genotype: readonly string[]): boolean => new Set(genotype).size === 1;
  return one(child) && parents.some((parent) => one(parent) && parent[0] !== child[0]);
}
