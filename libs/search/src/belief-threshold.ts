import { sizeOf, times } from './belief-chance.ts';
import {
  type Bounded,
  type CurveOptions,
  chanceFrom,
  type RatioCurve,
  ratioCurve,
  type TypedPattern,
  WORK,
} from './belief-curve.ts';
import type { LocusOutcomes } from './belief-outcomes.ts';
import type { Truth } from './belief-question.ts';
import { SearchError } from './error.ts';

/** Curves of a question over the typed loci of a registry, for each truth that its outcomes state. */
export interface TruthCurves {
  readonly registry: number;
  /** Profiles whose patterns went into the curves: all, unless the patterns are too many. */
  readonly covered: number;
  readonly byTruth: Readonly<Partial<Record<Truth, RatioCurve>>>;
}

/** More patterns than these are not convolved; the commonest stand for all. */
const MOST_PATTERNS = 100;

export function truthCurves(
  loci: readonly LocusOutcomes[],
  registry: readonly TypedPattern[],
  options: CurveOptions = {},
): TruthCurves {
  const commonest = registry.toSorted((a, b) => b.count - a.count).slice(0, MOST_PATTERNS);
  const known = new Map<Truth, RatioCurve>();
  const truths = Object.keys(loci[0]?.chances ?? {}) as Truth[];
  const curves = truths.map((truth) => {
    // half siblings, uncles and aunts have the same chances when they are drawn by descent
    const same = truths.find((other) => loci.every(({ chances }) => alike(chances[other], chances[truth]))) as Truth;
    const curve =
      known.get(same) ??
      ratioCurve(loci, same, commonest, same === 'unrelated' ? options : { work: (options.work ?? WORK) / 2 });
    known.set(same, curve);
    return [truth, curve] as const;
  });
  return { registry: sizeOf(registry), covered: sizeOf(commonest), byTruth: Object.fromEntries(curves) };
}

function alike(one: Float64Array | undefined, two: Float64Array | undefined): boolean {
  return one !== undefined && two !== undefined && one.every((chance, i) => chance === two[i]);
}

/** What a threshold means for those who are looked for, and for those who are not. */
export interface ThresholdEffect {
  readonly log10: number;
  /** Unrelated profiles that reach it. */
  readonly chanceCandidates: Bounded;
  /** Chance that a profile reaches it, by who it is: for `related` the power of the search, the rest of 1 is lost. */
  readonly reached: Readonly<Partial<Record<Truth, Bounded>>>;
  readonly lost: Bounded;
}

/** Requires a threshold of at least 10^0. */
export function effectOf({ registry, byTruth }: TruthCurves, log10: number): ThresholdEffect {
  if (!(log10 >= 0)) throw new SearchError('question-invalid', 'The threshold must be a ratio of at least 1.');
  const reached = Object.entries(byTruth).map(([truth, curve]) => [truth, chanceFrom(curve, log10)] as const);
  const byName: Readonly<Partial<Record<Truth, Bounded>>> = Object.fromEntries(reached);
  const { unrelated, related } = byName as Readonly<Record<Truth, Bounded>>;
  return {
    log10,
    chanceCandidates: times(unrelated, registry),
    reached: byName,
    lost: { low: 1 - related.high, value: 1 - related.value, high: 1 - related.low },
  };
}

/**
 * The least threshold, in hundredths of log10, at which no more than `rate` chance candidates are to be expected in one
 * search, whatever lies between the bounds. Never below 10^0.
 */
export function suggestThreshold(curves: TruthCurves, rate: number): ThresholdEffect {
  if (!(rate > 0)) throw new SearchError('question-invalid', 'The rate of chance candidates must be above zero.');
  const { step, lowest, tail } = curves.byTruth.unrelated as RatioCurve;
  const tooMany = (hundredths: number): boolean => effectOf(curves, hundredths / 100).chanceCandidates.high > rate;
  let [low, high] = [-1, Math.ceil(100 * step * (lowest + tail.length + 1))];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (tooMany(middle)) low = middle;
    else high = middle;
  }
  return effectOf(curves, high / 100);
}
