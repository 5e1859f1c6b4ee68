import type { Observations } from './likelihood.ts';
import { type LocusModel, type LocusTable, locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';

/** The model of a locus with all alleles lumped that nobody shows, where that is exact. */
export function modelFor(
  { table, observations }: { readonly table: LocusTable; readonly observations: Observations },
  { mutation, silentFrequency }: { readonly mutation: MutationSettings; readonly silentFrequency?: number },
): LocusModel {
  const observed = new Set<string>();
  let sparse = false;
  for (const observation of Object.values(observations)) {
    if ('seen' in observation) sparse = true;
    else for (const allele of observation) observed.add(allele);
  }
  return locusModel(table, {
    mutation,
    ...(silentFrequency === undefined ? {} : { silentFrequency }),
    ...(sparse ? {} : { observed }),
  });
}
