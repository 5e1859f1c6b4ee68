import {
  type CutRule,
  cutEnds,
  type LatticeLocus,
  type LatticeSum,
  onLattice,
  plusLocus,
  type Rest,
} from './belief-lattice.ts';
import type { LocusOutcomes } from './belief-outcomes.ts';
import type { Truth } from './belief-question.ts';
import { SearchError } from './error.ts';

/** Loci of the question that so many profiles of the registry have typed. */
export interface TypedPattern {
  readonly loci: readonly string[];
  readonly count: number;
}

/** A number known between two bounds, with the best guess between them. */
export interface Bounded {
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/** P(log10 of the combined ratio >= t) for every t >= 0, over loci that count as independent. */
export interface RatioCurve {
  readonly step: number;
  /** The first cell of `tail` stands for this many steps; it holds P(sum on the lattice >= cell). */
  readonly lowest: number;
  readonly tail: Float64Array;
  /** The true sum is at most this far from the one on the lattice. */
  readonly moved: number;
  /** What was cut off adds no more than this; the first at most `belowScaled` x 10^-t too. */
  readonly below: number;
  readonly belowScaled: number;
  readonly above: number;
}

export interface CurveOptions {
  /** Multiplications that the finest step may cost. */
  readonly work?: number;
}

const STEPS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05];
export const WORK = 8_000_000;
/** Wider sums are cut at both ends. */
const USUAL_WIDTH = 26;
const NEGLIGIBLE = { below: 1e-18, above: 1e-26 };

/** A guard against the rounding of sums that are meant to equal a threshold. */
const ROUNDING = 1e-9;

/**
 * Exact but for the lattice: the loci are convolved one after the other, each outcome moved to the nearest multiple of a
 * step; what that can change is bounded by the sum of the largest moves. With patterns, the mean over the patterns, each as
 * often as it is counted; patterns share the work for the loci that they begin with. Refuses patterns too many to convolve.
 */
export function ratioCurve(
  loci: readonly LocusOutcomes[],
  truth: Truth,
  patterns: readonly TypedPattern[] = [{ loci: loci.map(({ locus }) => locus), count: 1 }],
  { work = WORK }: CurveOptions = {},
): RatioCurve {
  const ordered = inOrder(loci, patterns);
  const tree = patternTree(ordered, patterns);
  const step = STEPS.find((one) => workOf(tree, ordered, one) <= work) ?? (STEPS.at(-1) as number);
  if (workOf(tree, ordered, step) > 40 * work) {
    throw new SearchError(
      'question-invalid',
      'The registry has too many patterns of typed loci for an exact figure; sample instead.',
    );
  }
  return new Convolution(
    ordered.map((locus) => onLattice(locus, truth, step)),
    step,
  ).curve(tree);
}

/** P(log10 >= t). Requires t >= 0. */
export function chanceFrom(curve: RatioCurve, log10: number): Bounded {
  const { step, moved, below, belowScaled, above } = curve;
  const beyond = Math.min(below, belowScaled * 10 ** -(log10 - moved)) + above;
  return {
    low: tailAt(curve, Math.ceil((log10 + moved) / step - ROUNDING)),
    value: between(curve, log10 / step),
    high: Math.min(1, tailAt(curve, Math.ceil((log10 - moved) / step - ROUNDING)) + beyond),
  };
}

/** The chance of a cell lies evenly over its step. */
function between(curve: RatioCurve, steps: number): number {
  const cell = Math.round(steps);
  const share = cell + 0.5 - steps;
  return share * tailAt(curve, cell) + (1 - share) * tailAt(curve, cell + 1);
}

function tailAt({ lowest, tail }: RatioCurve, cell: number): number {
  return tail[Math.max(0, cell - lowest)] ?? 0;
}

/** Loci that most profiles have come first, among them those with most outcomes. */
function inOrder(loci: readonly LocusOutcomes[], patterns: readonly TypedPattern[]): readonly LocusOutcomes[] {
  const typed = new Map<string, number>();
  for (const pattern of patterns) for (const locus of pattern.loci) typed.set(locus, (typed.get(locus) ?? 0) + 1);
  const by = ({ locus, log10 }: LocusOutcomes): readonly [number, number] => [typed.get(locus) ?? 0, log10.length];
  return loci.toSorted((a, b) => by(b)[0] - by(a)[0] || by(b)[1] - by(a)[1]);
}

/** At each depth one locus; the patterns that have it go one way, the others the other. */
interface Node {
  readonly with?: Node;
  readonly without?: Node;
  /** Profiles whose patterns come this way. */
  readonly count: number;
}

function patternTree(loci: readonly LocusOutcomes[], patterns: readonly TypedPattern[]): Node {
  const sets = patterns
    .filter(({ count }) => count > 0)
    .map(({ loci: names, count }) => ({ typed: new Set(names), count }));
  const grow = (depth: number, rest: typeof sets): Node => {
    const count = rest.reduce((sum, one) => sum + one.count, 0);
    const locus = loci[depth]?.locus;
    if (locus === undefined) return { count };
    const having = rest.filter(({ typed }) => typed.has(locus));
    const lacking = rest.filter(({ typed }) => !typed.has(locus));
    return {
      count,
      ...(having.length > 0 ? { with: grow(depth + 1, having) } : {}),
      ...(lacking.length > 0 ? { without: grow(depth + 1, lacking) } : {}),
    };
  };
  if (sets.length === 0)
    throw new SearchError('no-common-loci', 'No profile of the registry has a locus of the question.');
  return grow(0, sets);
}

/** Multiplications of the convolutions, roughly. */
function workOf(tree: Node, loci: readonly LocusOutcomes[], step: number): number {
  const sizes = loci.map(({ log10 }) => {
    const finite = log10.filter((value) => Number.isFinite(value));
    const width = ((finite.at(-1) ?? 0) - (finite[0] ?? 0)) / step;
    return { outcomes: Math.min(finite.length, width + 1), width };
  });
  const walk = (node: Node | undefined, depth: number, width: number): number => {
    if (node === undefined) return 0;
    const size = sizes[depth];
    if (size === undefined) return 0;
    const wider = Math.min(width + size.width, USUAL_WIDTH / step);
    const more = node.with === undefined ? 0 : size.outcomes * (width + 1) + walk(node.with, depth + 1, wider);
    return more + walk(node.without, depth + 1, width);
  };
  return walk(tree, 0, 0);
}

const NOTHING_LEFT: Rest = { highest: 0, meanRatio: 1 };

/** At each depth; behind the last locus nothing. */
function restsOf(loci: readonly LatticeLocus[]): readonly Rest[] {
  const rests: Rest[] = [NOTHING_LEFT];
  for (const { places, meanRatio } of loci.toReversed()) {
    const next = rests.at(-1) as Rest;
    rests.push({
      highest: next.highest + Math.max(0, places.at(-1) ?? 0),
      meanRatio: next.meanRatio * Math.max(1, meanRatio),
    });
  }
  return rests.reverse();
}

class Convolution {
  private readonly moved: number;
  private readonly rule: CutRule;
  /** What the loci from each depth on can do. */
  private readonly rests: readonly Rest[];
  private readonly cells: Float64Array;
  private below = 0;
  private belowScaled = 0;
  private above = 0;

  constructor(
    private readonly loci: readonly LatticeLocus[],
    step: number,
  ) {
    this.moved = loci.reduce((all, one) => all + one.moved, 0) + ROUNDING;
    this.rule = { step, floor: -Math.ceil(this.moved / step) - 1, ...NEGLIGIBLE };
    this.rests = restsOf(loci);
    this.cells = new Float64Array((this.rests[0] as Rest).highest - this.rule.floor + 1);
  }

  /** Sums over the patterns, divided by their number. */
  curve(tree: Node): RatioCurve {
    this.visit(tree, 0, { lowest: 0, cells: Float64Array.of(1) });
    const tail = this.cells;
    let sum = 0;
    for (let i = tail.length - 1; i >= 0; i--) {
      sum += tail[i] as number;
      tail[i] = sum / tree.count;
    }
    return {
      step: this.rule.step,
      lowest: this.rule.floor,
      tail,
      moved: this.moved,
      below: this.below / tree.count,
      belowScaled: this.belowScaled / tree.count,
      above: this.above / tree.count,
    };
  }

  private visit(node: Node, depth: number, sum: LatticeSum): void {
    const locus = this.loci[depth];
    if (locus === undefined) {
      this.collect(this.cut(sum, NOTHING_LEFT, node.count), node.count);
      return;
    }
    if (node.with !== undefined) {
      const { with: next } = node;
      this.visit(next, depth + 1, this.cut(plusLocus(sum, locus), this.rests[depth + 1] as Rest, next.count));
    }
    if (node.without !== undefined) this.visit(node.without, depth + 1, sum);
  }

  private cut(sum: LatticeSum, rest: Rest, count: number): LatticeSum {
    const cut = cutEnds(sum, rest, this.rule);
    this.below += cut.below * count;
    this.belowScaled += cut.belowScaled * count;
    this.above += cut.above * count;
    return cut.sum;
  }

  private collect({ lowest, cells }: LatticeSum, count: number): void {
    const start = lowest - this.rule.floor;
    for (let i = 0; i < cells.length; i++) {
      this.cells[start + i] = (this.cells[start + i] as number) + (cells[i] as number) * count;
    }
  }
}
