import type { Allele } from './allele.ts';

type Frequencies = Readonly<Record<Allele, number>>;

/** What is known of one locus in a population. `chromosomes`: how many were typed, where that is stated. */
export interface SampledLocus {
  readonly frequencies: Frequencies;
  readonly chromosomes?: number | undefined;
}

type Loci = Readonly<Record<string, SampledLocus>>;

/**
 * Distance D_A of two populations: 0 where all frequencies are equal, 1 where no allele is in common.
 * Nei, Tajima & Tateno (1983), J Mol Evol 19:153-170. D_A = 1/r * sum over loci (1 - sum over alleles sqrt(x y)): seen as
 * points (sqrt x1, sqrt x2, ...) on a sphere, sum sqrt(x y) is the cosine of the angle between the two. It finds the right
 * tree from microsatellites more often than other distances (Takezaki & Nei 1996, Genetics 144:389-399).
 * Undefined where they share no locus.
 */
export function neiDistance(a: Loci, b: Loci): number | undefined {
  const shared = sharedLoci(a, b);
  if (shared.length === 0) return undefined;
  const sum = shared.reduce(
    (total, locus) => total + Math.max(0, 1 - cosine(a[locus]!.frequencies, b[locus]!.frequencies)),
    0,
  );
  return sum / shared.length;
}

/** Frequencies as printed may not sum to 1, so they are divided by their sum. */
function cosine(a: Frequencies, b: Frequencies): number {
  const total = Math.sqrt(sumOf(a) * sumOf(b));
  if (total === 0) return 0;
  return Object.keys(a).reduce((sum, allele) => sum + Math.sqrt(a[allele]! * (b[allele] ?? 0)), 0) / total;
}

/**
 * FST between two populations, estimated from the chromosomes typed, so that small tables do not look more distant than
 * they are. Weir & Cockerham (1984), Evolution 38:1358-1370, for haploid data (Weir 1996, Genetic Data Analysis II,
 * chapter 5): for each allele, with n1 and n2 chromosomes and p the frequency in both together,
 *   MSP = n1 (p1 - p)^2 + n2 (p2 - p)^2,   MSG = (n1 p1 (1 - p1) + n2 p2 (1 - p2)) / (n1 + n2 - 2),
 *   nc = n1 + n2 - (n1^2 + n2^2) / (n1 + n2),
 *   FST = sum (MSP - MSG) / sum (MSP + (nc - 1) MSG), each sum over all alleles of all loci.
 * It is on the scale of theta, may come out a little below 0, and is undefined where N is stated at no locus shared or
 * nothing varies.
 */
export function weirCockerhamFst(a: Loci, b: Loci): number | undefined {
  let [above, below] = [0, 0];
  for (const locus of sharedLoci(a, b)) {
    const [n1, n2] = [a[locus]!.chromosomes ?? 0, b[locus]!.chromosomes ?? 0];
    if (n1 < 1 || n2 < 1 || n1 + n2 < 3) continue;
    const [first, second] = [a[locus]!.frequencies, b[locus]!.frequencies];
    const nc = n1 + n2 - (n1 * n1 + n2 * n2) / (n1 + n2);
    for (const allele of new Set([...Object.keys(first), ...Object.keys(second)])) {
      const [p1, p2] = [first[allele] ?? 0, second[allele] ?? 0];
      const p = (n1 * p1 + n2 * p2) / (n1 + n2);
      const msp = n1 * (p1 - p) ** 2 + n2 * (p2 - p) ** 2;
      const msg = (n1 * p1 * (1 - p1) + n2 * p2 * (1 - p2)) / (n1 + n2 - 2);
      above += msp - msg;
      below += msp + (nc - 1) * msg;
    }
  }
  return below > 0 ? above / below : undefined;
}

function sharedLoci(a: Loci, b: Loci): readonly string[] {
  return Object.keys(a).filter((locus) => b[locus] !== undefined);
}

function sumOf(frequencies: Frequencies): number {
  return Object.values(frequencies).reduce((sum, one) => sum + one, 0);
}
