import { type FrequencyTable, LOCI } from '@kinledger/profile';
import type { IndexedLocus } from '@kinledger/search';

/** More alleles with planes of their own make a search no quicker, and every profile larger. */
const MOST_NAMED = 12;

/**
 * Every autosomal locus that we know. Those that half of these populations or more have figures of, which are the ones that
 * kits type, with the alleles that are most common over all of them.
 */
export function indexedLoci(tables: readonly FrequencyTable[]): readonly IndexedLocus[] {
  return LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => {
    const sums = new Map<string, number>();
    const having = tables.filter(({ loci }) => name in loci);
    if (having.length < tables.length / 2) return { locus: name, alleles: [] };
    for (const { loci } of having) {
      for (const [allele, frequency] of Object.entries(loci[name]?.frequencies ?? {})) {
        sums.set(allele, (sums.get(allele) ?? 0) + frequency);
      }
    }
    const common = [...sums].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, MOST_NAMED);
    return { locus: name, alleles: common.map(([allele]) => allele) };
  });
}
