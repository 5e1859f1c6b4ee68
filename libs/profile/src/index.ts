export { type Allele, compareAlleles } from './allele.ts';
export type { ArchiveLimits } from './archive.ts';
export type { CollectedSamples, CollectRules, RowNoteCode, RowProblem, UploadedSample } from './collect.ts';
export { type ColumnMapping, readColumnMapping } from './column-mapping.ts';
export { CONTROL_NAMES } from './control-names.ts';
export type { Certainty, Encoding, FoundEncoding } from './encoding.ts';
export { ProfileError, type ProfileErrorCode } from './error.ts';
export {
  type FrequencyFile,
  type FrequencyFormat,
  type PrintedLocus,
  type PrintedPopulation,
  readFrequencyFile,
} from './frequency-file.ts';
export {
  type CountUnit,
  copiesAmong,
  type FrequencyReview,
  type LocusProblem,
  type LocusReview,
  type NearestTable,
  reviewFrequencies,
} from './frequency-review.ts';
export { findKit, type Kit, type KitFit, type KitLocus, kitFit, readKit, writeKit } from './kit.ts';
export { byKind, LOCI, type LocusInfo, type LocusKind, locusName } from './locus.ts';
export { neiDistance, type SampledLocus, weirCockerhamFst } from './population-distance.ts';
export { type Genotype, type Profile, parseProfile, profileText } from './profile.ts';
export {
  type FrequenciesWithoutN,
  type MutationTable,
  readFrequenciesWithoutN,
  readMutationTable,
  writeMutationTable,
} from './reference-figures.ts';
export { guardedName } from './sample-name.ts';
export type { StatedFamily, StatedPerson } from './stated-family.ts';
export {
  type LeftOutStatus,
  type LocusStatus,
  type LocusStatuses,
  statusesOf,
  type ToleratedStatus,
} from './status.ts';
export { readStepStudies, type StepStudies, type StepStudy } from './step-studies.ts';
export {
  type FrequencyTable,
  type LocusFrequencies,
  type LocusToWrite,
  readFrequencyTable,
  type TableToWrite,
  writeFrequencyTable,
} from './table.ts';
export { readTableFile, type TableFile } from './table-import.ts';
export {
  readUpload,
  readUploadInSteps,
  streamUpload,
  surveyUpload,
  type Upload,
  type UploadFacts,
  type UploadFormat,
  type UploadOptions,
  type UploadSource,
  type UploadSurvey,
} from './upload.ts';
export {
  type CmfFacts,
  type CmfMisfit,
  type CmfSpecimen,
  cmfMisfit,
  isCmfLaboratory,
  isCmfUser,
  mappedForCmf,
  writeCmf,
} from './write-cmf.ts';
export { type SampleToWrite, writeCsv, writeJson } from './write-samples.ts';
