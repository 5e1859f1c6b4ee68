import { ESCAPE } from './block-store.ts';
import type { CodedLocus } from './coded-locus.ts';
import type { CodedQuestion } from './coded-question.ts';
import { COST_COLUMNS } from './layout.ts';
import { bestSum, ROUNDING } from './screen-plan.ts';

const HIGHEST = 255;

/** What the codes of the columns of bytes cost, in whole units, and how much a candidate may cost. */
export interface CostPlan {
  readonly costs: Uint8Array;
  readonly eights: number;
  readonly bound: number;
}

/**
 * Costs of genotypes for the rows that could reach `log10`. The cost of a genotype is how far it stays behind the best one
 * of its locus, rounded down, so that the costs of a row never exceed what it lacks; columns not among the costs cost
 * nothing. What a row may lack is the sum of the best less the threshold.
 */
export function costPlan(coded: CodedQuestion, log10: number): CostPlan {
  const mayLack = bestSum(coded) - log10 + ROUNDING;
  const priced = coded.loci.flatMap((locus) => {
    const { number, wide } = locus.layout;
    return wide || number >= COST_COLUMNS ? [] : [{ locus, column: number }];
  });
  const unit = Math.max(...priced.map(({ locus }) => rangeOf(locus, mayLack)), 1e-6) / (HIGHEST - 5);
  const costs = new Uint8Array(256 * COST_COLUMNS);
  for (const { locus, column } of priced) {
    const { best } = locus;
    const costOf = (value: number): number =>
      Number.isNaN(value) || value === Number.POSITIVE_INFINITY
        ? 0
        : Math.max(0, Math.min(HIGHEST, Math.floor((best - value) / unit)));
    let beside = HIGHEST;
    for (const [code, value] of locus.log10.entries()) {
      if (code < ESCAPE) costs[256 * column + code] = costOf(value);
      else beside = Math.min(beside, costOf(value));
    }
    costs[256 * column + ESCAPE] = locus.log10.length > ESCAPE ? beside : 0;
  }
  const columns = priced.reduce((most, { column }) => Math.max(most, column + 1), 1);
  return { costs, eights: Math.ceil(columns / 8), bound: Math.min(Math.ceil(mayLack / unit), 2 ** 30) };
}

/** How much a genotype can cost that does not put its row out of the question by itself. */
function rangeOf(locus: CodedLocus, mayLack: number): number {
  const { best } = locus;
  const worst = locus.log10.reduce((least, value) => (Number.isNaN(value) ? least : Math.min(least, value)), 0);
  return Math.min(best - worst, Math.max(mayLack, 1e-6));
}
