export { type Allele, compareAlleles } from './allele.ts';
export { ProfileError, type ProfileErrorCode } from './error.ts';
export { LOCI, type LocusInfo, type LocusKind, locusName } from './locus.ts';
export { type Genotype, type Profile, parseProfile, profileText } from './profile.ts';
export { type FrequencyTable, type LocusFrequencies, readFrequencyTable } from './table.ts';
