import type { CodedQuestion } from './coded-question.ts';
import type { ComparedRows } from './compared-rows.ts';
import type { RegistryIndex } from './registry-index.ts';
import type { Candidate, SearchOptions } from './types.ts';

interface Found {
  readonly row: number;
  readonly log10: number;
  readonly lociUsed: number;
}

/** Computes rows exactly and keeps those that reach the threshold, the best ones if there are more than are wanted. */
export class Ranking {
  /** Rows computed. */
  exact = 0;
  private found = 0;
  private kept: Found[] = [];
  private readonly limit: number;

  constructor(
    private readonly index: RegistryIndex,
    private readonly coded: CodedQuestion,
    private readonly compared: ComparedRows,
    private readonly options: Pick<SearchOptions, 'k' | 'limit'> & { readonly log10: number },
  ) {
    this.limit = options.limit ?? Number.POSITIVE_INFINITY;
  }

  consider(row: number): void {
    const { log10, lociUsed, inconsistent } = this.coded.answer(row);
    this.exact++;
    // a ratio of zero is never a candidate, whatever the threshold
    if (!(log10 >= this.options.log10) || log10 === Number.NEGATIVE_INFINITY) return;
    if (inconsistent > (this.options.k ?? Number.POSITIVE_INFINITY) || !this.compared.has(row, lociUsed)) return;
    this.found++;
    this.kept.push({ row, log10, lociUsed });
    if (this.kept.length > 2 * this.limit + 1000) this.cut();
  }

  result(): { readonly candidates: readonly Candidate[]; readonly found: number } {
    this.cut();
    const candidates = this.kept.map(({ row, log10, lociUsed }) => {
      return { row, id: this.index.idOf(row), log10, lociUsed, inconsistent: this.coded.inconsistentLoci(row) };
    });
    return { candidates, found: this.found };
  }

  private cut(): void {
    this.kept.sort((a, b) => b.log10 - a.log10 || a.row - b.row);
    if (this.kept.length > this.limit) this.kept = this.kept.slice(0, this.limit);
  }
}
