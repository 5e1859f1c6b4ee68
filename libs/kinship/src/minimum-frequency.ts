import { type Allele, compareAlleles, type FrequencyTable } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import type { LocusTable } from './locus.ts';

export type FrequencyNote = 'allele-not-in-table' | 'below-minimum-frequency';

/**
 * The frequencies a question is computed with. An observed allele rarer than 5/2N (National Research Council 1996), or
 * absent from the table, counts as 5/2N; the alleles that nobody carries share the remainder in proportion, so that the
 * likelihood ratio is the one computed by hand with max(f, 5/2N). Should the observed alleles exceed 1 together, they
 * are scaled to 1. Requires the locus to be in the table.
 */
export function frequenciesFor(
  table: FrequencyTable,
  locus: string,
  observed: ReadonlySet<Allele>,
  rule: '5/2N' | 'none',
): { readonly table: LocusTable; readonly note: FrequencyNote | undefined } {
  const { chromosomes, frequencies } = table.loci[locus] as FrequencyTable['loci'][string];
  const absent = [...observed].some((allele) => frequencies[allele] === undefined);
  if (rule === 'none') {
    if (absent) {
      throw new KinshipError(
        'allele-not-in-table',
        `An allele at locus ${locus} is not in table ${table.id}; use the minimum frequency 5/2N.`,
      );
    }
    const alleles = Object.keys(frequencies).sort(compareAlleles);
    return { table: locusTable(locus, alleles, (allele) => frequencies[allele] as number), note: undefined };
  }
  const minimum = 5 / chromosomes;
  const raised = [...observed].some((allele) => (frequencies[allele] ?? 0) < minimum);
  const alleles = [...new Set([...Object.keys(frequencies), ...observed])].sort(compareAlleles);
  const share = (allele: Allele): number => Math.max(frequencies[allele] ?? 0, minimum);
  const shown = alleles.filter((allele) => observed.has(allele)).reduce((sum, allele) => sum + share(allele), 0);
  const hidden = alleles.filter((allele) => !observed.has(allele));
  const rest = hidden.reduce((sum, allele) => sum + (frequencies[allele] as number), 0);
  const full = shown >= 1 || rest === 0;
  const kept = full ? alleles.filter((allele) => observed.has(allele)) : alleles;
  const frequency = (allele: Allele): number => {
    if (full) return share(allele) / shown;
    return observed.has(allele) ? share(allele) : ((frequencies[allele] as number) * (1 - shown)) / rest;
  };
  const note = absent ? 'allele-not-in-table' : raised ? 'below-minimum-frequency' : undefined;
  return { table: locusTable(locus, kept, frequency), note };
}

function locusTable(locus: string, alleles: readonly Allele[], frequency: (allele: Allele) => number): LocusTable {
  return { locus, alleles, frequencies: alleles.map(frequency) };
}
