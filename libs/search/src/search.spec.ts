import { join } from 'node:path';
import { readFixtureSearch } from '../../../test/reference/kinship-cases.ts';
import { exhaustive, simulatedRegistry } from '../../../test/reference/search-simulated.ts';
import { childOf, compileSearch } from './questions.ts';
import { RegistryIndex } from './registry-index.ts';
import { search } from './search.ts';

/** Two hundred and more in the long run. */
const REGISTRIES = Number(process.env.SEARCH_REGISTRIES ?? 12);

const seeds = Array.from({ length: REGISTRIES }, (_, i) => i);

test.each(seeds)(
  'registry %i: every search gives the candidates of asking one by one, with the kernel and without',
  (seed) => {
    const { loci, groups, entries, retired, questions, options } = simulatedRegistry(seed);
    const indexes = [false, true].map((plain) => new RegistryIndex(loci, { groups, plain }));
    for (const index of indexes) {
      for (const entry of entries) index.add(entry);
      for (const [row, reason] of retired) index.retire(row, reason);
    }
    let found = 0;
    for (const { name, asked } of questions) {
      const compiled = compileSearch(asked);
      for (const option of options) {
        const expected = exhaustive(compiled, entries, retired, option);
        for (const index of indexes) {
          const result = search(index, compiled, option);
          const context = `${name} ${JSON.stringify(option)} ${result.how.by}`;
          const ids = result.candidates.map(({ id }) => id);
          expect([context, [...ids].sort()]).toEqual([context, [...expected.log10.keys()].sort()]);
          for (const { id, log10, inconsistent } of result.candidates) {
            expect(Math.abs(log10 - (expected.log10.get(id) as number))).toBeLessThan(1e-12 * (1 + Math.abs(log10)));
            expect(inconsistent).toHaveLength(expected.inconsistent.get(id) as number);
          }
          const sorted = [...result.candidates].sort((a, b) => b.log10 - a.log10 || a.row - b.row);
          expect(result.candidates).toEqual(sorted);
          expect([context, result.skipped]).toEqual([context, expected.skipped]);
          const skipped = Object.values(result.skipped).reduce((sum, rows) => sum + rows, 0);
          expect(result.compared + skipped).toBe(entries.length);
          found += result.found;
        }
      }
    }
    expect(found).toBeGreaterThan(questions.length);
  },
);

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
