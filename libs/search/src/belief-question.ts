import type { KinshipQuestion, Pedigree } from '@kinledger/kinship';

/** A question about one unknown person, such as a search asks of each profile of the registry. */
export interface PlaceQuestion {
  /** Its `against` says that the candidate is unrelated. The person at the place is observed nowhere. */
  readonly question: KinshipQuestion;
  /** The person whom a candidate would be. */
  readonly place: string;
  /** The name of H1. */
  readonly hypothesis: string;
}

/** Who a candidate can be instead: he, or the relative who asks, is this to the true person of that place. */
export type RelativeKind = 'full-sibling' | 'half-sibling' | 'uncle-or-aunt';

/** Who a candidate truly is. */
export type Truth = 'related' | RelativeKind | 'unrelated';

export const RELATIVE_KINDS: readonly RelativeKind[] = ['full-sibling', 'half-sibling', 'uncle-or-aunt'];

/** The pedigree of H1. */
export function claimed({ question, hypothesis }: PlaceQuestion): Pedigree {
  return question.hypotheses.find(({ name }) => name === hypothesis)?.pedigree ?? [];
}
