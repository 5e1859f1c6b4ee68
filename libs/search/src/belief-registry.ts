import type { TypedPattern } from './belief-curve.ts';
import { SearchError } from './error.ts';
import type { RegistryIndex } from './registry-index.ts';
import type { SearchOptions } from './types.ts';

/**
 * The rows of an index that a search compares, by which of these loci they have typed; the commonest pattern first. The loci
 * are those at which somebody of the question is typed. Rows that no ratio can be given to are counted too.
 */
export function typedPatterns(
  index: RegistryIndex,
  loci: readonly string[],
  { groups = index.groups, minimumLoci = 1 }: Pick<SearchOptions, 'groups' | 'minimumLoci'> = {},
): readonly TypedPattern[] {
  const numbers = groups.map((group) => {
    const number = index.groups.indexOf(group);
    if (number < 0) throw new SearchError('group-unknown', 'A group to compare is none of those of the index.');
    return number;
  });
  const places = loci.flatMap((locus) => {
    const number = index.locusNumber(locus);
    return number === undefined ? [] : [{ locus, number }];
  });
  const found = new Map<string, { readonly loci: readonly string[]; count: number }>();
  for (const { typed, rows } of index.patterns.rowsByTyped(numbers)) {
    const own = places.filter(({ number }) => typed[number] === true).map(({ locus }) => locus);
    if (rows === 0 || own.length < Math.max(1, minimumLoci)) continue;
    const key = own.join('\n');
    const known = found.get(key);
    if (known === undefined) found.set(key, { loci: own, count: rows });
    else known.count += rows;
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}
