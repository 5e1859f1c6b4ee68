import { KinshipError } from './errors.ts';
import { type LocusModel, type LocusTable, locusModel } from './locus.ts';
import type { Matrix, MutationSettings } from './mutation.ts';
import type { Sex } from './pedigree.ts';

/** The likelihood ratios that a locus can come to, and how probable each is under both hypotheses. */
export interface LocusRatios {
  readonly locus: string;
  /** Ascending; -Infinity stands for a ratio of zero. */
  readonly log10: Float64Array;
  /** P(ratio) when H1 is true, and when H2 is. */
  readonly related: Float64Array;
  readonly unrelated: Float64Array;
}

export type ParentQuestion = 'one-parent' | 'known-parent';

/** One genotype, or many that are alike for this child: its probability and the chances that it passes each allele. */
interface Giver {
  readonly weight: number;
  readonly first: number;
  readonly second: number;
}

/**
 * Exact distribution of the likelihood ratio "the candidate of this sex is a parent of the child" against "unrelated", by
 * summing over the genotypes of child and candidate and, for `known-parent`, of the undisputed other parent. Genotypes
 * are drawn in Hardy-Weinberg proportions and theta is 0. Requires positive frequencies. Cells grow with the sixth power
 * of the number of alleles when every allele mutates to every other and both parents are typed: simulate then.
 */
export function parentRatios(
  table: LocusTable,
  question: ParentQuestion,
  mutation: MutationSettings,
  sex: Sex = 'male',
): LocusRatios {
  if (table.frequencies.some((f) => !(f > 0))) {
    throw new KinshipError('table-invalid', `Locus ${table.locus} has an allele without frequency; leave it out.`);
  }
  const model = locusModel(table, { mutation });
  const { n, frequencies } = model;
  const cells = new Cells();
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++) {
      const [fa, fb] = [frequencies[a] as number, frequencies[b] as number];
      const candidates = givers(model, matrixOf(model, sex), a, b);
      const others =
        question === 'one-parent'
          ? [{ weight: 1, first: fa, second: fb }]
          : givers(model, matrixOf(model, sex === 'male' ? 'female' : 'male'), a, b);
      for (const other of others) {
        const drawn = born({ weight: 1, first: fa, second: fb }, other, a === b);
        if (drawn === 0) continue;
        for (const candidate of candidates) {
          const passed = born(candidate, other, a === b);
          cells.add(passed / drawn, other.weight * candidate.weight * drawn);
        }
      }
    }
  }
  return { locus: table.locus, ...cells.sorted() };
}

/** P(child shows both alleles | its two givers). */
function born(one: Giver, other: Giver, homozygous: boolean): number {
  return homozygous ? one.first * other.first : one.first * other.second + one.second * other.first;
}

function matrixOf(model: LocusModel, sex: Sex): Matrix {
  return sex === 'male' ? model.male : model.female;
}

/** All genotypes, those together whose alleles reach the alleles a and b of a child with the same chances. */
function givers({ n, frequencies }: LocusModel, matrix: Matrix, a: number, b: number): readonly Giver[] {
  const alike = new Map<string, Giver>();
  for (let i = 0; i < n; i++) {
    const [first, second] = [matrix[i * n + a] as number, matrix[i * n + b] as number];
    const key = `${first} ${second}`;
    alike.set(key, { weight: (alike.get(key)?.weight ?? 0) + (frequencies[i] as number), first, second });
  }
  const alleles = [...alike.values()];
  return alleles.flatMap((one, i) =>
    alleles.slice(i).map((two, k) => ({
      weight: (k === 0 ? 1 : 2) * one.weight * two.weight,
      first: (one.first + two.first) / 2,
      second: (one.second + two.second) / 2,
    })),
  );
}

/** Collects probabilities by ratio; ratios that differ by rounding only are one. */
export class Cells {
  private readonly places = new Map<number, number>();
  private readonly log10s: number[] = [];
  private readonly related: number[] = [];
  private readonly unrelated: number[] = [];

  /** Adds a ratio that has this probability under H2, and so `ratio` times that under H1. */
  add(ratio: number, unrelated: number, related = ratio * unrelated): void {
    const log10 = Math.log10(ratio);
    const key = Math.round(log10 * 1e10);
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.log10s.push(log10) - 1;
      this.places.set(key, place);
      this.related.push(0);
      this.unrelated.push(0);
    }
    this.related[place] = (this.related[place] as number) + related;
    this.unrelated[place] = (this.unrelated[place] as number) + unrelated;
  }

  sorted(): Omit<LocusRatios, 'locus'> {
    const order = this.log10s.map((_, i) => i).sort((i, j) => (this.log10s[i] as number) - (this.log10s[j] as number));
    const pick = (values: readonly number[]): Float64Array => Float64Array.from(order, (i) => values[i] as number);
    return { log10: pick(this.log10s), related: pick(this.related), unrelated: pick(this.unrelated) };
  }
}

/** Who the candidate truly is: the parent, a relative of the true parent, or unrelated. */
export type Truth = 'parent' | 'full-sibling' | 'half-sibling' | 'uncle-or-aunt' | 'unrelated';

/**
 * Chance that the allele the child has from its true parent stands in the candidate too, by descent: twice the kinship
 * coefficient of candidate and true parent (both not inbred). Given this, the candidate is to the child what a parent is,
 * and otherwise what an unrelated person is (Jacquard 1974). Mutation on the way from their common ancestors is neglected.
 */
const SHARED: Readonly<Record<Truth, number>> = {
  parent: 1,
  'full-sibling': 1 / 2,
  'half-sibling': 1 / 4,
  'uncle-or-aunt': 1 / 4,
  unrelated: 0,
};

/** P(each ratio of the locus) when the candidate is this. */
export function chancesGiven({ related, unrelated }: LocusRatios, truth: Truth): Float64Array {
  const shared = SHARED[truth];
  return related.map((p, i) => shared * p + (1 - shared) * (unrelated[i] as number));
}
