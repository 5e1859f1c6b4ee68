import { type FrequencyTable, LOCI } from '@kinledger/profile';
import type { IndexedLocus } from '@kinledger/search';

/** More alleles with planes of their own make a search no quicker, and every profile larger. */
const MOST_NAMED = 14;

/** Every autosomal locus that we know, each with the alleles that are most common over all these populations. */
export function indexedLoci(tables: readonly FrequencyTable[]): readonly IndexedLocus[] {
  return LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => {
    const sums = new Map<string, number>();
    for (const { loci } of tables) {
      for (const [allele, frequency] of Object.entries(loci[name]?.frequencies ?? {})) {
        sums.set(allele, (sums.get(allele) ?? 0) + frequency);
      }
    }
    const common = [...sums].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, MOST_NAMED);
    return { locus: name, alleles: common.map(([allele]) => allele) };
  });
}
