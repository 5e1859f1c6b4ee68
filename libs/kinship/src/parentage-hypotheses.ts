import { KinshipError } from './errors.ts';
import type { MutationSettings } from './mutation.ts';
import type { ParentageInput } from './parentage.ts';
import type { Pedigree, Person, Sex } from './pedigree.ts';

/** Both hypotheses as pedigrees of `child`, `parent` and `other`, and the mutation settings for parents of these sexes. */
export function parentagePedigrees(input: ParentageInput): {
  readonly h1: Pedigree;
  readonly h2: Pedigree;
  readonly mutation: MutationSettings;
} {
  checkPersons(input);
  const { question, child, otherParent } = input;
  const sex = sexOfParent(input);
  const parent = founder('parent', sex);
  const other = founder('other', sex === 'male' ? 'female' : 'male');
  const adults = otherParent === undefined ? [parent] : [parent, other];
  const born = (parents: readonly ('parent' | 'other')[]): Person => {
    const [mine, theirs] = [parents.includes('parent') ? 'parent' : null, parents.includes('other') ? 'other' : null];
    const [father, mother] = sex === 'male' ? [mine, theirs] : [theirs, mine];
    return { id: 'child', sex: child.sex === 'male' ? 'male' : 'female', father, mother };
  };
  const claimed = otherParent === undefined ? (['parent'] as const) : (['parent', 'other'] as const);
  return {
    h1: [...adults, born(claimed)],
    h2: [...adults, born(question === 'known-parent' ? ['other'] : [])],
    mutation: mutationFor(input),
  };
}

/** H1 and H2 as sentences with the codes of the persons. */
export function hypothesesInWords({ question, child, parent, otherParent }: ParentageInput): {
  readonly h1: string;
  readonly h2: string;
} {
  const other = otherParent?.code ?? '';
  if (question === 'one-parent') {
    return {
      h1: `${parent.code} is a parent of ${child.code}; the other parent is unknown.`,
      h2: `${parent.code} and ${child.code} are unrelated.`,
    };
  }
  if (question === 'known-parent') {
    return {
      h1: `${child.code} is a child of ${parent.code} and ${other}.`,
      h2: `${child.code} is a child of ${other} and of an unknown person who is unrelated to ${parent.code}.`,
    };
  }
  return {
    h1: `${child.code} is a child of ${parent.code} and ${other}.`,
    h2: `${child.code} is unrelated to ${parent.code} and to ${other}.`,
  };
}

function founder(id: string, sex: Sex): Person {
  return { id, sex, father: null, mother: null };
}

/** The sex stated, or the one opposite to the other parent's; where neither is known it makes no difference. */
function sexOfParent({ parent, otherParent }: ParentageInput): Sex {
  if (parent.sex !== 'unknown') return parent.sex;
  return otherParent?.sex === 'male' ? 'female' : 'male';
}

/** With no sex known, a parent's rate is the mean of the two sexes' rates. */
function mutationFor({ parent, otherParent, settings }: ParentageInput): MutationSettings {
  const { mutation } = settings;
  if (parent.sex !== 'unknown' || (otherParent !== undefined && otherParent.sex !== 'unknown')) return mutation;
  const mean = (mutation.maleRate + mutation.femaleRate) / 2;
  return { ...mutation, maleRate: mean, femaleRate: mean };
}

function checkPersons({ question, child, parent, otherParent }: ParentageInput): void {
  if ((question === 'one-parent') !== (otherParent === undefined)) {
    throw new KinshipError(
      'settings-invalid',
      `The question ${question} needs ${question === 'one-parent' ? 'no other parent' : 'the other parent'}.`,
    );
  }
  const codes = [child.code, parent.code, ...(otherParent === undefined ? [] : [otherParent.code])];
  if (new Set(codes).size !== codes.length) {
    throw new KinshipError('pedigree-invalid', 'The same person stands in two places of the question.');
  }
  if (otherParent !== undefined && parent.sex !== 'unknown' && parent.sex === otherParent.sex) {
    throw new KinshipError(
      'same-sex-parents',
      `Persons ${parent.code} and ${otherParent.code} cannot both be parents of one child: both are ${parent.sex}.`,
    );
  }
}
