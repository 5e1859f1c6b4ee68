/** A person of a family as a file tells it; others are named by their places in its list, from 0. */
export interface StatedPerson {
  /** As the sample is called; null for somebody whom the file gives no name. */
  readonly name: string | null;
  readonly sex: 'male' | 'female';
  readonly parents: readonly number[];
  /** The first of the identical twins that this person is one of. */
  readonly twinOf?: number;
}

/** What a file says of how its persons are related: what is known, or one of the accounts that it would have compared. */
export interface StatedFamily {
  readonly kind: 'known' | 'alternative';
  readonly persons: readonly StatedPerson[];
}

/** Larger ones are no families that anybody looks at, and a hostile file could make millions. */
export const MOST_FAMILIES = 20;
export const MOST_PERSONS = 200;
