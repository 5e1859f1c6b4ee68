import { motherSeeks, STEPWISE, strangers } from '../../../test/support/belief.ts';
import { searchBelief } from './belief.ts';
import { typedPatterns } from './belief-registry.ts';
import { compileSearch, RegistryIndex, search } from './index.ts';

const LOCI = 9;
const { mother, asked } = motherSeeks(LOCI, { theta: 0, mutation: STEPWISE });
const names = Object.keys(mother);
const profiles = strangers(LOCI, 6000, 'registry').map((profile, i) =>
  Object.fromEntries(Object.entries(profile).filter((_, l) => i % 4 === 0 || (l + i) % 4 > 0)),
);
const index = new RegistryIndex(
  names.map((locus) => ({ locus, alleles: [] })),
  { groups: ['child', 'adult'] },
);
for (const [i, profile] of profiles.entries())
  index.add({ id: `P${i}`, profile, group: i % 3 === 0 ? 'adult' : 'child' });
for (let row = 0; row < 500; row++) index.retire(row, 'withdrawn');

test('the patterns are those of the rows that a search compares', () => {
  for (const options of [{}, { groups: ['child'] }, { minimumLoci: 8 }]) {
    const patterns = typedPatterns(index, names, options);
    const { compared } = search(index, compileSearch(asked), { threshold: 1, ...options });
    expect(patterns.reduce((sum, { count }) => sum + count, 0)).toBe(compared);
    for (const { loci, count } of patterns) {
      const rows = profiles.filter((profile, row) => {
        const inGroup = options.groups === undefined || row % 3 > 0;
        return row >= 500 && inGroup && Object.keys(profile).join() === loci.join();
      });
      expect(rows).toHaveLength(count);
    }
  }
  expect(typedPatterns(index, [names[0] as string, 'no such locus'])).toHaveLength(1);
  expect(() => typedPatterns(index, names, { groups: ['nobody'] })).toThrow('group');
});

test('a search finds as many unrelated profiles as were to be expected', () => {
  const threshold = 10 ** 0.3;
  const { found } = search(index, compileSearch(asked), { threshold });
  const belief = searchBelief(asked, typedPatterns(index, names), { threshold: 0.3, rate: 0.5 });
  const { value } = belief.chance.expected!;
  expect(value).toBeGreaterThan(20);
  expect(Math.abs(found - value)).toBeLessThan(4 * Math.sqrt(value));
  // at the suggested threshold there is hardly anybody left
  const fewer = search(index, compileSearch(asked), { threshold: 10 ** belief.suggested.log10 });
  expect(fewer.found).toBeLessThanOrEqual(4);
});
