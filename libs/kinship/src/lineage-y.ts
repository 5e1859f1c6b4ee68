import { compareAlleles } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import { numericAllele } from './numeric-allele.ts';

/** Alleles of a Y chromosome by locus. One allele at a locus of several copies means that all copies show it. */
export type YHaplotype = Readonly<Record<string, readonly string[]>>;

export interface YLineQuestion {
  readonly first: YHaplotype;
  readonly second: YHaplotype;
  /** Father-to-son steps between the two men: 1 for father and son, 2 for brothers. */
  readonly meioses: number;
  /** Mutations per copy and meiosis, by locus. */
  readonly rates: Readonly<Record<string, number>>;
  /** Loci with several copies, and how many. */
  readonly copies?: Readonly<Record<string, number>>;
}

export type YVerdict = 'compatible' | 'not excluded' | 'incompatible';

export interface YLocus {
  readonly locus: string;
  /** Repeats between the two men; `null` when they do not differ by whole repeats. */
  readonly steps: number | null;
  /** P(second man's alleles | first man's, paternal line of so many meioses): the locus's part of the ratio above. */
  readonly probability: number;
}

export interface YLine {
  readonly verdict: YVerdict;
  readonly steps: number | null;
  /** P(that many mutations or more at these loci in so many meioses). */
  readonly chanceOfSteps: number;
  readonly loci: readonly YLocus[];
  readonly skipped: readonly { readonly locus: string; readonly reason: 'not-typed-in-both' | 'copies-differ' }[];
  /** Sum over the loci; `null` stands for a probability of zero. */
  readonly log10: number | null;
  readonly statement: string;
}

/** How many copies these loci have (Butler 2012, chapter 13). */
export const Y_COPIES: Readonly<Record<string, number>> = { DYS385: 2, DYF387S1: 2 };

/**
 * Up to two steps never exclude (Kayser and Sajantila 2001, doi:10.1016/S0379-0738(00)00480-1, for father and son); more
 * do when so many mutations have less than this chance at the loci compared in the meioses between the two men.
 */
const TOLERATED = 2;
const LEAST_CHANCE = 0.001;

export const Y_STATEMENT =
  'All men of one paternal line share this haplotype but for mutations. The result stands beside the likelihood ratio of the autosomal loci and is never multiplied into it.';

/**
 * Compares two haplotypes along a paternal line. Each copy gains or loses one repeat with half its rate at each meiosis
 * (Rolf et al. 2001, doi:10.1007/s004140000201), so the repeats between the two men are a random walk. Copies of one
 * locus cannot be told apart: every way to pair them counts. DYS389II contains DYS389I and is compared without it. Two
 * repeats lost at once are outside this model: the ratio is zero, while the verdict counts two steps. Partial repeats
 * between the men are incompatible.
 */
export function compareYLine(question: YLineQuestion): YLine {
  const { meioses, rates } = question;
  if (!(Number.isSafeInteger(meioses) && meioses > 0)) {
    throw new KinshipError('settings-invalid', 'The number of meioses must be a whole number above zero.');
  }
  const skipped: YLine['skipped'][number][] = [];
  const loci: YLocus[] = [];
  const mutable: number[] = [];
  const names = [...new Set([...Object.keys(question.first), ...Object.keys(question.second)])].sort();
  for (const locus of names) {
    const pair = sizesOf(question, locus);
    if (typeof pair === 'string') {
      skipped.push({ locus, reason: pair });
      continue;
    }
    const rate = rates[locus];
    if (rate === undefined || !(rate >= 0 && rate < 1)) {
      throw new KinshipError('settings-invalid', `Locus ${locus} needs a mutation rate of at least 0 and below 1.`);
    }
    const walk = (steps: number): number => chanceOfWalk(steps, meioses, rate);
    loci.push({ locus, steps: leastSteps(...pair), probability: chanceOfPairings(...pair, walk) });
    for (let k = 0; k < meioses * pair[0].length; k++) mutable.push(rate);
  }
  if (loci.length === 0) throw new KinshipError('no-common-loci', 'The haplotypes have no locus in common.');
  const whole = loci.every(({ steps }) => steps !== null);
  const steps = whole ? loci.reduce((sum, locus) => sum + (locus.steps ?? 0), 0) : null;
  const chanceOfSteps = steps === null ? 0 : chanceOfAtLeast(steps, mutable);
  const log10 = loci.some(({ probability }) => probability === 0)
    ? null
    : loci.reduce((sum, { probability }) => sum + Math.log10(probability), 0);
  return {
    verdict: verdictOf(steps, chanceOfSteps),
    steps,
    chanceOfSteps,
    loci,
    skipped,
    log10,
    statement: Y_STATEMENT,
  };
}

function verdictOf(steps: number | null, chanceOfSteps: number): YVerdict {
  if (steps === 0) return 'compatible';
  return steps === null || (steps > TOLERATED && chanceOfSteps < LEAST_CHANCE) ? 'incompatible' : 'not excluded';
}

/**
 * log10 of the likelihood ratio "one paternal line" against "unrelated men": the comparison over the frequency of the
 * second man's haplotype. Of all men of the line alike; never to be multiplied with an autosomal ratio.
 */
export function yLineLog10(line: YLine, haplotypeFrequency: number): number | null {
  if (!(haplotypeFrequency > 0 && haplotypeFrequency <= 1)) {
    throw new KinshipError('settings-invalid', 'The frequency of the haplotype must be above 0 and at most 1.');
  }
  return line.log10 === null ? null : line.log10 - Math.log10(haplotypeFrequency);
}

type Sizes = readonly [first: readonly number[], second: readonly number[]];

function sizesOf(question: YLineQuestion, locus: string): Sizes | 'not-typed-in-both' | 'copies-differ' {
  const [first, second] = [question.first, question.second].map((haplotype) => haplotype[locus] ?? []);
  if (first === undefined || second === undefined || first.length === 0 || second.length === 0) {
    return 'not-typed-in-both';
  }
  const copies = (question.copies ?? Y_COPIES)[locus] ?? 1;
  const spread = (alleles: readonly string[]): readonly number[] => {
    const sizes = [...alleles].sort(compareAlleles).map(numericAllele);
    return sizes.length === 1 ? new Array<number>(copies).fill(sizes[0] as number) : sizes;
  };
  const sizes: Sizes = [spread(first), spread(second)];
  if (sizes.some((each) => each.length !== copies)) return 'copies-differ';
  return locus === 'DYS389II' ? withoutFirstPart(question, sizes) : sizes;
}

/** DYS389II counts the repeats of DYS389I too; where both men are typed there it is compared without them. */
function withoutFirstPart({ first, second }: YLineQuestion, [one, two]: Sizes): Sizes {
  const [partOne, partTwo] = [first.DYS389I, second.DYS389I];
  if (partOne?.length !== 1 || partTwo?.length !== 1) return [one, two];
  const less = (sizes: readonly number[], part: readonly string[]): readonly number[] =>
    sizes.map((size) => size - numericAllele(part[0] as string));
  return [less(one, partOne), less(two, partTwo)];
}

/** Whole repeats from one size to another, or `null`. Sizes have one decimal place. */
function stepsBetween(a: number, b: number): number | null {
  const tenths = Math.round(10 * a) - Math.round(10 * b);
  return tenths % 10 === 0 ? Math.abs(tenths / 10) : null;
}

/** The fewest steps over all ways to pair the copies. */
function leastSteps(first: readonly number[], second: readonly number[]): number | null {
  const sums = pairings(second).flatMap((order) => {
    const steps = first.map((size, i) => stepsBetween(size, order[i] as number));
    return steps.includes(null) ? [] : [steps.reduce<number>((sum, each) => sum + (each ?? 0), 0)];
  });
  return sums.length === 0 ? null : Math.min(...sums);
}

/** P(the second man's set | the first man's copies): summed over the different orders of the second man's copies. */
function chanceOfPairings(
  first: readonly number[],
  second: readonly number[],
  walk: (steps: number) => number,
): number {
  const orders = new Map(pairings(second).map((order) => [order.join(' '), order]));
  return [...orders.values()].reduce((sum, order) => {
    const steps = first.map((size, i) => stepsBetween(size, order[i] as number));
    return sum + steps.reduce<number>((product, each) => product * (each === null ? 0 : walk(each)), 1);
  }, 0);
}

function pairings(sizes: readonly number[]): readonly (readonly number[])[] {
  if (sizes.length <= 1) return [sizes];
  return sizes.flatMap((size, i) => pairings(sizes.toSpliced(i, 1)).map((rest) => [size, ...rest]));
}

/** P(a copy ends `steps` repeats away in one given direction) after so many meioses, one step up or down at each mutation. */
export function chanceOfWalk(steps: number, meioses: number, rate: number): number {
  let chances = [1];
  for (let m = 0; m < meioses; m++) {
    const next = new Array<number>(chances.length + 2).fill(0);
    for (const [i, chance] of chances.entries()) {
      for (const [shift, factor] of [rate / 2, 1 - rate, rate / 2].entries()) {
        next[i + shift] = (next[i + shift] as number) + factor * chance;
      }
    }
    chances = next;
  }
  return chances[meioses + steps] ?? 0;
}

/** P(at least k of independent events with these chances), exact. */
function chanceOfAtLeast(k: number, chances: readonly number[]): number {
  const fewer = new Array<number>(k).fill(0);
  if (k === 0) return 1;
  fewer[0] = 1;
  let more = 0;
  for (const chance of chances) {
    more += (fewer[k - 1] as number) * chance;
    for (let i = k - 1; i >= 0; i--) {
      fewer[i] = (fewer[i] as number) * (1 - chance) + (i > 0 ? (fewer[i - 1] as number) * chance : 0);
    }
  }
  return more;
}
