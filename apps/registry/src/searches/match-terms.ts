import { type MatchQuestion, type MatchRules, ruleFor } from '../cases/match-rules.ts';
import { Problem } from '../problem.ts';
import { CATEGORIES, type Category } from '../submissions/categories.ts';
import type { Sought } from './searches.dto.ts';

/** Within what limits profiles of these categories are compared. Numbers that are hashed are whole. */
export interface MatchTerm {
  readonly categories: readonly string[];
  readonly minimumLoci: number;
  readonly mostInconsistencies: number;
  /** A whole number in decimal digits. */
  readonly threshold: string;
}

/** How the samples are named that nobody has put into a case or given a category. */
export const UNSTATED = 'unstated';
/** How those are named that are of several categories, in several cases. */
export const SEVERAL = 'several';

type Limits = Omit<MatchTerm, 'categories'>;

/**
 * What the rules let a search compare with persons of these categories. Samples of no category, and those of several, are
 * compared within the widest limits that the rules have for anybody: nothing is passed over because nobody said what it is.
 * Refused when the rules let these persons be compared with nobody.
 */
export function matchTerms(rules: MatchRules, sought: Sought, persons: readonly Category[]): readonly MatchTerm[] {
  const question = questionOf(sought, persons.length);
  const found = CATEGORIES.flatMap((category) => {
    const limits = persons.map((person, place) => limitsOf(rules, question, sought, place, person, category));
    return limits.every((each) => each !== undefined) ? [{ category, limits: narrowest(limits) }] : [];
  });
  if (found.length === 0) {
    const detail =
      'The match rules let these persons be compared with nobody for this question; look at their categories.';
    throw new Problem(422, 'no-match-rule', detail);
  }
  const terms = new Map<string, MatchTerm>();
  const put = (category: string, limits: Limits) => {
    const key = JSON.stringify([limits.minimumLoci, limits.mostInconsistencies, limits.threshold]);
    terms.set(key, { ...limits, categories: [...(terms.get(key)?.categories ?? []), category] });
  };
  for (const { category, limits } of found) put(category, limits);
  for (const open of [UNSTATED, SEVERAL]) put(open, widest(found.map(({ limits }) => limits)));
  return [...terms.values()];
}

function questionOf(sought: Sought, persons: number): MatchQuestion {
  if (sought === 'full-sibling' || sought === 'half-sibling') return 'siblings';
  if (sought === 'same-person') return 'identity';
  if (persons === 1) return 'one-parent';
  return sought === 'child' ? 'both-parents' : 'known-parent';
}

/** In rules of parents and children the parent stands first. Beside a known parent, the child's rule is the one that counts. */
function limitsOf(
  { settings }: MatchRules,
  question: MatchQuestion,
  sought: Sought,
  place: number,
  person: Category,
  category: Category,
): Limits | undefined {
  if (sought === 'parent' && place > 0) return ruleless;
  return sought === 'parent'
    ? ruleFor(settings, question, category, person)
    : ruleFor(settings, question, person, category);
}

/** Of a person whom the rules say nothing about. */
const ruleless: Limits = { minimumLoci: 1, mostInconsistencies: Number.MAX_SAFE_INTEGER, threshold: '1' };

function narrowest(limits: readonly Limits[]): Limits {
  return {
    minimumLoci: Math.max(...limits.map(({ minimumLoci }) => minimumLoci)),
    mostInconsistencies: Math.min(...limits.map(({ mostInconsistencies }) => mostInconsistencies)),
    threshold: limits
      .map(({ threshold }) => threshold)
      .reduce((one, other) => (Number(one) >= Number(other) ? one : other)),
  };
}

function widest(limits: readonly Limits[]): Limits {
  return {
    minimumLoci: Math.min(...limits.map(({ minimumLoci }) => minimumLoci)),
    mostInconsistencies: Math.max(...limits.map(({ mostInconsistencies }) => mostInconsistencies)),
    threshold: limits
      .map(({ threshold }) => threshold)
      .reduce((one, other) => (Number(one) <= Number(other) ? one : other)),
  };
}
