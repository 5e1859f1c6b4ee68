import { chancesGiven, type LocusRatios, type Truth } from './parent-ratios.ts';

/**
 * Distribution of the combined likelihood ratio of several loci. Each locus's log10 is rounded down to a multiple of
 * `step`, so the true sum lies at least 0 and less than `width` above the cell's.
 */
export interface CombinedRatios {
  readonly step: number;
  readonly width: number;
  /** The first cell stands for a log10 of `lowest * step`. */
  readonly lowest: number;
  readonly cells: Float64Array;
  /** P(ratio of zero), exact. */
  readonly zero: number;
}

/** A probability known between two bounds, which hold up to floating-point rounding. */
export interface Bracket {
  readonly low: number;
  readonly high: number;
}

interface Sparse {
  readonly places: readonly number[];
  readonly chances: readonly number[];
  readonly zero: number;
}

/** Distribution of the combined ratio over independent loci when the candidate is this; by convolution. */
export function combinedRatios(loci: readonly LocusRatios[], truth: Truth, step = 0.002): CombinedRatios {
  let lowest = 0;
  let cells = Float64Array.of(1);
  let possible = 1;
  for (const locus of loci) {
    const { places, chances, zero } = onGrid(locus, truth, step);
    possible *= 1 - zero;
    const bottom = places.reduce((least, place) => Math.min(least, place), Number.POSITIVE_INFINITY);
    const top = places.reduce((most, place) => Math.max(most, place), Number.NEGATIVE_INFINITY);
    if (places.length === 0) return { step, width: step * loci.length, lowest: 0, cells: new Float64Array(1), zero: 1 };
    const next = new Float64Array(cells.length + top - bottom);
    for (const [k, place] of places.entries()) {
      const chance = chances[k] as number;
      const shift = place - bottom;
      for (let i = 0; i < cells.length; i++)
        next[i + shift] = (next[i + shift] as number) + chance * (cells[i] as number);
    }
    cells = next;
    lowest += bottom;
  }
  return { step, width: step * loci.length, lowest, cells, zero: 1 - possible };
}

function onGrid(locus: LocusRatios, truth: Truth, step: number): Sparse {
  const chances = chancesGiven(locus, truth);
  const byPlace = new Map<number, number>();
  let zero = 0;
  for (const [i, log10] of locus.log10.entries()) {
    const chance = chances[i] as number;
    if (log10 === Number.NEGATIVE_INFINITY) zero += chance;
    else if (chance > 0) {
      const place = Math.floor(log10 / step);
      byPlace.set(place, (byPlace.get(place) ?? 0) + chance);
    }
  }
  return { places: [...byPlace.keys()], chances: [...byPlace.values()], zero };
}

/** P(likelihood ratio >= `ratio`). Requires a positive ratio. */
export function chanceAtLeast({ step, width, lowest, cells }: CombinedRatios, ratio: number): Bracket {
  const wanted = Math.log10(ratio);
  let low = 0;
  let high = 0;
  for (let i = cells.length - 1; i >= 0; i--) {
    const log10 = (lowest + i) * step;
    if (log10 + width <= wanted) break;
    high += cells[i] as number;
    if (log10 >= wanted) low += cells[i] as number;
  }
  return { low, high };
}

/** P(likelihood ratio < `ratio`), a ratio of zero included. */
export function chanceBelow(combined: CombinedRatios, ratio: number): Bracket {
  const { low, high } = chanceAtLeast(combined, ratio);
  return { low: Math.max(0, 1 - high), high: Math.min(1, 1 - low) };
}
