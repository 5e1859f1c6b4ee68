import { type Allele, compareAlleles, type FrequencyTable } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import type { LocusTable } from './locus.ts';
import type { RareAlleleRule } from './settings.ts';

export type FrequencyNote = 'allele-not-in-table' | 'below-minimum-frequency';

/** Counts over their total sum to 1 within this; decimals as a study prints them may not. */
const ROUNDING = 1e-6;

/**
 * The frequencies a question is computed with. Observed alleles count as the rule says; those that nobody carries share
 * the remainder in proportion, so that the likelihood ratio is the one computed by hand with the rule's figures. Should the
 * observed alleles exceed 1 together, they are scaled to 1. Requires the locus to be in the table.
 */
export function frequenciesFor(
  table: FrequencyTable,
  locus: string,
  observed: ReadonlySet<Allele>,
  rule: RareAlleleRule,
): { readonly table: LocusTable; readonly note: FrequencyNote | undefined } {
  const { chromosomes, frequencies } = table.loci[locus] as FrequencyTable['loci'][string];
  const absent = [...observed].some((allele) => frequencies[allele] === undefined);
  if (rule === 'refuse' || rule === 'none') {
    if (absent) {
      throw new KinshipError(
        'allele-not-in-table',
        `An allele at locus ${locus} is not in table ${table.id}; choose the rule 5/2N or x+1 for such alleles.`,
      );
    }
    const alleles = Object.keys(frequencies).sort(compareAlleles);
    const whole = alleles.reduce((sum, allele) => sum + (frequencies[allele] as number), 0);
    if (Math.abs(whole - 1) < ROUNDING) {
      return { table: locusTable(locus, alleles, (allele) => frequencies[allele] as number), note: undefined };
    }
  }
  const stated = (allele: Allele): number => frequencies[allele] ?? 0;
  const share = (allele: Allele): number => observedShare(stated(allele), chromosomes, rule);
  const raised = rule === '5/2N' && [...observed].some((allele) => stated(allele) < share(allele));
  const alleles = [...new Set([...Object.keys(frequencies), ...observed])].sort(compareAlleles);
  const shown = alleles.filter((allele) => observed.has(allele)).reduce((sum, allele) => sum + share(allele), 0);
  const hidden = alleles.filter((allele) => !observed.has(allele));
  const rest = hidden.reduce((sum, allele) => sum + stated(allele), 0);
  const full = shown >= 1 || rest === 0;
  const kept = full ? alleles.filter((allele) => observed.has(allele)) : alleles;
  const frequency = (allele: Allele): number => {
    if (full) return share(allele) / shown;
    return observed.has(allele) ? share(allele) : (stated(allele) * (1 - shown)) / rest;
  };
  const note = absent ? 'allele-not-in-table' : raised ? 'below-minimum-frequency' : undefined;
  return { table: locusTable(locus, kept, frequency), note };
}

/** What an allele with this frequency in so many chromosomes counts as, once it is seen in the case. */
function observedShare(frequency: number, chromosomes: number, rule: RareAlleleRule): number {
  if (rule === 'refuse' || rule === 'none') return frequency;
  return rule === '5/2N' ? Math.max(frequency, 5 / chromosomes) : (frequency * chromosomes + 1) / (chromosomes + 1);
}

function locusTable(locus: string, alleles: readonly Allele[], frequency: (allele: Allele) => number): LocusTable {
  return { locus, alleles, frequencies: alleles.map(frequency) };
}
