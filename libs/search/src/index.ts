export { SearchError, type SearchErrorCode } from './error.ts';
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
