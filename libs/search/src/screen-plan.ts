import type { CodedLocus } from './coded-locus.ts';
import type { CodedQuestion } from './coded-question.ts';
import { covers, isCovered } from './covers.ts';
import { UNTYPED } from './dictionary.ts';
import { PLANE } from './layout.ts';
import type { RegistryIndex } from './registry-index.ts';

/** Counters of three bits count to seven. */
const MOST_K = 7;
/** Sums of logarithms differ in their last digits by the order in which they are added. */
export const ROUNDING = 1e-9;

/** How the inconsistencies of a question are counted on the planes of an index. */
export interface ScreenPlan {
  /** No row with more inconsistencies than this can be a candidate. */
  readonly k: number;
  /** Part of the rows that are expected to be left. */
  readonly left: number;
  /** The words that the kernel reads: kind, loci, start of the counters, room for the end, offsets of planes. */
  readonly words: Int32Array;
}

interface Screened {
  readonly planes: readonly number[];
  /** Of the best genotype and of the best inconsistent one. */
  readonly drop: number;
  /** Part of the rows that are inconsistent. */
  readonly excludes: number;
}

/**
 * A plan for the rows that could reach `log10` and have at most `most` inconsistent loci; `undefined` where counting does
 * not help: too many inconsistencies can still reach it, or no locus tells consistent from inconsistent by a few planes.
 *
 * Why nothing is lost: at a locus the best genotype comes to M, the best that the planes show as inconsistent to M - d.
 * A row with inconsistencies at the loci S cannot exceed the sum of all M less the d of S, and so, with j of them, the
 * sum of all M less the j smallest d. The largest j that still reaches the threshold is the k of the plan.
 */
export function screenPlan(
  index: RegistryIndex,
  coded: CodedQuestion,
  log10: number,
  most: number,
): ScreenPlan | undefined {
  const screened = coded.loci.flatMap((locus) => {
    const found = screenedAt(locus);
    return found === undefined ? [] : [found];
  });
  if (screened.length === 0) return undefined;
  const k = Math.min(most, mostInconsistencies(bestSum(coded), screened, log10));
  if (k > MOST_K || k >= screened.length) return undefined;
  screened.sort((a, b) => b.excludes - a.excludes);
  return { k, left: chanceOfAtMost(k, screened), words: planWords(index, screened, k) };
}

export function bestSum({ loci }: CodedQuestion): number {
  return loci.reduce((sum, { best }) => sum + best, 0);
}

const screenedLoci = new WeakMap<CodedLocus, { readonly size: number; readonly screened: Screened | undefined }>();

/** Worked out anew when genotypes were seen since. */
function screenedAt(locus: CodedLocus): Screened | undefined {
  const known = screenedLoci.get(locus);
  if (known?.size === locus.log10.length) return known.screened;
  const screened = planesOf(locus);
  screenedLoci.set(locus, { size: locus.log10.length, screened });
  return screened;
}

function planesOf({ dictionary, log10, inconsistent, layout, best }: CodedLocus): Screened | undefined {
  const named = layout.named.length;
  const codes = dictionary.first.map((_, code) => code).slice(UNTYPED + 1);
  const consistent = codes.filter((code) => inconsistent[code] === 0 && Number.isFinite(log10[code]));
  const found = covers(dictionary, consistent, named).slice(0, 2);
  const out = codes.filter((code) => !isCovered(dictionary, code, found, named));
  const liveOf = (some: readonly number[]): number =>
    some.reduce((sum, code) => sum + (dictionary.live[code] as number), 0);
  const excluded = liveOf(out);
  if (found.length === 0 || excluded === 0) return undefined;
  const bestOut = out.reduce((highest, code) => {
    const value = log10[code] as number;
    return Number.isFinite(value) && value > highest ? value : highest;
  }, Number.NEGATIVE_INFINITY);
  const offsets = found.flat().map((allele) => layout.planes + allele * PLANE);
  return { planes: offsets, drop: best - bestOut, excludes: excluded / liveOf([UNTYPED, ...codes]) };
}

function mostInconsistencies(best: number, screened: readonly Screened[], log10: number): number {
  const drops = screened.map(({ drop }) => Math.max(0, drop)).sort((a, b) => a - b);
  let left = best;
  let k = 0;
  for (const drop of drops) {
    left -= drop;
    if (left < log10 - ROUNDING) break;
    k++;
  }
  return k;
}

/** As if loci were independent. */
function chanceOfAtMost(k: number, screened: readonly Screened[]): number {
  const chances = new Float64Array(k + 1);
  chances[0] = 1;
  for (const { excludes } of screened) {
    for (let j = k; j >= 0; j--) {
      const fewer = j > 0 ? (chances[j - 1] as number) : 0;
      chances[j] = (chances[j] as number) * (1 - excludes) + fewer * excludes;
    }
  }
  return chances.reduce((sum, chance) => sum + chance, 0);
}

function planWords(index: RegistryIndex, screened: readonly Screened[], k: number): Int32Array {
  const { ones } = index.store.layout;
  const deep = k > 3;
  const pairs = screened.some(({ planes }) => planes.length > 2);
  const width = pairs ? 4 : 2;
  const loci = Math.ceil(screened.length / 4) * 4;
  const words = new Int32Array(4 + width * loci).fill(ones);
  words.set([(deep ? 1 : 0) + (pairs ? 2 : 0), loci, (deep ? 7 : 3) - k, 0]);
  for (const [i, { planes }] of screened.entries()) words.set(planes, 4 + width * i);
  return words;
}
