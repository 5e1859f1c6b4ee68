import { CodedQuestion } from './coded-question.ts';
import { ComparedRows, rowsOfBlock } from './compared-rows.ts';
import { excludedPlane } from './excluded.ts';
import { OUT, OUT_END, PLANS, PLANS_END, ROWS } from './layout.ts';
import { Ranking } from './ranking.ts';
import type { RegistryIndex } from './registry-index.ts';
import { type ScreenPlan, screenPlan } from './screen-plan.ts';
import { methodOf, resultOf, searchCoded, thresholdOf } from './search.ts';
import type { SearchOptions, SearchQuestion, SearchResult } from './types.ts';

interface Planned {
  readonly coded: CodedQuestion;
  readonly compared: ComparedRows;
  readonly ranking: Ranking;
  readonly plan: ScreenPlan;
}

/**
 * Puts many questions to every row: every open parent or couple against every child. Each result is that of `search`.
 * The planes of a block stay in the cache while all questions are put to it.
 */
export function searchAll(
  index: RegistryIndex,
  questions: readonly SearchQuestion[],
  options: SearchOptions,
): readonly SearchResult[] {
  const log10 = thresholdOf(options);
  index.store.check(index.rows);
  const planned: Planned[] = [];
  const results = questions.map((question) => {
    const coded = new CodedQuestion(index, question);
    coded.learn();
    const plan = screenPlan(index, coded, log10, options.k ?? Number.POSITIVE_INFINITY);
    if (plan === undefined || methodOf(plan, log10) !== 'screen') return () => searchCoded(index, coded, options);
    const compared = new ComparedRows(index, coded, options);
    const ranking = new Ranking(index, coded, compared, { ...options, log10 });
    planned.push({ coded, compared, ranking, plan });
    return () => resultOf(index, coded, compared, ranking, { by: 'screen', k: plan.k });
  });
  const stride = planned.reduce((most, { plan }) => Math.max(most, plan.words.byteLength), 16);
  const batch = Math.floor((PLANS_END - PLANS) / stride);
  for (let i = 0; i < planned.length; i += batch) screenBatch(index, planned.slice(i, i + batch), stride);
  return results.map((result) => result());
}

function screenBatch(index: RegistryIndex, planned: readonly Planned[], stride: number): void {
  const { store, kernel } = index;
  for (const [q, { plan }] of planned.entries()) store.views.words.set(plan.words, (PLANS + q * stride) >> 2);
  const [any] = planned as [Planned];
  for (const [i, start] of store.starts.entries()) {
    const first = i * ROWS;
    const groups = Math.ceil(rowsOfBlock(index, first) / 128);
    const excluded = excludedPlane(index, start, any.compared);
    for (let q = 0; q < planned.length; ) {
      const place = PLANS + q * stride;
      const done = kernel.screenMany(start, groups, place, stride, planned.length - q, excluded, first, OUT, OUT_END);
      consider(store.views.words, planned, q, done, stride);
      q += done;
    }
  }
}

/** Hands the rows that the kernel found for some of the questions on to their rankings. */
function consider(words: Int32Array, planned: readonly Planned[], from: number, count: number, stride: number): void {
  let at = OUT >> 2;
  for (let q = from; q < from + count; q++) {
    const end = (words[(PLANS + q * stride + 12) >> 2] as number) >> 2;
    const { ranking } = planned[q] as Planned;
    for (; at < end; at++) ranking.consider(words[at] as number);
  }
}
