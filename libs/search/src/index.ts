export { type BeliefOptions, type SearchBelief, searchBelief } from './belief.ts';
export { type ChanceCandidates, chanceCandidates } from './belief-chance.ts';
export { type Bounded, chanceFrom, type RatioCurve, ratioCurve, type TypedPattern } from './belief-curve.ts';
export {
  type DeskCandidate,
  type DeskOptions,
  type DeskRow,
  type KitsUsed,
  MISS_RATES,
  type MissCause,
  type MissExplanation,
  type MissedLocus,
  type MissRates,
  type NearMiss,
  nearMiss,
  nearMissDesk,
} from './belief-near-miss.ts';
export { type NextTyping, nextTypings, type TypingOptions } from './belief-next.ts';
export {
  type DrawnFrom,
  type LocusOutcomes,
  type OutcomeOptions,
  type QuestionOutcomes,
  questionOutcomes,
  type RelativeMethod,
} from './belief-outcomes.ts';
export {
  type CandidateAlternative,
  type CandidateBelief,
  candidateAlternatives,
  candidateBelief,
  compiledAlternatives,
  type RegistryBelief,
  registryBelief,
} from './belief-posterior.ts';
export type { PlaceQuestion, RelativeKind, Truth } from './belief-question.ts';
export { typedPatterns } from './belief-registry.ts';
export { type Sampled, type SampleOptions, sampledChanceCandidates } from './belief-sampled.ts';
export {
  effectOf,
  suggestThreshold,
  type ThresholdEffect,
  type TruthCurves,
  truthCurves,
} from './belief-threshold.ts';
export { compileSearch, QuestionCompiler } from './compile.ts';
export { SearchError, type SearchErrorCode } from './error.ts';
export {
  childOf,
  fullSiblingOf,
  halfSiblingOf,
  parentOf,
  placeIn,
  type Relative,
  SOUGHT,
  samePerson,
} from './questions.ts';
export { type IndexOptions, RegistryIndex } from './registry-index.ts';
export { search } from './search.ts';
export { searchAll } from './search-all.ts';
export {
  type StandingMatch,
  type StandingOptions,
  StandingQuestions,
  type StandingResult,
} from './standing.ts';
export type {
  Candidate,
  IndexEntry,
  IndexedLocus,
  RetireReason,
  SearchMethod,
  SearchModel,
  SearchOptions,
  SearchQuestion,
  SearchResult,
  SkippedRows,
} from './types.ts';
