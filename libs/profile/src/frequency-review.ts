import { parseAllele } from './allele.ts';
import { ProfileError } from './error.ts';
import type { PrintedLocus, PrintedPopulation } from './frequency-file.ts';
import { findLocus } from './locus.ts';
import { neiDistance, weirCockerhamFst } from './population-distance.ts';
import type { FrequencyTable } from './table.ts';

/** Persons have two chromosomes of each autosomal locus, so 5/2N is easily wrong by a factor of two. Asked, never guessed. */
export type CountUnit = 'individuals' | 'chromosomes';

export interface LocusReview {
  readonly locus: string;
  readonly sum: number;
  /** Absent where the file states no N. */
  readonly chromosomes?: number;
  /** 5/2N of the chromosomes typed. */
  readonly minimumFrequency?: number;
  /** Alleles outside everything known at the locus, and classes such as `>27`. */
  readonly outliers: readonly string[];
  /** The counts that the frequencies were made of, when they can be told from them. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly problems: readonly LocusProblem[];
}

/** `sum-not-1` refuses the locus. `not-whole` means that N is not in the unit that was stated, or the figures were rounded. */
export type LocusProblem = 'sum-not-1' | 'n-not-stated' | 'not-whole' | 'outliers';

export interface FrequencyReview {
  readonly loci: readonly LocusReview[];
  /** Every count is even: N is most likely twice what it should be, because its unit was mistaken. */
  readonly unitDoubtful: boolean;
  /** A table that has the very same figures at every locus shared, and at least three of them. Such a table is refused. */
  readonly copyOf?: string;
  readonly nearest?: NearestTable;
}

/** The known table with the least distance D_A of Nei, among those that share at least half as many loci as any does. */
export interface NearestTable {
  readonly id: string;
  readonly distance: number;
  /** FST after Weir & Cockerham; absent where the file states no N. */
  readonly fst?: number;
  readonly loci: number;
}

/** Printed frequencies are rounded to three decimals or more. */
const SUM_ROUNDING = 0.005;
/** A count is whole within this when the frequency was rounded to four decimals and a thousand chromosomes were typed. */
const COUNT_ROUNDING = 0.06;
const FEWEST_OF_COPY = 3;
const SAME = 1e-9;

/** What an administrator must see before a table is used. Requires a population as `readFrequencyFile` gave it. */
export function reviewFrequencies(
  population: PrintedPopulation,
  unit: CountUnit,
  known: readonly FrequencyTable[],
): FrequencyReview {
  const loci = Object.entries(population.loci).map(([locus, printed]) => reviewLocus(locus, printed, unit));
  const compared = known
    .map((table) => ({ id: table.id, ...compare(population, table) }))
    .filter((one) => one.loci > 0);
  const copy = compared.find(({ loci: shared, same }) => shared >= FEWEST_OF_COPY && same === shared);
  const nearest = nearestOf(population, loci, known);
  return {
    loci,
    unitDoubtful: areAllEven(loci),
    ...(copy === undefined ? {} : { copyOf: copy.id }),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** A table that shares a locus or two is near by chance; it is not compared with those that share many. */
function nearestOf(
  { loci: printed }: PrintedPopulation,
  reviews: readonly LocusReview[],
  known: readonly FrequencyTable[],
): NearestTable | undefined {
  const sampled = Object.fromEntries(
    reviews.map(({ locus, chromosomes }) => [locus, { frequencies: printed[locus]!.frequencies, chromosomes }]),
  );
  const sharing = known.map((table) => ({
    table,
    loci: reviews.filter(({ locus }) => table.loci[locus] !== undefined).length,
  }));
  const most = Math.max(1, ...sharing.map(({ loci }) => loci));
  const [nearest] = sharing
    .filter(({ loci }) => loci * 2 >= most)
    .map((each) => ({ ...each, distance: neiDistance(sampled, each.table.loci) ?? 1 }))
    .sort((a, b) => a.distance - b.distance);
  if (nearest === undefined) return undefined;
  const fst = weirCockerhamFst(sampled, nearest.table.loci);
  const { table, distance: by, loci } = nearest;
  return { id: table.id, distance: by, ...(fst === undefined ? {} : { fst }), loci };
}

/** By chance, one even count follows another half of the time. */
const FEWEST_EVEN = 10;

function areAllEven(loci: readonly LocusReview[]): boolean {
  const counts = loci.flatMap((locus) => Object.values(locus.counts ?? {}));
  return counts.length >= FEWEST_EVEN && counts.every((count) => count % 2 === 0);
}

/** Names of populations of one file that are copies of each other, in pairs. */
export function copiesAmong(populations: readonly PrintedPopulation[]): readonly (readonly [string, string])[] {
  return populations.flatMap((first, i) =>
    populations.slice(i + 1).flatMap((second) => {
      const shared = Object.keys(first.loci).filter((locus) => second.loci[locus] !== undefined);
      const same = shared.every(
        (locus) => distance(first.loci[locus]!.frequencies, second.loci[locus]!.frequencies) < SAME,
      );
      return shared.length >= FEWEST_OF_COPY && same ? [[first.name, second.name] as const] : [];
    }),
  );
}

function reviewLocus(locus: string, { n, frequencies }: PrintedLocus, unit: CountUnit): LocusReview {
  const sum = Object.values(frequencies).reduce((total, frequency) => total + frequency, 0);
  const outliers = Object.keys(frequencies).filter((allele) => !isKnown(locus, allele));
  const isHaploid = findLocus(locus)?.kind === 'Y';
  const chromosomes = n === undefined || n === 0 ? undefined : n * (unit === 'individuals' && !isHaploid ? 2 : 1);
  const counts = chromosomes === undefined ? undefined : countsOf(frequencies, chromosomes);
  const problems: LocusProblem[] = [];
  if (Math.abs(sum - 1) > SUM_ROUNDING) problems.push('sum-not-1');
  if (chromosomes === undefined) problems.push('n-not-stated');
  else if (counts === undefined) problems.push('not-whole');
  if (outliers.length > 0) problems.push('outliers');
  return {
    locus,
    sum,
    ...(chromosomes === undefined ? {} : { chromosomes, minimumFrequency: 5 / chromosomes }),
    outliers,
    ...(counts === undefined ? {} : { counts }),
    problems,
  };
}

/** The whole numbers next to frequency times chromosomes, when all are next to one and together give all chromosomes. */
function countsOf(
  frequencies: Readonly<Record<string, number>>,
  chromosomes: number,
): Readonly<Record<string, number>> | undefined {
  const counts = Object.entries(frequencies).map(([allele, frequency]) => {
    const exact = frequency * chromosomes;
    const whole = Math.round(exact);
    return [allele, whole, Math.abs(exact - whole) <= COUNT_ROUNDING * Math.max(1, chromosomes / 1000)] as const;
  });
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total !== chromosomes || !counts.every(([, count, near]) => near && count > 0)) return undefined;
  return Object.fromEntries(counts.map(([allele, count]) => [allele, count]));
}

function compare(
  population: PrintedPopulation,
  table: FrequencyTable,
): { readonly loci: number; readonly same: number } {
  const distances = Object.entries(population.loci).flatMap(([locus, { frequencies }]) => {
    const theirs = table.loci[locus]?.frequencies;
    return theirs === undefined ? [] : [distance(frequencies, theirs)];
  });
  return { loci: distances.length, same: distances.filter((one) => one < 5e-4).length };
}

/** Total variation: half the sum of differences; 0 for equal, 1 for nothing in common. */
function distance(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): number {
  const alleles = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...alleles].reduce((sum, allele) => sum + Math.abs((a[allele] ?? 0) - (b[allele] ?? 0)), 0) / 2;
}

function isKnown(locus: string, allele: string): boolean {
  const info = findLocus(locus);
  if (info === undefined) return false;
  if (info.name === 'AMEL') return allele === 'X,X' || allele === 'X,Y';
  try {
    return parseAllele(allele, info) === allele;
  } catch (error) {
    if (error instanceof ProfileError) return false;
    throw error;
  }
}
