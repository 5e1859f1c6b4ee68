import {
  type CombinedRatios,
  chanceAtLeast,
  combinedRatios,
  frequenciesFor,
  type LocusRatios,
  type ParentageInput,
  preparePanel,
  seededRandom,
  simulateRatios,
  type Truth,
} from '@kinledger/kinship';
import { LOCI } from '@kinledger/profile';

/** Simulated families per locus: enough for two digits of a share, in a second or so. */
const FAMILIES = 3_000;
const STEP = 0.02;
const POINTS = 120;
/** Less than this of a distribution is cut off at each end of a picture. */
const TAIL = 0.0005;

export interface Curve {
  readonly truth: Truth;
  /** Middle of a class of log10 LR, and the share of families in it. */
  readonly points: readonly (readonly [log10: number, share: number])[];
  /** Share that reaches the threshold, and this check's ratio. */
  readonly reachThreshold: number;
  readonly reachThis: number;
}

/** What a kit would add: its loci that were not used, and the chance that a true parent then reaches the threshold. */
export interface KitGain {
  readonly kit: string;
  readonly loci: readonly string[];
  readonly meanLog10: number;
  readonly reach: number;
}

export interface Kit {
  readonly title: string;
  readonly loci: readonly string[];
}

/**
 * Where a ratio lies among those of families in which the one asked about is the parent, a relative of the true one, or
 * unrelated: of the same loci, table, theta and mutations. Each locus is simulated from a fixed seed; loci are then
 * combined exactly. Of both parents at once relatives are left out.
 */
export function curvesOf(input: ParentageInput, loci: readonly string[], log10: string | null): readonly Curve[] {
  const ratios = loci.map((locus) => simulated(input, locus));
  const truths: readonly Truth[] =
    input.question === 'both-parents'
      ? ['parent', 'unrelated']
      : ['parent', 'full-sibling', 'half-sibling', 'unrelated'];
  const combined = truths.map((truth) => [truth, combinedRatios(ratios, truth, STEP)] as const);
  const ends = combined.map(([, each]) => endsOf(each));
  const [low, high] = [Math.min(...ends.map(([least]) => least)), Math.max(...ends.map(([, most]) => most))];
  return combined.map(([truth, each]) => ({
    truth,
    points: pointsOf(each, low, high),
    reachThreshold: chanceAtLeast(each, input.settings.threshold).high,
    reachThis: log10 === null ? 1 : chanceAtLeast(each, 10 ** Number(log10)).high,
  }));
}

/** What each kit would add, the most promising first; kits that add nothing are left out. */
export function gainsOf(
  input: ParentageInput,
  used: readonly string[],
  log10: string | null,
  kits: readonly Kit[],
): readonly KitGain[] {
  if (log10 === null) return [];
  const known = new Map<string, LocusRatios>();
  const ratiosOf = (locus: string): LocusRatios => {
    const found = known.get(locus) ?? simulated(input, locus);
    known.set(locus, found);
    return found;
  };
  const missing = Math.log10(input.settings.threshold) - Number(log10);
  const gains = kits.flatMap(({ title, loci }) => {
    const added = loci.filter((locus) => !used.includes(locus) && isAutosomal(locus) && input.table.loci[locus]);
    if (added.length === 0) return [];
    const ratios = added.map(ratiosOf);
    const reach = chanceAtLeast(combinedRatios(ratios, 'parent', STEP), 10 ** missing).high;
    const mean = ratios.reduce((sum, each) => sum + meanOf(each), 0);
    return [{ kit: title, loci: added, meanLog10: mean, reach }];
  });
  return gains.sort((a, b) => b.reach - a.reach || a.loci.length - b.loci.length);
}

/** Mean log10 of true parents; a ratio of zero, where no mutation is allowed for, does not count. */
const meanOf = ({ log10, related }: LocusRatios): number =>
  log10.reduce((sum, value, i) => sum + (Number.isFinite(value) ? value * (related[i] as number) : 0), 0);

const isAutosomal = (locus: string): boolean => LOCI.find(({ name }) => name === locus)?.kind === 'autosomal';

/** The ratios that a locus comes to in simulated families, half of them true ones. */
function simulated(input: ParentageInput, locus: string): LocusRatios {
  const { child, parent, otherParent, settings, question } = input;
  const seen = [child, parent, otherParent].flatMap((person) => person?.profile[locus] ?? []);
  const { table } = frequenciesFor(input.table, locus, new Set(seen), settings.minimumFrequency);
  const panel = preparePanel([table], settings);
  const other = otherParent?.sex === 'male' ? 'female' : 'male';
  const sex = parent.sex === 'unknown' ? other : parent.sex;
  const draw = (related: boolean) =>
    simulateRatios({
      panel,
      question,
      sex,
      related,
      count: FAMILIES,
      random: seededRandom(`${locus} ${related}`),
    });
  const [yes, no] = [draw(true), draw(false)];
  const share = 1 / FAMILIES;
  return {
    locus,
    log10: Float64Array.of(...yes, ...no),
    related: Float64Array.of(...yes.map(() => share), ...no.map(() => 0)),
    unrelated: Float64Array.of(...yes.map(() => 0), ...no.map(() => share)),
  };
}

/** The log10 between which nearly all of a distribution lies. */
function endsOf({ cells, lowest, step, zero }: CombinedRatios): readonly [number, number] {
  const at = (goal: number): number => {
    let sum = 0;
    for (const [i, share] of cells.entries()) {
      sum += share;
      if (sum >= goal * (1 - zero)) return (lowest + i) * step;
    }
    return (lowest + cells.length) * step;
  };
  return [at(TAIL), at(1 - TAIL)];
}

function pointsOf({ cells, lowest, step, width }: CombinedRatios, low: number, high: number): Curve['points'] {
  const size = (high - low) / POINTS || 1;
  const shares = new Float64Array(POINTS);
  for (const [i, share] of cells.entries()) {
    const place = Math.floor(((lowest + i) * step + width / 2 - low) / size);
    if (place >= 0 && place < POINTS) shares[place] = (shares[place] as number) + share;
  }
  return Array.from(shares, (share, i) => [low + (i + 0.5) * size, share] as const);
}
