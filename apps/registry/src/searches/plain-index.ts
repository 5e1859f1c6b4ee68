import { answerCompiled } from '@kinledger/kinship';
import type { Profile } from '@kinledger/profile';
import type { Candidate, IndexEntry, SearchOptions, SearchQuestion } from '@kinledger/search';

interface Row extends IndexEntry {
  readonly retired?: string;
}

/** Rows one by one. */
export class PlainIndex {
  private readonly rows: Row[] = [];

  get bytes(): number {
    return 0;
  }

  add(entry: IndexEntry): number {
    return this.rows.push(entry) - 1;
  }

  retire(row: number, reason: string): void {
    const { id } = this.rows[row] as Row;
    this.rows[row] = { id, profile: {}, retired: reason };
  }

  search(question: SearchQuestion, options: SearchOptions) {
    const skipped: Record<string, number> = {};
    const skip = (reason: string) => {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
    };
    const candidates: Candidate[] = [];
    let compared = 0;
    for (const [row, { id, profile, group = '', retired }] of this.rows.entries()) {
      const loci = question.compiled.loci.filter(({ locus }) => typed(profile, locus));
      if (retired !== undefined) skip(retired);
      else if (options.groups && !options.groups.includes(group)) skip('other-group');
      else if (loci.length < (options.minimumLoci ?? 1)) skip('too-few-loci');
      else {
        compared += 1;
        const { log10, lociUsed } = answerCompiled(question.compiled, profile);
        if (log10 === null || log10 < Math.log10(options.threshold)) continue;
        const inconsistent = question.strict.loci
          .filter(
            (locus) =>
              typed(profile, locus.locus) && answerCompiled({ loci: [locus], warnings: [] }, profile).log10 === null,
          )
          .map(({ locus }) => locus);
        if (inconsistent.length <= (options.k ?? 99)) candidates.push({ row, id, log10, lociUsed, inconsistent });
      }
    }
    candidates.sort((a, b) => b.log10 - a.log10);
    return {
      candidates: candidates.slice(0, options.limit),
      found: candidates.length,
      rows: this.rows.length,
      compared,
      skipped,
    };
  }
}

const typed = (profile: Profile, locus: string) => profile[locus] !== undefined && profile[locus].length <= 2;
