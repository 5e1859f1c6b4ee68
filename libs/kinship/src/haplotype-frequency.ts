import { KinshipError } from './errors.ts';

/** How often a haplotype (Y-STR or mtDNA) was seen in a database of unrelated persons. */
export interface HaplotypeCount {
  readonly seen: number;
  readonly databaseSize: number;
}

/** Estimates of one haplotype's frequency, each under its name; the report states which is used. */
export interface HaplotypeFrequency {
  /** x / n; `null` for an empty database. */
  readonly counted: number | null;
  /** (x + 1) / (n + 1): the haplotype of the case joins the database (ISFG: Roewer et al. 2020). */
  readonly augmented: number;
  /** Upper bound with 95% confidence (Clopper and Pearson 1934), as SWGDAM asks. */
  readonly upperBound: number;
}

export function haplotypeFrequency({ seen, databaseSize }: HaplotypeCount): HaplotypeFrequency {
  checkCount(seen, databaseSize);
  return {
    counted: databaseSize === 0 ? null : seen / databaseSize,
    augmented: (seen + 1) / (databaseSize + 1),
    upperBound: upperBound(seen, databaseSize),
  };
}

/**
 * One-sided upper bound of Clopper and Pearson (1934, doi:10.1093/biomet/26.4.404): the frequency at which so few
 * sightings or fewer have probability 1 - confidence; the quantile of Beta(x + 1, n - x).
 */
export function upperBound(seen: number, databaseSize: number, confidence = 0.95): number {
  checkCount(seen, databaseSize);
  if (!(confidence > 0 && confidence < 1)) {
    throw new KinshipError('settings-invalid', 'The confidence must lie between 0 and 1.');
  }
  return seen === databaseSize ? 1 : betaQuantile(confidence, seen + 1, databaseSize - seen);
}

/**
 * Frequency of a haplotype that the database does not hold, by Brenner's kappa (2010, doi:10.1016/j.fsigen.2009.10.013):
 * (1 - kappa) / N, where N counts the database with the new haplotype and kappa is the part of these N that were seen
 * once. Precondition: the haplotype is new, the database is one of unrelated persons of the population, and some
 * haplotypes are seen twice or more, so that kappa says how much of the population is still unseen.
 */
export function kappaFrequency(count: HaplotypeCount & { readonly singletons: number }): number {
  const { seen, databaseSize, singletons } = count;
  checkCount(seen, databaseSize);
  if (!Number.isSafeInteger(singletons) || singletons < 0 || singletons > databaseSize) {
    throw new KinshipError(
      'table-invalid',
      'The haplotypes seen once must be a number up to the size of the database.',
    );
  }
  if (seen > 0) {
    throw new KinshipError('settings-invalid', 'Kappa is for haplotypes that the database lacks; count this one.');
  }
  if (singletons === databaseSize) {
    throw new KinshipError('settings-invalid', 'Kappa needs a database in which some haplotype stands twice; count.');
  }
  const extended = databaseSize + 1;
  const kappa = (singletons + 1) / extended;
  return (1 - kappa) / extended;
}

function checkCount(seen: number, databaseSize: number): void {
  const whole = Number.isSafeInteger(seen) && Number.isSafeInteger(databaseSize);
  if (whole && seen >= 0 && seen <= databaseSize) return;
  throw new KinshipError('table-invalid', 'A haplotype must be seen a whole number of times, at most once per person.');
}

/** The x with I_x(a, b) = p, by halving the interval until no double lies between. */
function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (regularizedBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}

/** The regularized incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22). */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  return front / continuedFraction(x, a, b);
}

/** Modified Lentz evaluation (Thompson and Barnett 1986) of 1 + d1/(1 + d2/(1 + ...)). */
function continuedFraction(x: number, a: number, b: number): number {
  let [value, c, d] = [1, 1, 0];
  for (let k = 1; k < 100_000; k++) {
    const m = Math.floor(k / 2);
    const term =
      k % 2 === 0
        ? (m * (b - m) * x) / ((a + k - 1) * (a + k))
        : (-(a + m) * (a + b + m) * x) / ((a + k - 1) * (a + k));
    d = 1 / (1 + term * d);
    c = 1 + term / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) return value;
  }
  return value;
}

/** log of the gamma function for x > 0: Stirling's series (DLMF 5.11.1) from 15 upwards, by recurrence below. */
function logGamma(x: number): number {
  let [shifted, product] = [x, 1];
  while (shifted < 15) product *= shifted++;
  const inverse = 1 / (shifted * shifted);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
