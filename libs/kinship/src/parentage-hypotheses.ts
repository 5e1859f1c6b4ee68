import { KinshipError } from './errors.ts';
import type { MutationSettings } from './mutation.ts';
import { meanOfSexes } from './mutation-settings.ts';
import type { ParentageInput } from './parentage.ts';
import type { Pedigree, Person, Sex } from './pedigree.ts';

/** Who is a parent where H1 does not hold: neither, only `parent`, or only `otherParent`. */
export type AlternativeCode = 'neither' | 'only-parent' | 'only-other-parent';

export interface Alternative {
  readonly code: AlternativeCode;
  readonly words: string;
  readonly pedigree: Pedigree;
}

/** What is compared, as pedigrees of `child`, `parent` and `other`, with the mutation settings for parents of these sexes. */
export interface Hypotheses {
  readonly h1: { readonly words: string; readonly pedigree: Pedigree };
  /** All that H1 is set against. */
  readonly alternatives: readonly [h2: Alternative, ...others: Alternative[]];
  readonly mutation: MutationSettings;
}

type Place = 'parent' | 'other';

/** Refuses persons who cannot stand in these places. */
export function parentageHypotheses(input: ParentageInput): Hypotheses {
  checkPersons(input);
  const { question, child, parent, otherParent } = input;
  const other = otherParent?.code ?? '';
  const pedigree = (parents: readonly Place[]): Pedigree => pedigreeWith(input, parents);
  const neither = (words: string): Alternative => ({ code: 'neither', words, pedigree: pedigree([]) });
  const only = (code: AlternativeCode, place: Place, named: string, unnamed: string): Alternative => ({
    code,
    words: `${child.code} is a child of ${named} and of an unknown person who is unrelated to ${unnamed}.`,
    pedigree: pedigree([place]),
  });
  const mutation = mutationFor(input);
  if (question === 'one-parent') {
    const words = `${parent.code} is a parent of ${child.code}; the other parent is unknown.`;
    const unrelated = neither(`${parent.code} and ${child.code} are unrelated.`);
    return { h1: { words, pedigree: pedigree(['parent']) }, alternatives: [unrelated], mutation };
  }
  const h1 = {
    words: `${child.code} is a child of ${parent.code} and ${other}.`,
    pedigree: pedigree(['parent', 'other']),
  };
  const onlyOther = only('only-other-parent', 'other', other, parent.code);
  if (question === 'known-parent') return { h1, alternatives: [onlyOther], mutation };
  const stranger = neither(`${child.code} is unrelated to ${parent.code} and to ${other}.`);
  const onlyParent = only('only-parent', 'parent', parent.code, other);
  return { h1, alternatives: [stranger, onlyParent, onlyOther], mutation };
}

/** All persons typed, with the child born to these of them; a parent left out is a plain draw from the population. */
function pedigreeWith(input: ParentageInput, parents: readonly Place[]): Pedigree {
  const { child, otherParent } = input;
  const sex = sexOfParent(input);
  const parent = founder('parent', sex);
  const adults = otherParent === undefined ? [parent] : [parent, founder('other', sex === 'male' ? 'female' : 'male')];
  const [mine, theirs] = [parents.includes('parent') ? 'parent' : null, parents.includes('other') ? 'other' : null];
  const [father, mother] = sex === 'male' ? [mine, theirs] : [theirs, mine];
  return [...adults, { id: 'child', sex: child.sex === 'male' ? 'male' : 'female', father, mother }];
}

function founder(id: string, sex: Sex): Person {
  return { id, sex, father: null, mother: null };
}

/** The sex stated, or the one opposite to the other parent's; where neither is known it makes no difference. */
function sexOfParent({ parent, otherParent }: ParentageInput): Sex {
  if (parent.sex !== 'unknown') return parent.sex;
  return otherParent?.sex === 'male' ? 'female' : 'male';
}

/** With no sex known, a parent mutates as the mean of the two sexes. */
function mutationFor({ parent, otherParent, settings }: ParentageInput): MutationSettings {
  const known = parent.sex !== 'unknown' || (otherParent !== undefined && otherParent.sex !== 'unknown');
  return known ? settings.mutation : meanOfSexes(settings.mutation);
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
