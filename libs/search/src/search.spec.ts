import { join } from 'node:path';
import { readFixtureSearch } from '../../../test/reference/kinship-cases.ts';
import { type Exhaustive, exhaustive, simulatedRegistry } from '../../../test/reference/search-simulated.ts';
import { compileSearch, QuestionCompiler } from './compile.ts';
import { childOf } from './questions.ts';
import { RegistryIndex } from './registry-index.ts';
import { search } from './search.ts';
import { searchAll } from './search-all.ts';
import { StandingQuestions } from './standing.ts';
import type { SearchOptions, SearchQuestion, SearchResult } from './types.ts';

/** Two hundred and more in the long run. */
const REGISTRIES = Number(process.env.SEARCH_REGISTRIES ?? 5);

const seeds = Array.from({ length: REGISTRIES }, (_, i) => i);

const ways = new Set<string>();

test.each(seeds)(
  'registry %i: every search gives the candidates of asking one by one, with the kernel and without',
  (seed) => {
    const { loci, groups, entries, retired, questions, options } = simulatedRegistry(seed);
    const indexes = [false, true].map((plain) => new RegistryIndex(loci, { groups, plain }));
    for (const index of indexes) {
      for (const entry of entries) index.add(entry);
      for (const [row, reason] of retired) index.retire(row, reason);
    }
    const compiler = new QuestionCompiler();
    const compiled = questions.map(({ asked }) => compiler.compile(asked));
    const answers = compiled.map((question) => exhaustive(question, entries, retired));
    let found = 0;
    for (const option of options) {
      for (const index of indexes) {
        const together = searchAll(index, compiled, option);
        for (const [i, { name }] of questions.entries()) {
          const result = search(index, compiled[i] as SearchQuestion, option);
          const context = `${name} ${JSON.stringify(option)} ${result.how.by}`;
          expect([context, toldBy(result)]).toEqual([context, toldBy(together[i] as SearchResult)]);
          sameAsOneByOne(context, result, (answers[i] as (o: SearchOptions) => Exhaustive)(option), entries.length);
          ways.add(`${result.how.by} ${result.how.kernel}`);
          found += result.found;
        }
      }
    }
    expect(found).toBeGreaterThan(questions.length);
    standingQuestionsAgree(indexes[0] as RegistryIndex, compiled, options);
  },
);

test('the registries made searches go all ways', () => {
  const all = ['screen', 'tables', 'rows'].flatMap((by) => [`${by} simd`, `${by} plain`]);
  expect([...ways].sort()).toEqual(all.sort());
});

/** Everything of a result, which must not depend on the way it was found. */
function toldBy({ candidates, found, compared, skipped, loci, rows, digest }: SearchResult): unknown {
  return { candidates, found, compared, skipped, loci, rows, digest };
}

function sameAsOneByOne(context: string, result: SearchResult, expected: Exhaustive, rows: number): void {
  const ids = result.candidates.map(({ id }) => id);
  expect([context, [...ids].sort()]).toEqual([context, [...expected.log10.keys()].sort()]);
  const differing = result.candidates.filter(({ id, log10, inconsistent }) => {
    const close = Math.abs(log10 - (expected.log10.get(id) as number)) < 1e-12 * (1 + Math.abs(log10));
    return !close || inconsistent.length !== expected.inconsistent.get(id);
  });
  expect([context, differing]).toEqual([context, []]);
  const best = [...result.candidates].sort((a, b) => b.log10 - a.log10 || a.row - b.row);
  expect(result.candidates).toEqual(best);
  expect([context, result.skipped]).toEqual([context, expected.skipped]);
  const skipped = Object.values(result.skipped).reduce((sum, count) => sum + count, 0);
  expect([result.compared + skipped, result.rows]).toEqual([rows, rows]);
}

/** The other way round: each row against all questions finds the pairs that each question against all rows finds. */
function standingQuestionsAgree(
  index: RegistryIndex,
  compiled: readonly SearchQuestion[],
  options: readonly SearchOptions[],
): void {
  const standing = new StandingQuestions(index);
  const expected: string[] = [];
  for (const [i, question] of compiled.entries()) {
    const option = options[i % options.length] as SearchOptions;
    standing.set(`Q${i}`, question, option);
    for (const { id, log10 } of search(index, question, option).candidates) expected.push(`Q${i} ${id} ${log10}`);
  }
  const found: string[] = [];
  for (let row = 0; row < index.rows; row++) {
    const { id, matches, compared, skipped } = standing.compare(row);
    for (const { key, log10 } of matches) found.push(`${key} ${id} ${log10}`);
    expect(compared + Object.values(skipped).reduce((sum, count) => sum + count, 0)).toBe(standing.size);
  }
  expect(found.sort()).toEqual(expected.sort());
}

const { search: fixture, tables } = readFixtureSearch(join(__dirname, '../../../fixtures/cases'));
const names = fixture.loci.split(',');
const profileOf = (text: string) =>
  Object.fromEntries(text.split(' ').map((genotype, i) => [names[i] as string, genotype.split('/')]));

test.each(fixture.searches)(
  'a thousand profiles, model $mutation.model, theta $theta: found as Familias ranks them',
  (run) => {
    const index = new RegistryIndex(tables);
    for (const [id, text] of Object.entries(fixture.profiles)) index.add({ id, profile: profileOf(text) });
    const settings = { theta: run.theta, mutation: { maleRate: 0, femaleRate: 0, ...run.mutation } };
    const mother = { id: 'Q', sex: 'female', profile: profileOf(fixture.mother) } as const;
    const asked = compileSearch(childOf([mother], { tables, settings }));
    for (const threshold of [0, 1e-6, 1, 10_000]) {
      const { candidates, compared, skipped } = search(index, asked, { threshold });
      const expected = Object.entries(run.log10).filter(([, log10]) => log10 >= Math.log10(threshold));
      expect(candidates.map(({ id }) => id).sort()).toEqual(expected.map(([id]) => id).sort());
      for (const { id, log10 } of candidates) expect(Math.abs(log10 - (run.log10[id] as number))).toBeLessThan(1e-9);
      expect([compared, skipped]).toEqual([1000, {}]);
    }
  },
);
