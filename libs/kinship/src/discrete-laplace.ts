import { KinshipError } from './errors.ts';
import type { YHaplotype } from './lineage-y.ts';
import { numericAllele } from './numeric-allele.ts';

/** One group of haplotypes scattered around a central one. */
export interface LaplaceCluster {
  /** Part of the population. */
  readonly weight: number;
  /** Repeats of the central haplotype, by the order of the loci. */
  readonly centre: readonly number[];
  /** The p of each locus: a haplotype d repeats away has (1 - p)/(1 + p) p^d. */
  readonly scatter: readonly number[];
}

export interface DiscreteLaplace {
  readonly loci: readonly string[];
  readonly databaseSize: number;
  readonly clusters: readonly LaplaceCluster[];
  readonly logLikelihood: number;
  /** Bayesian information criterion; of several numbers of clusters the one with the smallest is taken. */
  readonly bic: number;
}

/**
 * Fits the discrete Laplace model of Andersen, Eriksen and Morling (2013, doi:10.1016/j.jtbi.2013.03.009) to Y-STR
 * haplotypes of unrelated men: a mixture of clusters, in each of which the loci vary independently around a central
 * haplotype, with log p = (part of the cluster) + (part of the locus). Fitted by EM, the centres moved to the weighted
 * medians; one to `mostClusters` clusters, by the smallest BIC. The same database gives the same fit. Requires whole
 * repeats and one copy at every locus named; DYS389II is taken without DYS389I where both are named.
 */
export function fitDiscreteLaplace(
  database: readonly YHaplotype[],
  loci: readonly string[],
  mostClusters = 10,
): DiscreteLaplace {
  if (loci.length === 0 || new Set(loci).size !== loci.length) {
    throw new KinshipError('settings-invalid', 'The discrete Laplace model needs loci, each of them once.');
  }
  if (database.length < 2 || !(Number.isSafeInteger(mostClusters) && mostClusters > 0)) {
    throw new KinshipError('table-invalid', 'The discrete Laplace model needs a database and at least one cluster.');
  }
  const sample = counted(database.map((haplotype) => repeatsOf(haplotype, loci)));
  let best: DiscreteLaplace | undefined;
  let worse = 0;
  for (let k = 1; k <= Math.min(mostClusters, sample.rows.length) && worse < PATIENCE; k++) {
    const { clusters, logLikelihood } = fitClusters(sample, startCentres(sample, k));
    const parameters = k * loci.length + (k + loci.length - 1) + (k - 1);
    const bic = parameters * Math.log(database.length) - 2 * logLikelihood;
    worse = best !== undefined && bic >= best.bic ? worse + 1 : 0;
    if (best === undefined || bic < best.bic) {
      best = { loci, databaseSize: database.length, clusters, logLikelihood, bic };
    }
  }
  return best as DiscreteLaplace;
}

/** More clusters are tried until this many in a row were no better. */
const PATIENCE = 3;

/** Frequency of a haplotype in the population that the database was drawn from, also of one that nobody had. */
export function discreteLaplaceFrequency({ loci, clusters }: DiscreteLaplace, haplotype: YHaplotype): number {
  const repeats = repeatsOf(haplotype, loci);
  return clusters.reduce((sum, cluster) => sum + cluster.weight * chanceIn(cluster, repeats), 0);
}

function chanceIn({ centre, scatter }: LaplaceCluster, repeats: readonly number[]): number {
  return scatter.reduce((product, p, k) => product * ((1 - p) / (1 + p)) * p ** distance(repeats, centre, k), 1);
}

function distance(one: readonly number[], other: readonly number[], k: number): number {
  return Math.abs((one[k] as number) - (other[k] as number));
}

function repeatsOf(haplotype: YHaplotype, loci: readonly string[]): readonly number[] {
  const sizes = loci.map((locus) => {
    const [allele, ...more] = haplotype[locus] ?? [];
    const size = allele === undefined || more.length > 0 ? Number.NaN : numericAllele(allele);
    if (Number.isSafeInteger(size)) return size;
    throw new KinshipError(
      'genotype-invalid',
      `Locus ${locus} is not one allele of whole repeats in every haplotype; leave the locus or the haplotype out.`,
    );
  });
  const [part, whole] = [loci.indexOf('DYS389I'), loci.indexOf('DYS389II')];
  return part < 0 || whole < 0 ? sizes : sizes.with(whole, (sizes[whole] as number) - (sizes[part] as number));
}

/** The different haplotypes of a database, and how many have each. */
interface Sample {
  readonly rows: readonly (readonly number[])[];
  readonly counts: readonly number[];
}

function counted(haplotypes: readonly (readonly number[])[]): Sample {
  const found = new Map<string, { row: readonly number[]; count: number }>();
  for (const row of haplotypes) {
    const known = found.get(row.join(' '));
    if (known === undefined) found.set(row.join(' '), { row, count: 1 });
    else known.count++;
  }
  const entries = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return { rows: entries.map(({ row }) => row), counts: entries.map(({ count }) => count) };
}

/** Haplotypes chosen one by one so that the sum of all distances to the nearest falls most (Kaufman and Rousseeuw 1990). */
function startCentres({ rows, counts }: Sample, k: number): readonly (readonly number[])[] {
  const apart = (one: readonly number[], other: readonly number[]): number =>
    one.reduce((sum, _, l) => sum + distance(one, other, l), 0);
  const centres: (readonly number[])[] = [];
  let nearest = rows.map(() => Number.MAX_SAFE_INTEGER);
  while (centres.length < k) {
    let best = { sum: Number.POSITIVE_INFINITY, centre: rows[0] as readonly number[] };
    for (const centre of rows) {
      const sum = rows.reduce(
        (total, row, i) => total + (counts[i] as number) * Math.min(nearest[i] as number, apart(row, centre)),
        0,
      );
      if (sum < best.sum) best = { sum, centre };
    }
    centres.push(best.centre);
    nearest = nearest.map((known, i) => Math.min(known, apart(rows[i] as readonly number[], best.centre)));
  }
  return centres;
}

interface Fitted {
  readonly clusters: readonly LaplaceCluster[];
  readonly logLikelihood: number;
}

/** EM with fixed centres, then centres to the weighted medians, until they stay. */
function fitClusters(sample: Sample, start: readonly (readonly number[])[]): Fitted {
  let clusters = start.map(
    (centre): LaplaceCluster => ({ weight: 1 / start.length, centre, scatter: centre.map(() => START_SCATTER) }),
  );
  for (let move = 0; ; move++) {
    const { logLikelihood, ...fitted } = expectationMaximisation(sample, clusters);
    const centres = fitted.shares.map((share) => medians(sample, share));
    const still = centres.every((centre, j) => centre.join() === fitted.clusters[j]?.centre.join());
    if (still || move === MOST_MOVES) return { clusters: fitted.clusters, logLikelihood };
    clusters = fitted.clusters.map((cluster, j) => ({ ...cluster, centre: centres[j] as readonly number[] }));
  }
}

const START_SCATTER = 0.3;
const MOST_MOVES = 50;
const MOST_ROUNDS = 1000;
/** EM has converged when a round adds less than this to the log-likelihood. */
const CONVERGED = 1e-6;

/** `shares[j][i]` is how many of haplotype i count to cluster j. */
function expectationMaximisation(
  { rows, counts }: Sample,
  start: readonly LaplaceCluster[],
): Fitted & { readonly shares: readonly Float64Array[] } {
  const apart = start.map(({ centre }) =>
    Float64Array.from(rows.flatMap((row) => row.map((_, k) => distance(row, centre, k)))),
  );
  let clusters = start;
  let last = Number.NEGATIVE_INFINITY;
  for (let round = 0; ; round++) {
    const shares = clusters.map((cluster, j) => logChances(cluster, apart[j] as Float64Array, rows.length));
    let logLikelihood = 0;
    for (const [i, count] of counts.entries()) {
      const highest = Math.max(...shares.map((logs) => logs[i] as number));
      for (const logs of shares) logs[i] = Math.exp((logs[i] as number) - highest);
      const sum = shares.reduce((total, chances) => total + (chances[i] as number), 0);
      logLikelihood += count * (highest + Math.log(sum));
      for (const chances of shares) chances[i] = (count * (chances[i] as number)) / sum;
    }
    if (logLikelihood - last < CONVERGED || round === MOST_ROUNDS) return { clusters, logLikelihood, shares };
    last = logLikelihood;
    clusters = maximised(clusters, shares, apart);
  }
}

/** Logarithm of P(cluster and haplotype) for every haplotype, from its distances to the centre. */
function logChances({ weight, scatter }: LaplaceCluster, apart: Float64Array, rows: number): Float64Array {
  const log = scatter.map(Math.log);
  const base = scatter.reduce((sum, p) => sum + Math.log((1 - p) / (1 + p)), Math.log(weight));
  const logs = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = base;
    for (let k = 0; k < log.length; k++, at++) sum += (apart[at] as number) * (log[k] as number);
    logs[i] = sum;
  }
  return logs;
}

/** New weights, and one sweep of updates of log p = (cluster) + (locus), each of which raises the likelihood. */
function maximised(
  clusters: readonly LaplaceCluster[],
  shares: readonly Float64Array[],
  apart: readonly Float64Array[],
): readonly LaplaceCluster[] {
  const loci = clusters[0]?.centre.map((_, k) => k) ?? [];
  const men = shares.map((share) => share.reduce((sum, count) => sum + count, 0));
  const total = men.reduce((sum, count) => sum + count, 0);
  const cells = clusters.map(({ scatter }, j) =>
    loci.map((k): Cell => {
      const share = shares[j] as Float64Array;
      const from = apart[j] as Float64Array;
      const steps = share.reduce((sum, count, i) => sum + count * (from[i * loci.length + k] as number), 0);
      return { men: men[j] as number, steps, eta: Math.log(scatter[k] as number) };
    }),
  );
  for (const row of cells) shift(row);
  for (const k of loci) shift(cells.map((row) => row[k] as Cell));
  return clusters.map(({ centre }, j) => ({
    weight: (men[j] as number) / total,
    centre,
    scatter: (cells[j] ?? []).map(({ eta }) => Math.exp(eta)),
  }));
}

/** One locus of one cluster: the men who count to it, the repeats between them and the centre, and log p. */
interface Cell {
  readonly men: number;
  readonly steps: number;
  eta: number;
}

function shift(cells: readonly Cell[]): void {
  const by = bestShift(cells);
  for (const cell of cells) cell.eta = bounded(cell.eta + by);
}

/** Bounds of log p: a locus at which nobody differs would go to minus infinity. */
const [LOWEST, HIGHEST] = [-14, -1e-6];

/**
 * The number to add to all these log p at which the likelihood is highest. Its derivative, the sum of steps - men x 2p/(1 -
 * p^2), falls, so that halving an interval finds the zero.
 */
function bestShift(cells: readonly Cell[]): number {
  const slope = (by: number): number =>
    cells.reduce((sum, { men, steps, eta }) => {
      const p = Math.exp(bounded(eta + by));
      return sum + steps - (men * 2 * p) / (1 - p * p);
    }, 0);
  let [low, high] = [LOWEST, -LOWEST];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function bounded(eta: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, eta));
}

/** At each locus the smallest size that half of the cluster does not exceed. */
function medians({ rows }: Sample, share: Float64Array): readonly number[] {
  const half = share.reduce((sum, count) => sum + count, 0) / 2;
  return (rows[0] ?? []).map((_, k) => {
    const sizes = rows.map((row, i) => [row[k] as number, share[i] as number] as const).sort(([a], [b]) => a - b);
    let below = 0;
    for (const [size, count] of sizes) {
      below += count;
      if (below >= half) return size;
    }
    return sizes.at(-1)?.[0] as number;
  });
}
