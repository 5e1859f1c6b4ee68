import { canonicalJson, sha256Hex } from '@kinledger/audit';
import type { Category } from '../submissions/categories.ts';
import type { Verdict } from '../submissions/rules.ts';

/** Questions that compare persons: the first three are those of checks, a search of the registry may ask all of them. */
export const MATCH_QUESTIONS = [
  'one-parent',
  'known-parent',
  'both-parents',
  'siblings',
  'identity',
  'pedigree',
] as const;
export type MatchQuestion = (typeof MATCH_QUESTIONS)[number];

/** In these, whoever is named first could be named second. */
const EITHER_WAY: readonly MatchQuestion[] = ['siblings', 'identity'];

/**
 * Two categories of persons that a question may compare. Of parents and children `first` is the parent; in a pedigree it is
 * the typed relative, and `second` whoever could be in the unknown place.
 */
export interface MatchRule {
  readonly question: MatchQuestion;
  readonly first: Category;
  readonly second: Category;
  /** Fewest autosomal loci that both are typed at. */
  readonly minimumLoci: number;
  /** Most inconsistent loci with which a search still names a candidate. */
  readonly mostInconsistencies: number;
  /** Least likelihood ratio that counts as support, as a whole number in decimal digits: it is hashed. */
  readonly threshold: string;
}

export interface MatchSettings {
  readonly pairs: readonly MatchRule[];
  /** What a check does about a pair that stands nowhere above. A search never compares one. */
  readonly unlistedPair: Verdict;
  /** What a check does about persons with too few loci in common. A search never compares them. */
  readonly tooFewLoci: Verdict;
}

/** One version of the rules. It is never changed; whoever used it names version and digest. */
export interface MatchRules {
  readonly version: number;
  /** SHA-256 of `matchText(settings)`. */
  readonly digest: string;
  readonly settings: MatchSettings;
}

/** The rule for comparing these two, if they may be compared at all. Elimination profiles have no category, and so no rule. */
export function ruleFor(
  { pairs }: MatchSettings,
  question: MatchQuestion,
  first: Category,
  second: Category,
): MatchRule | undefined {
  const of = (one: Category, other: Category) =>
    pairs.find((rule) => rule.question === question && rule.first === one && rule.second === other);
  return of(first, second) ?? (EITHER_WAY.includes(question) ? of(second, first) : undefined);
}

/** The one text of these settings, whatever order they were sent in: pairs by question and categories. */
export function matchText({ pairs, unlistedPair, tooFewLoci }: MatchSettings): string {
  const sorted = pairs
    .map(({ question, first, second, minimumLoci, mostInconsistencies, threshold }) => {
      return { question, first, second, minimumLoci, mostInconsistencies, threshold };
    })
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return canonicalJson({ pairs: sorted, unlistedPair, tooFewLoci });
}

/** What a pair is known by: no two rules have the same. */
export function keyOf({ question, first, second }: Pick<MatchRule, 'question' | 'first' | 'second'>): string {
  const names = EITHER_WAY.includes(question) ? [first, second].sort() : [first, second];
  return [question, ...names].join(' ');
}

export function versionOf(version: number, settings: MatchSettings): MatchRules {
  const text = matchText(settings);
  return { version, digest: sha256Hex(text), settings: JSON.parse(text) as MatchSettings };
}

const PARENTS: readonly Category[] = ['parent-of-abducted-child', 'parent-of-missing-child'];
const FOUND: readonly Category[] = [
  'rescued-child',
  'child-of-unexplained-origin',
  'adult-of-unknown-origin',
  'unidentified-remains',
];
const PARENTAGE: readonly MatchQuestion[] = ['one-parent', 'known-parent', 'both-parents'];

/**
 * What holds until an administrator decides otherwise. Parents are compared with those whose origin is open, and with what
 * a missing child left behind. Fifteen loci: with fewer, more unrelated pairs are consistent than anybody can look into
 * (228 of a million at 15 loci of one parent). Two inconsistent loci: three or more are an exclusion unless a reviewer says
 * why not. 10,000: a posterior of 99.99% at a prior of one half.
 */
export const BUILT_IN_MATCH_RULES: MatchRules = versionOf(0, {
  pairs: [
    ...pairs(PARENTAGE, PARENTS, [...FOUND, 'personal-item'], { minimumLoci: 15, mostInconsistencies: 2 }),
    ...pairs(['siblings'], ['relative'], FOUND, { minimumLoci: 15, mostInconsistencies: 0 }),
    ...pairs(['identity'], ['personal-item'], FOUND, { minimumLoci: 10, mostInconsistencies: 1 }),
    ...pairs(['pedigree'], [...PARENTS, 'relative'], FOUND, { minimumLoci: 15, mostInconsistencies: 2 }),
  ],
  unlistedPair: 'warn',
  tooFewLoci: 'warn',
});

function pairs(
  questions: readonly MatchQuestion[],
  firsts: readonly Category[],
  seconds: readonly Category[],
  limits: Pick<MatchRule, 'minimumLoci' | 'mostInconsistencies'>,
): readonly MatchRule[] {
  return questions.flatMap((question) =>
    firsts.flatMap((first) => seconds.map((second) => ({ question, first, second, ...limits, threshold: '10000' }))),
  );
}
