import { CodedQuestion } from './coded-question.ts';
import { ComparedRows, rowsOfBlock } from './compared-rows.ts';
import { costPlan } from './cost-plan.ts';
import { SearchError } from './error.ts';
import { excludedPlane } from './excluded.ts';
import { COSTS, OUT, OUT_END, PLANS, ROWS } from './layout.ts';
import { Ranking } from './ranking.ts';
import type { RegistryIndex } from './registry-index.ts';
import { type ScreenPlan, screenPlan } from './screen-plan.ts';
import type { SearchMethod, SearchOptions, SearchQuestion, SearchResult } from './types.ts';

/** With more rows than this left by the screen, adding up costs for every row is quicker. */
const MOST_LEFT = 0.01;

/**
 * Puts a question to every row of the index. The candidates and their ratios are those of asking one by one: the rows are
 * gone through by bounds that no candidate fails (`screenPlan`, `costPlan`), and what is left is computed exactly.
 */
export function search(index: RegistryIndex, question: SearchQuestion, options: SearchOptions): SearchResult {
  return searchCoded(index, new CodedQuestion(index, question), options);
}

/** The same with a question that was put into the codes of the index before. */
export function searchCoded(index: RegistryIndex, coded: CodedQuestion, options: SearchOptions): SearchResult {
  const log10 = thresholdOf(options);
  coded.learn();
  index.store.check(index.rows);
  const compared = new ComparedRows(index, coded, options);
  const ranking = new Ranking(index, coded, compared, { ...options, log10 });
  const screen = screenPlan(index, coded, log10, options.k ?? Number.POSITIVE_INFINITY);
  const by = methodOf(screen, log10);
  if (by === 'screen') screenRows(index, screen as ScreenPlan, compared, ranking);
  else if (by === 'tables') costRows(index, coded, log10, ranking);
  else for (let row = 0; row < index.rows; row++) ranking.consider(row);
  return resultOf(index, coded, compared, ranking, { by, k: by === 'screen' ? (screen as ScreenPlan).k : null });
}

export function thresholdOf({ threshold, k }: SearchOptions): number {
  if (!(threshold >= 0) || (k !== undefined && !(k >= 0))) {
    throw new SearchError('question-invalid', 'The threshold and k must be numbers of at least 0.');
  }
  return Math.log10(threshold);
}

export function methodOf(screen: ScreenPlan | undefined, log10: number): SearchMethod['by'] {
  if (screen !== undefined && screen.left <= MOST_LEFT) return 'screen';
  return log10 === Number.NEGATIVE_INFINITY ? 'rows' : 'tables';
}

/** What is told of a search. Requires that every row was looked at. */
export function resultOf(
  index: RegistryIndex,
  coded: CodedQuestion,
  compared: ComparedRows,
  ranking: Ranking,
  how: Pick<SearchMethod, 'by' | 'k'>,
): SearchResult {
  return {
    ...ranking.result(),
    rows: index.rows,
    compared: compared.compared,
    skipped: compared.skipped,
    loci: coded.loci.map(({ locus }) => locus),
    lociNotInIndex: coded.lociNotInIndex,
    how: { ...how, exact: ranking.exact, kernel: index.kernel.name },
    digest: index.digest,
  };
}

function screenRows(index: RegistryIndex, { words }: ScreenPlan, compared: ComparedRows, ranking: Ranking): void {
  const { store, kernel } = index;
  store.views.words.set(words, PLANS >> 2);
  for (const [i, start] of store.starts.entries()) {
    const first = i * ROWS;
    const groups = Math.ceil(rowsOfBlock(index, first) / 128);
    const excluded = excludedPlane(index, start, compared);
    kernel.screenMany(start, groups, PLANS, 0, 1, excluded, first, OUT, OUT_END);
    const end = store.views.words[(PLANS + 12) >> 2] as number;
    for (let at = OUT >> 2; at < end >> 2; at++) ranking.consider(store.views.words[at] as number);
  }
}

function costRows(index: RegistryIndex, coded: CodedQuestion, log10: number, ranking: Ranking): void {
  const { store, kernel } = index;
  const { costs, eights, bound } = costPlan(coded, log10);
  store.views.bytes.set(costs, COSTS);
  for (const [i, start] of store.starts.entries()) {
    const first = i * ROWS;
    const found = kernel.within(start, eights, rowsOfBlock(index, first), bound, first, OUT);
    for (let at = 0; at < found; at++) ranking.consider(store.views.words[(OUT >> 2) + at] as number);
  }
}
