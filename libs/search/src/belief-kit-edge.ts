import { type Hypothesis, type LocusQuestion, likelihood, locusModel, type Observations } from '@kinledger/kinship';
import { compareAlleles, type KitLocus } from '@kinledger/profile';
import type { KitsUsed, MissExplanation } from './belief-near-miss.ts';
import type { PlaceQuestion } from './belief-question.ts';

/**
 * An allele at or beyond an end of the ladder was read as `a` and is another one. With chance e it is read as an allele of the
 * population, whatever it is, so that P(seen a, b | H) = (1 - e) P(a, b | H) + e f(a) P(b and any | H).
 */
export function misreadAtKitEdge(
  asked: PlaceQuestion,
  locus: LocusQuestion,
  misread: number,
  kits: KitsUsed,
): readonly MissExplanation[] {
  const { alleles, frequencies } = locus.table;
  return readings(locus, kits).flatMap(([person, genotype, { ladder }]) => {
    const [first, last] = [ladder[0] as string, ladder[ladder.length - 1] as string];
    const found = genotype.flatMap((allele, i) => {
      const inside = compareAlleles(allele, first) > 0 && compareAlleles(allele, last) < 0;
      const other = genotype[1 - i];
      if (inside || other === undefined) return [];
      const frequency = frequencies[alleles.indexOf(allele)] ?? 0;
      const given = likelihoods(asked, locus);
      const of = (hypothesis: Hypothesis): number =>
        (1 - misread) * given(hypothesis, { [person]: genotype }) +
        misread * frequency * given(hypothesis, { [person]: [other] });
      return ratioOf(asked, of);
    });
    return found.length === 0 ? [] : [{ cause: 'misread-at-kit-edge' as const, log10: Math.max(...found), person }];
  });
}

/**
 * Who shows one allele may have a second one beyond the ladder, which the kit does not show with chance m:
 * P(seen a | H) = P(a, a | H) + m x sum over the alleles z of the table beyond the ladder of P(a, z | H).
 */
export function missedBeyondKit(
  asked: PlaceQuestion,
  locus: LocusQuestion,
  missed: number,
  kits: KitsUsed,
): readonly MissExplanation[] {
  const alike = new Set(alikeAlleles(locus.observations).map(([person]) => person));
  return readings(locus, kits).flatMap(([person, genotype, { ladder }]) => {
    if (!alike.has(person)) return [];
    const [allele, first, last] = [genotype[0] as string, ladder[0] as string, ladder[ladder.length - 1] as string];
    const beyond = locus.table.alleles.filter((z) => compareAlleles(z, first) < 0 || compareAlleles(z, last) > 0);
    if (beyond.length === 0) return [];
    const given = likelihoods(asked, locus);
    const of = (hypothesis: Hypothesis): number =>
      beyond
        .filter((z) => z !== allele)
        .reduce(
          (sum, z) => sum + missed * given(hypothesis, { [person]: [allele, z] }),
          given(hypothesis, { [person]: genotype }),
        );
    return ratioOf(asked, of).map((log10) => ({ cause: 'missed-beyond-kit' as const, log10, person }));
  });
}

/** Persons stated to have two alleles alike, with the allele. */
export function alikeAlleles(observations: Observations): readonly (readonly [person: string, allele: string])[] {
  return Object.entries(observations).flatMap(([person, observation]) => {
    if ('seen' in observation || observation.length !== 2 || observation[0] !== observation[1]) return [];
    return [[person, observation[0] as string] as const];
  });
}

/** Persons whose kit is known and has the locus, with what they show and its ladder. */
function readings(
  { table, observations }: LocusQuestion,
  kits: KitsUsed,
): readonly (readonly [person: string, genotype: readonly string[], kit: KitLocus])[] {
  return Object.entries(observations).flatMap(([person, observation]) => {
    const kit = kits[person]?.loci.find(({ locus }) => locus === table.locus);
    return kit === undefined || 'seen' in observation ? [] : [[person, observation, kit] as const];
  });
}

/** P(genotypes | hypothesis) without mutation, some persons showing something else. */
function likelihoods({ question }: PlaceQuestion, { table, observations }: LocusQuestion) {
  const model = locusModel(table, { mutation: { model: 'none', maleRate: 0, femaleRate: 0 } });
  const { theta } = question.settings;
  return ({ pedigree }: Hypothesis, instead: LocusQuestion['observations']): number =>
    likelihood(pedigree, { ...observations, ...instead }, model, { theta });
}

/** log10 of the ratio H1 to unrelated, unless it is zero or both are. */
function ratioOf({ question, hypothesis }: PlaceQuestion, of: (hypothesis: Hypothesis) => number): readonly number[] {
  const [above, below] = [hypothesis, question.against].map((name) => {
    const found = question.hypotheses.find((one) => one.name === name);
    return found === undefined ? 0 : of(found);
  }) as [number, number];
  return above > 0 && below > 0 ? [Math.log10(above / below)] : [];
}
