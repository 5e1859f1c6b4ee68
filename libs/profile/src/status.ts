import type { ProfileErrorCode } from './error.ts';
import { findLocus } from './locus.ts';
import type { Genotype, Profile } from './profile.ts';

/**
 * What a typing says of one locus beyond its alleles, kept with the sample up to the report. A locus without a status shows
 * two different alleles. Loci with one of the last four have no genotype in the profile.
 */
export type LocusStatus = 'homozygote-stated' | 'one-allele-seen' | 'tri-allelic' | LeftOutStatus;

/** Why a locus is not part of the profile although the file has it. `not-definitive` is the laboratory's own word for it. */
export type LeftOutStatus = ToleratedStatus | 'not-definitive';

/** What refuses a sample, unless a laboratory's rule lets the locus be left out instead. */
export type ToleratedStatus = 'off-ladder' | 'allele-out-of-range' | 'below-threshold';

export type LocusStatuses = Readonly<Record<string, LocusStatus>>;

const TOLERABLE: readonly string[] = [
  'off-ladder',
  'allele-out-of-range',
  'below-threshold',
] satisfies ToleratedStatus[];

export function isTolerable(code: ProfileErrorCode): code is ToleratedStatus {
  return TOLERABLE.includes(code);
}

/** The status that the number of alleles gives. One allele is the whole genotype where a person may have one copy only. */
export function statusOf(genotype: Genotype, mayBeHaploid: boolean): LocusStatus | undefined {
  if (genotype.length === 3) return 'tri-allelic';
  if (genotype.length === 1) return mayBeHaploid ? undefined : 'one-allele-seen';
  return genotype[0] === genotype[1] ? 'homozygote-stated' : undefined;
}

/** The statuses that the genotypes of a profile show by themselves. */
export function statusesOf(profile: Profile): LocusStatuses {
  const found = Object.entries(profile).map(([locus, genotype]) => {
    return [locus, statusOf(genotype, findLocus(locus)?.kind !== 'autosomal')] as const;
  });
  return Object.fromEntries(found.filter((entry): entry is [string, LocusStatus] => entry[1] !== undefined));
}
