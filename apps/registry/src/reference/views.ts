import type { FrequencyTable, Kit, MutationTable } from '@kinledger/profile';
import type { KitView, MutationTableView, PopulationView, VersionView } from './reference.dto.ts';

/** What is known of a version beside its figures. */
export type VersionFacts = Omit<VersionView, 'id' | 'digest'>;

function factsOnly({ version, origin, state }: VersionFacts): VersionFacts {
  return { version, origin, state };
}

export function populationView({ loci, ...head }: FrequencyTable, facts: VersionFacts): PopulationView {
  return {
    ...head,
    ...factsOnly(facts),
    loci: Object.entries(loci).map(([locus, { chromosomes }]) => ({
      locus,
      chromosomes,
      minimumFrequency: String(5 / chromosomes),
    })),
  };
}

export function mutationView({ loci, notes, ...head }: MutationTable, facts: VersionFacts): MutationTableView {
  return {
    ...head,
    ...factsOnly(facts),
    notes: [...notes],
    loci: Object.entries(loci).map(([locus, { paternal, maternal }]) => ({ locus, paternal, maternal })),
  };
}

export function kitView({ loci, aliases, ...head }: Kit, facts: VersionFacts): KitView {
  return {
    ...head,
    ...factsOnly(facts),
    aliases: [...aliases],
    loci: loci.map(({ locus, dye, ladder, further }) => ({ locus, dye, ladder: [...ladder], further: [...further] })),
  };
}
