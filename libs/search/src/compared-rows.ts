import { type CodedLocus, whyNot } from './coded-locus.ts';
import type { CodedQuestion } from './coded-question.ts';
import { SearchError } from './error.ts';
import { ROWS } from './layout.ts';
import type { RegistryIndex } from './registry-index.ts';
import type { SearchOptions, SkippedRows } from './types.ts';

/** Which rows of an index a question is put to, and how many are not, for what reason. */
export class ComparedRows {
  readonly compared: number;
  readonly skipped: SkippedRows;
  readonly groups: readonly number[];
  readonly minimumLoci: number;
  /** Rows with genotypes that no ratio can be given to. */
  private readonly unanswerable: ReadonlyMap<number, string>;

  constructor(
    private readonly index: RegistryIndex,
    private readonly coded: CodedQuestion,
    { groups = index.groups, minimumLoci = 1 }: SearchOptions,
  ) {
    this.minimumLoci = Math.max(1, minimumLoci);
    this.groups = groups.map((group) => {
      const number = index.groups.indexOf(group);
      if (number < 0) throw new SearchError('group-unknown', 'A group to compare is none of those of the index.');
      return number;
    });
    const others = index.groups.map((_, group) => group).filter((group) => !this.groups.includes(group));
    const skipped: Record<string, number> = { ...index.retired };
    const add = (reason: string, rows: number): void => {
      if (rows > 0) skipped[reason] = (skipped[reason] ?? 0) + rows;
    };
    add(
      'other-group',
      others.reduce((sum, group) => sum + index.patterns.inGroup(group), 0),
    );
    const loci = coded.loci.map(({ number }) => number);
    const byLoci = index.patterns.byCommonLoci(loci, this.groups);
    add(
      'too-few-loci',
      byLoci.slice(0, this.minimumLoci).reduce((sum, rows) => sum + rows, 0),
    );
    this.unanswerable = this.findUnanswerable();
    for (const reason of this.unanswerable.values()) add(reason, 1);
    this.skipped = skipped;
    this.compared = index.rows - Object.values(skipped).reduce((sum, rows) => sum + rows, 0);
  }

  /** Groups that are not compared at all. */
  get allGroups(): boolean {
    return this.groups.length === this.index.groups.length;
  }

  /** Whether a row with so many loci in common is compared. */
  has(row: number, lociUsed: number): boolean {
    if (lociUsed < this.minimumLoci || this.unanswerable.has(row) || !this.index.isLive(row)) return false;
    return this.allGroups || this.groups.includes(this.index.groupNumber(row));
  }

  /** Looks only at columns in which there is such a genotype at all. */
  private findUnanswerable(): ReadonlyMap<number, string> {
    const found = new Map<number, string>();
    for (const locus of this.coded.loci) {
      const codes = locus.unanswerable.filter((code) => (locus.dictionary.live[code] as number) > 0);
      if (codes.length > 0) this.collect(locus, new Set(codes), found);
    }
    return found;
  }

  private collect({ number, log10 }: CodedLocus, codes: ReadonlySet<number>, found: Map<number, string>): void {
    const { store, rows } = this.index;
    for (let row = 0; row < rows; row++) {
      const code = store.codeAt(row, number);
      if (!codes.has(code) || !this.index.isLive(row) || found.get(row) === 'allele-not-in-table') continue;
      if (!this.groups.includes(this.index.groupNumber(row))) continue;
      if (this.coded.answer(row).lociUsed < this.minimumLoci) continue;
      found.set(row, whyNot(log10[code] as number) as string);
    }
  }
}

/** Rows of the block that begins with this row. */
export function rowsOfBlock(index: RegistryIndex, first: number): number {
  return Math.min(ROWS, index.rows - first);
}
