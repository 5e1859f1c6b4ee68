import { type Random, seededRandom } from '@kinledger/kinship';
import type { TypedPattern } from './belief-curve.ts';
import type { LocusOutcomes } from './belief-outcomes.ts';
import { SearchError } from './error.ts';

/** A figure found by chance, with its standard error. */
export interface Sampled {
  readonly value: number;
  readonly standardError: number;
  readonly draws: number;
}

export interface SampleOptions {
  readonly draws?: number;
  /** The same figures for the same seed. */
  readonly seed?: string;
}

/**
 * Expected number of unrelated profiles whose ratio reaches 10^log10, by importance sampling: a pattern, then an outcome at
 * each of its loci, are drawn with their chances times ratio^tilt, and count with the inverse of that weight (Siegmund 1976,
 * doi:10.1214/aos/1176343541). The tilt is the one that makes the mean of log10 the threshold; tilt 1 would draw true
 * relatives. Any number of patterns costs the same.
 */
export function sampledChanceCandidates(
  loci: readonly LocusOutcomes[],
  patterns: readonly TypedPattern[],
  log10: number,
  { draws = 2000, seed = 'chance candidates' }: SampleOptions = {},
): Sampled {
  if (!(Number.isSafeInteger(draws) && draws > 1)) {
    throw new SearchError('question-invalid', 'The number of draws must be a whole number above one.');
  }
  const finite = loci.map(({ log10: values, chances: { unrelated } }): Outcomes => {
    const places = [...values.keys()].filter((i) => Number.isFinite(values[i]) && (unrelated?.[i] ?? 0) > 0);
    return { values: places.map((i) => values[i] as number), chances: places.map((i) => unrelated?.[i] as number) };
  });
  const byName = new Map(loci.map(({ locus }, l) => [locus, l]));
  const typed = patterns.map(({ loci: names, count }) => {
    return { count, loci: names.flatMap((name) => byName.get(name) ?? []) };
  });
  return new TiltedDraws(finite, typed, tiltFor(finite, typed, log10)).sample(log10, draws, seededRandom(seed));
}

interface Outcomes {
  readonly values: readonly number[];
  readonly chances: readonly number[];
}

/** A pattern with the numbers of its loci. */
interface CodedPattern {
  readonly count: number;
  readonly loci: readonly number[];
}

/** The chances times ratio^tilt: their sum, and the mean of log10 under them. */
function tilted({ values, chances }: Outcomes, tilt: number): { readonly sum: number; readonly mean: number } {
  let sum = 0;
  let mean = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = (chances[i] as number) * 10 ** (tilt * (values[i] as number));
    sum += weight;
    mean += weight * (values[i] as number);
  }
  return { sum, mean: sum === 0 ? 0 : mean / sum };
}

/** By halving: the mean rises with the tilt. */
function tiltFor(loci: readonly Outcomes[], patterns: readonly CodedPattern[], log10: number): number {
  let [low, high] = [0, 4];
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2;
    if (meanAt(loci, patterns, middle) < log10) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function meanAt(loci: readonly Outcomes[], patterns: readonly CodedPattern[], tilt: number): number {
  const each = loci.map((locus) => tilted(locus, tilt));
  const weights = weightsOf(each, patterns);
  let mean = 0;
  for (const [p, pattern] of patterns.entries()) {
    const own = pattern.loci.reduce((sum, l) => sum + (each[l] as { mean: number }).mean, 0);
    mean += (weights.share[p] as number) * own;
  }
  return mean;
}

/** Chance of each pattern to be drawn, and the sum that all weights are to be multiplied by. */
function weightsOf(
  each: readonly { readonly sum: number }[],
  patterns: readonly CodedPattern[],
): { readonly share: Float64Array; readonly sum: number } {
  const weights = Float64Array.from(patterns, ({ count, loci }) =>
    loci.reduce((product, l) => product * (each[l] as { sum: number }).sum, count),
  );
  const sum = weights.reduce((all, one) => all + one, 0);
  return { share: weights.map((weight) => weight / sum), sum };
}

class TiltedDraws {
  private readonly patternSteps: Float64Array;
  private readonly locusSteps: readonly Float64Array[];
  private readonly sum: number;

  constructor(
    private readonly loci: readonly Outcomes[],
    private readonly patterns: readonly CodedPattern[],
    private readonly tilt: number,
  ) {
    const weights = weightsOf(
      loci.map((locus) => tilted(locus, tilt)),
      patterns,
    );
    this.sum = weights.sum;
    this.patternSteps = steps(weights.share);
    this.locusSteps = loci.map(({ values, chances }) =>
      steps(Float64Array.from(values, (value, i) => (chances[i] as number) * 10 ** (tilt * value))),
    );
  }

  sample(log10: number, draws: number, random: Random): Sampled {
    let [sum, squares] = [0, 0];
    for (let draw = 0; draw < draws && this.sum > 0; draw++) {
      const total = this.draw(random);
      // a ratio that is meant to equal the threshold counts as reaching it
      if (total < log10 - 1e-9) continue;
      const weight = 10 ** (-this.tilt * total);
      sum += weight;
      squares += weight * weight;
    }
    const mean = sum / draws;
    const variance = Math.max(0, squares / draws - mean * mean) / (draws - 1);
    return { value: this.sum * mean, standardError: this.sum * Math.sqrt(variance), draws };
  }

  private draw(random: Random): number {
    const { loci } = this.patterns[drawn(this.patternSteps, random)] as CodedPattern;
    let total = 0;
    for (const l of loci)
      total += (this.loci[l] as Outcomes).values[drawn(this.locusSteps[l] as Float64Array, random)] as number;
    return total;
  }
}

/** Sums of the chances up to each place. */
function steps(chances: Float64Array): Float64Array {
  let sum = 0;
  return chances.map((chance) => {
    sum += chance;
    return sum;
  });
}

/** The first place whose step lies above a number drawn evenly, found by halving. */
function drawn(upTo: Float64Array, random: Random): number {
  const at = random() * (upTo.at(-1) as number);
  let [low, high] = [0, upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((upTo[middle] as number) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
