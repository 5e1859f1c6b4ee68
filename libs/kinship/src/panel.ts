import type { Profile } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import { type LocusModel, type LocusTable, locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { nextAllele } from './urn.ts';

/**
 * Loci made ready for many parentage questions: the closed formulas of one parent and of two, with mutation and theta,
 * equal to the engine's to rounding. For searches and simulations; profiles with one allele seen go to the engine.
 */
export interface Panel {
  readonly loci: readonly LocusModel[];
  readonly theta: number;
}

/** Two allele numbers for each locus of the panel, -1 where the locus is not typed. */
export type CodedProfile = Int16Array;

export function preparePanel(
  tables: readonly LocusTable[],
  settings: { theta: number; mutation: MutationSettings },
): Panel {
  const { theta, mutation } = settings;
  if (!(theta >= 0 && theta < 1)) throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  return { loci: tables.map((table) => locusModel(table, { mutation })), theta };
}

/** Requires two alleles at each typed locus, all of them in the tables. */
export function codeProfile(panel: Panel, profile: Profile): CodedProfile {
  const coded = new Int16Array(2 * panel.loci.length).fill(-1);
  for (const [i, { locus, index }] of panel.loci.entries()) {
    const genotype = profile[locus];
    if (genotype === undefined) continue;
    const [a, b] = genotype.map((allele) => index.get(allele));
    if (genotype.length !== 2) {
      throw new KinshipError('genotype-invalid', `Locus ${locus} shows one allele; ask the engine instead.`);
    }
    if (a === undefined || b === undefined) {
      throw new KinshipError(
        'allele-not-in-table',
        `The profile has an allele at locus ${locus} that the table lacks.`,
      );
    }
    coded[2 * i] = a;
    coded[2 * i + 1] = b;
  }
  return coded;
}

/**
 * log10 of the likelihood ratio "parent of the child, other parent unknown" against "unrelated" over the loci typed in
 * both; -Infinity for a ratio of zero.
 */
export function duoLog10(panel: Panel, parent: CodedProfile, sex: 'male' | 'female', child: CodedProfile): number {
  const { loci, theta } = panel;
  const sum = new LogProduct();
  for (let i = 0; i < loci.length; i++) {
    const p1 = parent[2 * i] as number;
    const c1 = child[2 * i] as number;
    if (p1 < 0 || c1 < 0) continue;
    sum.multiply(
      duoRatio(loci[i] as LocusModel, theta, sex, p1, parent[2 * i + 1] as number, c1, child[2 * i + 1] as number),
    );
  }
  return sum.log10();
}

/** The likelihood ratio of `duoLog10` at one locus, where parent p1/p2 has the child c1/c2. */
export function duoRatio(
  { frequencies, n, male, female }: LocusModel,
  theta: number,
  sex: 'male' | 'female',
  p1: number,
  p2: number,
  c1: number,
  c2: number,
): number {
  const matrix = sex === 'male' ? male : female;
  const passed1 = 0.5 * ((matrix[p1 * n + c1] as number) + (matrix[p2 * n + c1] as number));
  const f1 = frequencies[c1] as number;
  const f2 = frequencies[c2] as number;
  const alike1 = (p1 === c1 ? 1 : 0) + (p2 === c1 ? 1 : 0);
  const alike2 = (p1 === c2 ? 1 : 0) + (p2 === c2 ? 1 : 0);
  if (c1 === c2) return passed1 / (theta === 0 ? f1 : nextAllele(f1, theta, alike1 + 1, 3));
  const passed2 = 0.5 * ((matrix[p1 * n + c2] as number) + (matrix[p2 * n + c2] as number));
  const drawn1 = theta === 0 ? f1 : nextAllele(f1, theta, alike1, 2);
  const drawn2 = theta === 0 ? f2 : nextAllele(f2, theta, alike2, 2);
  const both = 2 * drawn1 * (theta === 0 ? f2 : nextAllele(f2, theta, alike2, 3));
  return (passed1 * drawn2 + passed2 * drawn1) / both;
}

/** The parent whose place an unknown person takes under the other hypothesis, or both of them. */
export type Doubted = 'father' | 'mother' | 'both';

/** log10 of the likelihood ratio "child of both" against "the doubted ones are unrelated", as `duoLog10`. */
export function trioLog10(
  panel: Panel,
  father: CodedProfile,
  mother: CodedProfile,
  child: CodedProfile,
  doubted: Doubted,
): number {
  const { loci, theta } = panel;
  const sum = new LogProduct();
  for (let i = 0; i < loci.length; i++) {
    const [a, b] = [2 * i, 2 * i + 1];
    const f1 = father[a] as number;
    const m1 = mother[a] as number;
    const c1 = child[a] as number;
    if (f1 < 0 || m1 < 0 || c1 < 0) continue;
    const [f2, m2, c2] = [father[b] as number, mother[b] as number, child[b] as number];
    sum.multiply(trioRatio(loci[i] as LocusModel, theta, doubted, f1, f2, m1, m2, c1, c2));
  }
  return sum.log10();
}

/**
 * The likelihood ratio of `trioLog10` at one locus, for a child c1/c2 of f1/f2 and m1/m2; Infinity where only the other
 * hypothesis is impossible, NaN where both are.
 */
export function trioRatio(
  { frequencies, n, male, female }: LocusModel,
  theta: number,
  doubted: Doubted,
  f1: number,
  f2: number,
  m1: number,
  m2: number,
  c1: number,
  c2: number,
): number {
  const alike1 = (f1 === c1 ? 1 : 0) + (f2 === c1 ? 1 : 0) + (m1 === c1 ? 1 : 0) + (m2 === c1 ? 1 : 0);
  const alike2 = (f1 === c2 ? 1 : 0) + (f2 === c2 ? 1 : 0) + (m1 === c2 ? 1 : 0) + (m2 === c2 ? 1 : 0);
  const drawn1 = nextAllele(frequencies[c1] as number, theta, alike1, 4);
  const drawn2 = nextAllele(frequencies[c2] as number, theta, alike2, 4);
  const fromFather1 = 0.5 * ((male[f1 * n + c1] as number) + (male[f2 * n + c1] as number));
  const fromMother1 = 0.5 * ((female[m1 * n + c1] as number) + (female[m2 * n + c1] as number));
  const fromFather2 = 0.5 * ((male[f1 * n + c2] as number) + (male[f2 * n + c2] as number));
  const fromMother2 = 0.5 * ((female[m1 * n + c2] as number) + (female[m2 * n + c2] as number));
  const ways = c1 === c2 ? 0 : 1;
  const above = fromFather1 * fromMother2 + ways * fromFather2 * fromMother1;
  if (doubted === 'both') {
    const second = nextAllele(frequencies[c2] as number, theta, alike2 + (1 - ways), 5);
    return above / ((1 + ways) * drawn1 * second);
  }
  const known1 = doubted === 'father' ? fromMother1 : fromFather1;
  const known2 = doubted === 'father' ? fromMother2 : fromFather2;
  return above / (drawn1 * known2 + ways * drawn2 * known1);
}

/** A product whose logarithm is taken once, and before it leaves the range of a double. */
class LogProduct {
  private product = 1;
  private sum = 0;

  multiply(value: number): void {
    this.product *= value;
    if (this.product > 1e150 || (this.product < 1e-150 && this.product > 0)) {
      this.sum += Math.log10(this.product);
      this.product = 1;
    }
  }

  log10(): number {
    return this.sum + Math.log10(this.product);
  }
}
