import { type CodedLocus, whyNot } from './coded-locus.ts';
import { CodedQuestion } from './coded-question.ts';
import { UNTYPED } from './dictionary.ts';
import { SearchError } from './error.ts';
import type { RegistryIndex } from './registry-index.ts';
import { thresholdOf } from './search.ts';
import type { SearchOptions, SearchQuestion, SkippedRows } from './types.ts';

/** A standing question that a profile answers. */
export interface StandingMatch {
  readonly key: string;
  readonly log10: number;
  readonly lociUsed: number;
  readonly inconsistent: readonly string[];
}

/** What a profile was compared with: `compared` and all of `skipped` are together `questions`. */
export interface StandingResult {
  readonly row: number;
  readonly id: string;
  /** The highest ratio first. */
  readonly matches: readonly StandingMatch[];
  readonly questions: number;
  readonly compared: number;
  /** Reasons as in a search; `same-id` for a question that names the profile among those not to be compared. */
  readonly skipped: SkippedRows;
}

export interface StandingOptions extends Pick<SearchOptions, 'threshold' | 'k' | 'minimumLoci' | 'groups'> {
  /** Ids of the persons who ask: their own profiles are no answers. */
  readonly without?: readonly string[];
}

interface Standing {
  readonly coded: CodedQuestion;
  readonly options: StandingOptions;
  readonly log10: number;
}

/** Open questions that every new profile of an index is put to. A new question itself is put to the rows by `search`. */
export class StandingQuestions {
  private readonly questions = new Map<string, Standing>();

  constructor(private readonly index: RegistryIndex) {}

  get size(): number {
    return this.questions.size;
  }

  /** A question under a key that is in use takes the place of the other. */
  set(key: string, question: SearchQuestion, options: StandingOptions): void {
    const strange = options.groups?.find((group) => !this.index.groups.includes(group));
    if (strange !== undefined) {
      throw new SearchError('group-unknown', 'A group of a standing question is none of those of the index.');
    }
    this.questions.set(key, { coded: new CodedQuestion(this.index, question), options, log10: thresholdOf(options) });
  }

  delete(key: string): boolean {
    return this.questions.delete(key);
  }

  /** Puts all questions to one row, as searches would. */
  compare(row: number): StandingResult {
    const id = this.index.idOf(row);
    const group = this.index.groupOf(row);
    const codes = this.index.dictionaries.map((_, locus) => this.index.store.codeAt(row, locus));
    const matches: StandingMatch[] = [];
    const skipped: Record<string, number> = {};
    let compared = 0;
    for (const [key, standing] of this.questions) {
      const answer = this.index.isLive(row) ? answerOf(standing, codes, id, group) : 'retired';
      if (typeof answer === 'string') skipped[answer] = (skipped[answer] ?? 0) + 1;
      else {
        compared++;
        if (answer !== undefined) {
          matches.push({ key, ...answer, inconsistent: standing.coded.inconsistentLoci(row) });
        }
      }
    }
    matches.sort((a, b) => b.log10 - a.log10 || (a.key < b.key ? -1 : 1));
    return { row, id, matches, questions: this.questions.size, compared, skipped };
  }
}

/** The answer if it is a candidate's, nothing if it is not, or why the profile cannot be compared. */
function answerOf(
  { coded, options, log10: threshold }: Standing,
  codes: readonly number[],
  id: string,
  group: string,
): { readonly log10: number; readonly lociUsed: number } | string | undefined {
  const { minimumLoci = 1, k = Number.POSITIVE_INFINITY, groups, without } = options;
  if (without?.includes(id)) return 'same-id';
  if (groups !== undefined && !groups.includes(group)) return 'other-group';
  let log10 = 0;
  let lociUsed = 0;
  let inconsistent = 0;
  let reason: string | undefined;
  for (let i = 0; i < coded.loci.length; i++) {
    const locus = coded.loci[i] as CodedLocus;
    const code = codes[locus.number] as number;
    if (code === UNTYPED) continue;
    if (code >= locus.log10.length) locus.learn();
    const value = locus.log10[code] as number;
    if (!(value < Number.POSITIVE_INFINITY) && reason !== 'allele-not-in-table') reason = whyNot(value);
    log10 += value;
    lociUsed++;
    inconsistent += locus.inconsistent[code] as number;
  }
  if (lociUsed < Math.max(1, minimumLoci)) return 'too-few-loci';
  if (reason !== undefined) return reason;
  const reached = log10 >= threshold && log10 > Number.NEGATIVE_INFINITY && inconsistent <= k;
  return reached ? { log10, lociUsed } : undefined;
}
