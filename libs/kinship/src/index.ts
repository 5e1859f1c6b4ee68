export type { Advice, AdviceCode } from './advice.ts';
export { type AlternativeRatio, type Relation, relativeAlternatives } from './alternatives.ts';
export {
  answerCompiled,
  type CompiledAnswer,
  type CompiledLocus,
  type CompiledQuestion,
  compileQuestion,
  type GenotypeChances,
  genotypeChances,
  pairPlace,
} from './compiled.ts';
export type { CustomMatrix } from './custom-matrix.ts';
export {
  type DiscreteLaplace,
  discreteLaplaceFrequency,
  fitDiscreteLaplace,
  type LaplaceCluster,
} from './discrete-laplace.ts';
export { quantile, type RatioSimulation, shareAtLeast, simulateRatios } from './distribution.ts';
export { KinshipError, type KinshipErrorCode } from './errors.ts';
export type { FamDvi, FamReference, FamSample } from './fam-dvi.ts';
export { type FamFile, type FamLocus, type FamPerson, readFamFile } from './fam-file.ts';
export { writeFamFile } from './fam-write.ts';
export type { Chromosome } from './graph.ts';
export {
  type HaplotypeCount,
  type HaplotypeFrequency,
  haplotypeFrequency,
  kappaFrequency,
  upperBound,
} from './haplotype-frequency.ts';
export type { IdenticalPair } from './identical.ts';
export { type LikelihoodOptions, likelihood, type Observations } from './likelihood.ts';
export { compareMtLine, type MtHaplotype, type MtLine, type MtRange, type MtVerdict } from './lineage-mt.ts';
export {
  compareYLine,
  Y_COPIES,
  Y_STATEMENT,
  type YHaplotype,
  type YLine,
  type YLineQuestion,
  type YLocus,
  type YVerdict,
  yLineLog10,
} from './lineage-y.ts';
export { type LinkageWarning, linkageMatters, linkageWarnings, linkageWarningText } from './linkage.ts';
export { type KnownLink, knownLinks, kosambi, LINKED_WITHIN_CENTIMORGAN } from './linkage-map.ts';
export { type LinkedPair, linkedRatios } from './linked.ts';
export { type LocusModel, type LocusOptions, type LocusTable, locusModel } from './locus.ts';
export { type FrequencyNote, frequenciesFor } from './minimum-frequency.ts';
export {
  type CustomMatrices,
  type LocusRates,
  type Matrix,
  type MutationModel,
  type MutationParameters,
  type MutationSettings,
  mutationMatrix,
} from './mutation.ts';
export { meanOfSexes } from './mutation-settings.ts';
export type { Observation, SparseObservation } from './observation.ts';
export {
  type CodedProfile,
  codeProfile,
  type Doubted,
  duoLog10,
  type Panel,
  preparePanel,
  trioLog10,
} from './panel.ts';
export { chancesGiven, type LocusRatios, type ParentQuestion, parentRatios, type Truth } from './parent-ratios.ts';
export {
  type LocusNote,
  type ParentageInput,
  type ParentageResult,
  type Participant,
  parentage,
  type Question,
  type SkipReason,
} from './parentage.ts';
export type { AlternativeCode } from './parentage-hypotheses.ts';
export { type PedFamily, type PedFormat, pedLoci, readPedFile, writePedFile } from './ped-file.ts';
export type { PedLoci } from './ped-genotypes.ts';
export { checkPedigree, type Pedigree, type Person, type Sex } from './pedigree.ts';
export { posteriors, posteriorText } from './posterior.ts';
export {
  candidateRatios,
  combinedExclusionChance,
  exclusionChance,
  expectedGain,
  meanLog10,
  type SearchingFamily,
  type SimulatedPower,
  simulatePower,
  type TypingPlan,
} from './power.ts';
export {
  combinedLog10,
  type Hypothesis,
  type KinshipAnswer,
  type KinshipQuestion,
  type KinshipSettings,
  kinshipRatios,
  type LocusAnswer,
  type LocusQuestion,
  type PairAnswer,
} from './question.ts';
export { type Random, seededRandom } from './random.ts';
export { type Bracket, type CombinedRatios, chanceAtLeast, chanceBelow, combinedRatios } from './ratio-grid.ts';
export { readSettings } from './read-settings.ts';
export {
  DEFAULT_SETTINGS,
  ENGINE_VERSION,
  type ParentageSettings,
  RARE_ALLELE_RULES,
  type RareAlleleRule,
} from './settings.ts';
export { type SimulatedParents, simulateChild, simulateProfile } from './simulate.ts';
export type { MutationText, SettingsText } from './text.ts';
export type { Transform } from './transform.ts';
export { nextAllele } from './urn.ts';
export type { Verdict } from './verdict.ts';
