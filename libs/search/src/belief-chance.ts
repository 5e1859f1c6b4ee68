import { type Bounded, chanceFrom, type RatioCurve, ratioCurve, type TypedPattern } from './belief-curve.ts';
import type { LocusOutcomes } from './belief-outcomes.ts';
import { type Sampled, type SampleOptions, sampledChanceCandidates } from './belief-sampled.ts';
import { SearchError } from './error.ts';

/** How many unrelated profiles of the registry are to be expected among the candidates. */
export interface ChanceCandidates {
  readonly registry: number;
  /** By convolution, with bounds that hold; `null` where the patterns of typed loci are too many. */
  readonly expected: Bounded | null;
  /** By importance sampling. */
  readonly sampled: Sampled;
  /** Chance of at least one, their number being all but Poisson distributed. */
  readonly any: number;
}

/**
 * Requires a threshold of at least 10^0, and of `known` the curve of unrelated profiles of this registry. Profiles without a locus of the question reach 10^0 and no more.
 */
export function chanceCandidates(
  loci: readonly LocusOutcomes[],
  registry: readonly TypedPattern[],
  log10: number,
  options: SampleOptions = {},
  known?: RatioCurve | null,
): ChanceCandidates {
  if (!(log10 >= 0)) throw new SearchError('question-invalid', 'The threshold must be a ratio of at least 1.');
  if (sizeOf(registry) === 0) return NOBODY;
  const curve = known === undefined ? exactCurve(loci, registry) : known;
  const expected = curve === null ? null : times(chanceFrom(curve, log10), sizeOf(registry));
  const sampled = sampledChanceCandidates(loci, registry, log10, options);
  return {
    registry: sizeOf(registry),
    expected,
    sampled,
    any: -Math.expm1(-(expected ?? sampled).value),
  };
}

const NOBODY: ChanceCandidates = {
  registry: 0,
  expected: { low: 0, value: 0, high: 0 },
  sampled: { value: 0, standardError: 0, draws: 0 },
  any: 0,
};

/** The curve of unrelated profiles, or `null` where it would take too long. */
function exactCurve(loci: readonly LocusOutcomes[], registry: readonly TypedPattern[]): RatioCurve | null {
  try {
    return ratioCurve(loci, 'unrelated', registry);
  } catch (error) {
    if (error instanceof SearchError && error.code === 'question-invalid') return null;
    throw error;
  }
}

export function sizeOf(registry: readonly TypedPattern[]): number {
  return registry.reduce((sum, { count }) => sum + count, 0);
}

export function times({ low, value, high }: Bounded, factor: number): Bounded {
  return { low: factor * low, value: factor * value, high: factor * high };
}
