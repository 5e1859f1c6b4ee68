import { type ChanceCandidates, chanceCandidates } from './belief-chance.ts';
import type { TypedPattern } from './belief-curve.ts';
import {
  type OutcomeOptions,
  type QuestionOutcomes,
  questionOutcomes,
  type RelativeMethod,
} from './belief-outcomes.ts';
import type { PlaceQuestion } from './belief-question.ts';
import type { SampleOptions } from './belief-sampled.ts';
import { effectOf, suggestThreshold, type ThresholdEffect, type TruthCurves, truthCurves } from './belief-threshold.ts';

/** How far the candidates of a search are to be believed. */
export interface SearchBelief {
  readonly chance: ChanceCandidates;
  readonly atThreshold: ThresholdEffect;
  /** The least threshold at which no more chance candidates than the stated rate are to be expected. */
  readonly suggested: ThresholdEffect;
  /** How relatives of the true person were drawn. */
  readonly relatives: RelativeMethod;
  readonly curves: TruthCurves;
  readonly outcomes: QuestionOutcomes;
}

export interface BeliefOptions extends OutcomeOptions {
  /** log10 of the threshold of the search; at least 0. */
  readonly threshold: number;
  /** Chance candidates in one search that may be expected at the suggested threshold. */
  readonly rate: number;
  readonly sample?: SampleOptions;
}

/** Everything about a question that does not depend on a candidate. `registry`: typed loci of the profiles compared. */
export function searchBelief(
  asked: PlaceQuestion,
  registry: readonly TypedPattern[],
  { threshold, rate, sample, ...options }: BeliefOptions,
): SearchBelief {
  const outcomes = questionOutcomes(asked, options);
  const curves = truthCurves(outcomes.loci, registry);
  const whole = curves.covered === curves.registry;
  return {
    chance: chanceCandidates(outcomes.loci, registry, threshold, sample, ...(whole ? [curves.byTruth.unrelated] : [])),
    atThreshold: effectOf(curves, threshold),
    suggested: suggestThreshold(curves, rate),
    relatives: outcomes.relatives,
    curves,
    outcomes,
  };
}
