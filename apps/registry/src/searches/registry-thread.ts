import type { Comparison, RegistryQuestion } from './registry-search.ts';

/** What the thread that holds the registry is asked. */
export type ToThread =
  | { readonly call: number; readonly ask: 'state'; readonly question?: undefined }
  | { readonly call: number; readonly ask: 'compare'; readonly question: RegistryQuestion };

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
  | { readonly call: number; readonly answer: IndexState | TimedComparison }
  | {
      readonly call: number;
      readonly failure: { readonly name: string; readonly code: string; readonly message: string };
    };
