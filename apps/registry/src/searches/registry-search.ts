import { answerCompiled } from '@kinledger/kinship';
import {
  type Candidate,
  compileSearch,
  type SearchMethod,
  type SearchOptions,
  type SearchQuestion,
  type SearchResult,
  search,
} from '@kinledger/search';
import type { MatchTerm } from './match-terms.ts';
import { type RegistryMirror, versionOf } from './registry-mirror.ts';
import { type CandidateDoubts, type ComparisonBelief, candidateDoubts, comparisonBelief } from './search-belief.ts';
import { type Asked, placeQuestion } from './search-question.ts';

/** A search of the whole registry: what is computed, whom the rules let it compare, and who is not compared with himself. */
export interface RegistryQuestion extends Asked {
  readonly terms: readonly MatchTerm[];
  /** The profile versions of the persons asked about. */
  readonly askedAbout: readonly string[];
  /** The most candidates to keep. */
  readonly limit: number;
}

export interface FoundCandidate {
  readonly profileId: string;
  readonly log10: number;
  readonly loci: number;
  readonly inconsistentLoci: number;
  /** Of the best ones. */
  readonly doubts?: CandidateDoubts;
}

/** For so many candidates it is worked out what else they could be. */
const DOUBTED = 25;

/** Why profile versions were not compared. */
export const SKIP_REASONS = {
  superseded: 'superseded',
  erased: 'erased',
  elimination: 'elimination',
  'asked-about': 'askedAbout',
  'other-group': 'category',
  'too-few-loci': 'tooFewLoci',
  'allele-not-in-table': 'alleleNotInTable',
  'impossible-data': 'impossibleData',
} as const;
export type Skipped = Readonly<Record<(typeof SKIP_REASONS)[keyof typeof SKIP_REASONS], number>>;

/** `compared` and all of `skipped` together are `size`. */
export interface Comparison {
  readonly size: number;
  readonly snapshot: string;
  /** Fingerprint of the rows that were live. */
  readonly digest: string;
  /** How the rows were gone through, for each term that anybody falls under. */
  readonly methods: readonly SearchMethod[];
  readonly compared: number;
  readonly skipped: Skipped;
  readonly found: number;
  readonly candidates: readonly FoundCandidate[];
  readonly belief?: ComparisonBelief;
}

/** The sums of a comparison do not come to the size of the registry: nobody may rely on it. */
export class RegistryIncomplete extends Error {
  readonly code = 'registry-incomplete';
}

export type Limits = SearchOptions & { readonly groups: readonly string[] };
export type Compared = Pick<SearchResult, 'candidates' | 'found' | 'compared' | 'skipped' | 'how'>;

/**
 * Compares the registry as it is in memory. Each group of categories is compared within the limits of its own term. Throws
 * RegistryIncomplete when a profile version is neither compared nor skipped.
 */
export function compare(mirror: RegistryMirror, question: RegistryQuestion): Comparison {
  const place = placeQuestion(question, mirror.seen);
  const compiled = compileSearch(place);
  const terms = partsOf(question.terms, mirror.index.groups).map(([term, groups]) => limitsOf(question, term, groups));
  const parts = terms.map((limits) => {
    const result = named(search(mirror.index, compiled, limits));
    return withoutSelves(result, selvesIn(mirror, question, compiled, limits), limits);
  });
  const skipped = skippedIn(parts);
  const compared = parts.reduce((sum, part) => sum + part.compared, 0);
  const accounted = Object.values(skipped).reduce((sum, count) => sum + count, compared);
  if (accounted !== mirror.size) throw new RegistryIncomplete();
  const belief = comparisonBelief(mirror.index, place, terms);
  return {
    size: mirror.size,
    snapshot: mirror.snapshot ?? '',
    digest: mirror.index.digest,
    methods: parts.map(({ how }) => how),
    compared,
    skipped,
    found: parts.reduce((sum, part) => sum + part.found, 0),
    candidates: ranked(parts, question.limit).map((candidate, rank) => {
      const { row, id: profileId, log10, lociUsed: loci, inconsistent } = candidate;
      const found = { profileId, log10, loci, inconsistentLoci: inconsistent.length };
      if (rank >= DOUBTED) return found;
      return { ...found, doubts: candidateDoubts(place, mirror.index.profileOf(row), log10, compared) };
    }),
    ...(belief && { belief }),
  };
}

export function limitsOf(
  { limit, askedAbout }: RegistryQuestion,
  { threshold, mostInconsistencies, minimumLoci }: MatchTerm,
  groups: readonly string[],
) {
  const own = { k: mostInconsistencies, minimumLoci, groups };
  return { threshold: Number(threshold), ...own, limit: limit + askedAbout.length };
}

/** The best of all parts; equal ones by their ids. */
function ranked(parts: readonly Compared[], limit: number): readonly Candidate[] {
  const all = parts.flatMap(({ candidates }) => candidates);
  return all.sort((a, b) => b.log10 - a.log10 || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** Candidates by their profile versions. */
export function named(result: SearchResult): SearchResult {
  return { ...result, candidates: result.candidates.map((each) => ({ ...each, id: versionOf(each.id) })) };
}

/** Groups by the term that they are compared by; the rest is compared with nobody. */
export function partsOf(
  terms: readonly MatchTerm[],
  groups: readonly string[],
): readonly (readonly [MatchTerm, string[]])[] {
  const parts = terms.map((term) => [term, groups.filter((group) => term.categories.includes(group))] as const);
  const used = parts.filter(([, own]) => own.length > 0);
  return used.length > 0 ? used : parts.slice(0, 1);
}

/** One of the persons asked about, as the index compares it with itself. */
interface Self {
  readonly id: string;
  readonly reaches: boolean;
}

/** Those of the persons asked about whom the index has compared. */
export function selvesIn(
  mirror: RegistryMirror,
  { askedAbout, persons }: RegistryQuestion,
  { compiled, strict }: SearchQuestion,
  { groups, minimumLoci = 1, threshold, k = Number.POSITIVE_INFINITY }: Limits,
): readonly Self[] {
  return askedAbout.flatMap((id, place) => {
    const profile = persons[place]?.profile ?? {};
    const group = mirror.standingGroupOf(id);
    const typed = compiled.loci.filter(({ locus }) => profile[locus] !== undefined && profile[locus].length <= 2);
    if (group === undefined || !groups.includes(group) || typed.length < minimumLoci) return [];
    const { log10 } = answerCompiled(compiled, profile);
    const names = typed.map(({ locus }) => locus);
    const inconsistent = strict.loci.filter(
      (locus) => names.includes(locus.locus) && answerCompiled({ loci: [locus], warnings: [] }, profile).log10 === null,
    );
    return [{ id, reaches: log10 !== null && log10 >= Math.log10(threshold) && inconsistent.length <= k }];
  });
}

export function withoutSelves(result: Compared, selves: readonly Self[], { limit }: Limits): Compared {
  const ids = selves.map(({ id }) => id);
  const listed = result.candidates.filter(({ id }) => ids.includes(id));
  const unlisted = limit === undefined ? 0 : selves.filter(({ id, reaches }) => reaches && !has(listed, id)).length;
  return {
    candidates: result.candidates.filter(({ id }) => !ids.includes(id)),
    found: result.found - listed.length - unlisted,
    compared: result.compared - selves.length,
    skipped: { ...result.skipped, 'asked-about': selves.length },
    how: result.how,
  };
}

const has = (candidates: readonly Candidate[], id: string) => candidates.some((each) => each.id === id);

/** Rows that are retired are so for every part; those that are live belong to one part at most. */
export function skippedIn(parts: readonly Compared[]): Skipped {
  const own = (reason: keyof typeof SKIP_REASONS) =>
    parts.reduce((sum, { skipped }) => sum + (skipped[reason] ?? 0), 0);
  const [first] = parts;
  const retired = (reason: keyof typeof SKIP_REASONS) => first?.skipped[reason] ?? 0;
  const among = ({ compared, skipped }: Compared) =>
    compared + AMONG_LIVE.reduce((sum, reason) => sum + (skipped[reason] ?? 0), 0);
  const live = first === undefined ? 0 : among(first) + retired('other-group');
  return {
    superseded: retired('superseded'),
    erased: retired('erased'),
    elimination: retired('elimination'),
    askedAbout: own('asked-about'),
    category: live - parts.reduce((sum, part) => sum + among(part), 0),
    tooFewLoci: own('too-few-loci'),
    alleleNotInTable: own('allele-not-in-table'),
    impossibleData: own('impossible-data'),
  };
}

const AMONG_LIVE = ['asked-about', 'too-few-loci', 'allele-not-in-table', 'impossible-data'] as const;
