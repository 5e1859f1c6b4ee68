import type { AllCompared } from './registry-all.ts';
import type { Comparison, RegistryQuestion } from './registry-search.ts';
import type { Round } from './standing-questions.ts';

/** What the thread that holds the registry is asked. */
export type Ask =
  /** How the index stands, after it was brought up to date. */
  | { readonly ask: 'state' }
  | { readonly ask: 'compare'; readonly question: RegistryQuestion }
  /** Which of these standing searches it does not know. */
  | { readonly ask: 'missing'; readonly searchIds: readonly string[] }
  | { readonly ask: 'learn'; readonly searchId: string; readonly question: RegistryQuestion }
  /** Puts these profile versions to these standing searches, which it knows. */
  | { readonly ask: 'round'; readonly searchIds: readonly string[]; readonly profileIds: readonly string[] }
  /** Puts these standing searches, which it knows, to the whole registry. */
  | { readonly ask: 'all'; readonly searchIds: readonly string[] };

/** What it answers. */
export interface Answers {
  readonly state: IndexState;
  readonly compare: TimedComparison;
  readonly missing: readonly string[];
  readonly learn: null;
  readonly round: Round & { readonly milliseconds: number };
  readonly all: AllCompared & { readonly milliseconds: number };
}
export type AnswerTo<A extends Ask> = Answers[A['ask']];

export type ToThread = Ask & { readonly call: number };

export interface IndexState {
  readonly size: number;
  readonly bytes: number;
  readonly snapshot: string;
}

export interface IndexProgress {
  readonly phase: 'loading' | 'comparing';
  readonly done: number;
  readonly total: number;
}

export type TimedComparison = Comparison & { readonly milliseconds: number };

/** What it says: how far it is, and in the end an answer or why there is none. */
export type FromThread =
  | { readonly call: number; readonly progress: IndexProgress }
  | { readonly call: number; readonly answer: AnswerTo<Ask> }
  | {
      readonly call: number;
      readonly failure: { readonly name: string; readonly code: string; readonly message: string };
    };
