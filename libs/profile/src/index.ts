export { type Allele, compareAlleles } from './allele.ts';
export type { RowNoteCode, RowProblem, UploadedSample } from './collect.ts';
export type { Encoding } from './decode.ts';
export { ProfileError, type ProfileErrorCode } from './error.ts';
export { LOCI, type LocusInfo, type LocusKind, locusName } from './locus.ts';
export { type Genotype, type Profile, parseProfile, profileText } from './profile.ts';
export { type FrequencyTable, type LocusFrequencies, readFrequencyTable } from './table.ts';
export { readUpload, readUploadInSteps, type Upload, type UploadFormat, type UploadOptions } from './upload.ts';
