import { IsIn, IsUUID, Matches } from 'class-validator';
import { PlainText } from '../plain-text.ts';
import { CATEGORIES, type Category } from '../submissions/categories.ts';

export const SEXES = ['male', 'female', 'unknown'] as const;
export type Sex = (typeof SEXES)[number];

export class OpenCase {
  /** Number or reference of the police or court report the case rests on. */
  @PlainText(1, 200)
  readonly report: string;

  /** What the profiles may be used for in this case. */
  @PlainText(1, 500)
  readonly purpose: string;

  /** The law, order or consent that allows it. */
  @PlainText(1, 500)
  readonly legalBasis: string;
}

export class AddPerson {
  /** A code for the person, unique in the case; never a name. */
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,39}$/u, {
    message: 'code must be 1 to 40 letters, digits, spaces or . _ / -',
  })
  readonly code: string;

  @IsIn(CATEGORIES)
  readonly category: Category;

  @IsIn(SEXES)
  readonly sex: Sex;

  /** The person's profile; later versions of the same sample are followed. */
  @IsUUID()
  readonly profileId: string;
}

export class CasePersonView {
  readonly id: string;
  readonly code: string;
  readonly category: Category;
  readonly sex: Sex;
  /** The newest version of the sample's profile. */
  readonly profileId: string;
  readonly sample: string;
  readonly profileVersion: number;
  /** How many loci are typed. */
  readonly loci: number;
}

/** A person of a stated family; who is in the case has a code. */
export class RelatedPersonView {
  readonly personId: string | null;
  readonly code: string | null;
  readonly sex: Sex;
  /** Places of the parents among these persons, from 0. */
  readonly parents: number[];
  /** Place of the first of the identical twins that this person is one of. */
  readonly twinOf: number | null;
}

/** How a laboratory's file says that persons of the case are related. Nobody has looked into it: it proves nothing. */
export class CaseFamilyView {
  readonly submissionId: string;
  /** What the file calls known, or one of the accounts that it would have compared. */
  readonly kind: 'known' | 'alternative';
  readonly persons: RelatedPersonView[];
}

export class CaseSummary {
  readonly id: string;
  readonly number: string;
  readonly report: string;
  readonly openedAt: string;
  readonly persons: number;
}

export class CaseView {
  readonly id: string;
  readonly number: string;
  readonly report: string;
  readonly purpose: string;
  readonly legalBasis: string;
  /** Sign-in name of the caseworker. */
  readonly openedBy: string;
  readonly openedAt: string;
  readonly persons: CasePersonView[];
}
