import type { LocusOutcomes } from './belief-outcomes.ts';
import type { Truth } from './belief-question.ts';

/** Outcomes of a locus on a lattice of log10: each ratio moved to the nearest multiple of the step. */
export interface LatticeLocus {
  /** Multiples of the step, ascending and each once, with their chances. */
  readonly places: Int32Array;
  readonly chances: Float64Array;
  /** No ratio was moved further than this. */
  readonly moved: number;
  /** Mean of the ratio over the outcomes, ratios of zero counting as 0. */
  readonly meanRatio: number;
}

/** Leaves out ratios of zero. Requires outcomes that state the truth. */
export function onLattice({ log10, chances }: LocusOutcomes, truth: Truth, step: number): LatticeLocus {
  const places: number[] = [];
  const sums: number[] = [];
  let moved = 0;
  let meanRatio = 0;
  const all = chances[truth] as Float64Array;
  for (let i = 0; i < log10.length; i++) {
    const value = log10[i] as number;
    const chance = all[i] as number;
    if (!(chance > 0) || !Number.isFinite(value)) continue;
    const place = Math.round(value / step);
    moved = Math.max(moved, Math.abs(place * step - value));
    meanRatio += chance * 10 ** (place * step);
    if (places.at(-1) === place) sums[sums.length - 1] = (sums.at(-1) as number) + chance;
    else {
      places.push(place);
      sums.push(chance);
    }
  }
  return { places: Int32Array.from(places), chances: Float64Array.from(sums), moved, meanRatio };
}

/** Chances by sum of log10: the first cell stands for `lowest` steps. */
export interface LatticeSum {
  readonly lowest: number;
  readonly cells: Float64Array;
}

/** The sum with one more independent locus; nothing is lost but ratios of zero. */
export function plusLocus({ lowest, cells }: LatticeSum, { places, chances }: LatticeLocus): LatticeSum {
  if (places.length === 0) return { lowest: 0, cells: new Float64Array(0) };
  const bottom = places[0] as number;
  const sum = new Float64Array(cells.length + (places.at(-1) as number) - bottom);
  for (let k = 0; k < places.length; k++) {
    const chance = chances[k] as number;
    const shift = (places[k] as number) - bottom;
    for (let i = 0; i < cells.length; i++) sum[i + shift] = (sum[i + shift] as number) + chance * (cells[i] as number);
  }
  return { lowest: lowest + bottom, cells: sum };
}

/** What the loci still to come can do at most. */
export interface Rest {
  /** Highest sum of them, in steps. */
  readonly highest: number;
  /** Mean of the product of their ratios. */
  readonly meanRatio: number;
}

/** What was cut off a sum: it can add no more than this to P(log10 of the ratio >= t). */
export interface Cut {
  readonly sum: LatticeSum;
  /** At most `below`, and at most `belowScaled` x 10^-t. */
  readonly below: number;
  readonly belowScaled: number;
  readonly above: number;
}

/** What may be cut off: sums that cannot reach `floor` steps, and this much at either end. */
export interface CutRule {
  readonly step: number;
  readonly floor: number;
  readonly below: number;
  readonly above: number;
}

/**
 * Cuts off both ends. At the lower end what cannot reach the floor with any outcome of the rest, and what reaches 10^0 with
 * a chance of no more than `below` in all: P(rest >= x) <= mean ratio of the rest / 10^x (Markov). At the upper end what has
 * a chance of no more than `above` in all.
 */
export function cutEnds({ lowest, cells }: LatticeSum, rest: Rest, rule: CutRule): Cut {
  const { step, floor } = rule;
  let from = Math.min(cells.length, Math.max(0, floor - rest.highest - lowest));
  let below = 0;
  let belowScaled = 0;
  for (; from < cells.length; from++) {
    const chance = cells[from] as number;
    const scaled = belowScaled + chance * rest.meanRatio * 10 ** ((lowest + from) * step);
    if (Math.min(below + chance, scaled) > rule.below) break;
    below += chance;
    belowScaled = scaled;
  }
  let to = cells.length;
  let above = 0;
  for (; to > from; to--) {
    const chance = cells[to - 1] as number;
    if (above + chance > rule.above) break;
    above += chance;
  }
  return { sum: { lowest: lowest + from, cells: cells.slice(from, to) }, below, belowScaled, above };
}
