import { type SearchQuestion, searchAll } from '@kinledger/search';
import type { RegistryMirror } from './registry-mirror.ts';
import {
  type Compared,
  type Limits,
  limitsOf,
  named,
  partsOf,
  RegistryIncomplete,
  type RegistryQuestion,
  SKIP_REASONS,
  type Skipped,
  selvesIn,
  skippedIn,
  withoutSelves,
} from './registry-search.ts';
import type { RoundCandidate } from './standing-questions.ts';

/** A standing search, worked out. */
export interface OpenQuestion {
  readonly searchId: string;
  readonly question: RegistryQuestion;
  readonly compiled: SearchQuestion;
}

/** All open questions beside the whole registry: `compared` and all of `skipped` together are `pairs`. */
export interface AllCompared {
  readonly size: number;
  readonly snapshot: string;
  readonly digest: string;
  readonly pairs: number;
  readonly compared: number;
  readonly skipped: Skipped;
  readonly candidates: readonly RoundCandidate[];
}

/** Puts all open questions to the registry, those within the same limits together, while a part of it is in the cache. */
export function compareAll(mirror: RegistryMirror, open: readonly OpenQuestion[]): AllCompared {
  const parts = new Map<string, Compared[]>();
  for (const { limits, questions } of byLimits(mirror, open)) {
    const results = searchAll(
      mirror.index,
      questions.map(({ compiled }) => compiled),
      limits,
    );
    for (const [i, result] of results.entries()) {
      const { searchId, question, compiled } = questions[i] as OpenQuestion;
      const selves = selvesIn(mirror, question, compiled, limits);
      const own = parts.get(searchId) ?? [];
      parts.set(searchId, [...own, withoutSelves(named(result), selves, limits)]);
    }
  }
  const skipped = Object.fromEntries(Object.values(SKIP_REASONS).map((reason) => [reason, 0])) as Record<
    keyof Skipped,
    number
  >;
  const candidates: RoundCandidate[] = [];
  let compared = 0;
  for (const [searchId, own] of parts) {
    compared += own.reduce((sum, part) => sum + part.compared, 0);
    for (const [reason, count] of Object.entries(skippedIn(own))) skipped[reason as keyof Skipped] += count;
    candidates.push(...own.flatMap((part) => part.candidates.map((each) => candidateOf(searchId, each))));
  }
  const { size, snapshot = '', index } = mirror;
  const pairs = size * open.length;
  const accounted = Object.values(skipped).reduce((sum, count) => sum + count, compared);
  if (accounted !== pairs) throw new RegistryIncomplete();
  return { size, snapshot, digest: index.digest, pairs, compared, skipped, candidates };
}

interface Together {
  readonly limits: Limits;
  readonly questions: OpenQuestion[];
}

function byLimits(mirror: RegistryMirror, open: readonly OpenQuestion[]): readonly Together[] {
  const together = new Map<string, Together>();
  for (const each of open) {
    for (const [term, groups] of partsOf(each.question.terms, mirror.index.groups)) {
      const limits = limitsOf(each.question, term, groups);
      const key = JSON.stringify(limits);
      const known = together.get(key) ?? { limits, questions: [] };
      known.questions.push(each);
      together.set(key, known);
    }
  }
  return [...together.values()];
}

function candidateOf(
  searchId: string,
  { id, log10, lociUsed, inconsistent }: Compared['candidates'][number],
): RoundCandidate {
  return { searchId, profileId: id, log10, loci: lociUsed, inconsistentLoci: inconsistent.length };
}
