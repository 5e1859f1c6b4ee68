export class StatedPersonView {
  /** The newest version of the profile of the person's sample; null for somebody who has none. */
  readonly profileId: string | null;
  readonly sample: string | null;
  readonly sex: 'male' | 'female';
  /** Places of the parents among these persons, from 0. */
  readonly parents: number[];
  /** Place of the first of the identical twins that this person is one of. */
  readonly twinOf: number | null;
}

/** How the laboratory's file says that persons are related. Nobody has looked into it: it proves nothing. */
export class StatedFamilyView {
  readonly id: string;
  readonly submissionId: string;
  /** What the file calls known, or one of the accounts that it would have compared. */
  readonly kind: 'known' | 'alternative';
  readonly persons: StatedPersonView[];
}
