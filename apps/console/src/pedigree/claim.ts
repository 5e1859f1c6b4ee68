import type { Question } from '../api.ts';
import type { Member } from './family.ts';

/** Somebody of a check or a case, without a place in a family yet. */
export type Somebody = Omit<Member, 'parents' | 'doubted' | 'nobody'>;

export interface Claim {
  readonly question: Question;
  readonly child: Somebody;
  readonly parent: Somebody;
  readonly otherParent?: Somebody;
}

const OPPOSITE = { female: 'male', male: 'female', unknown: 'unknown' } as const;

/**
 * The family of a check as it is if H1 holds, or H2. Where nobody is named as a parent of the child stands a person whom
 * nobody knows, labelled `unknown`. Who has no part in the family stands beside it.
 */
export function familyOf(
  { question, child, parent, otherParent }: Claim,
  holds: 'h1' | 'h2',
  unknown: string,
): Member[] {
  const asked = founder(parent, { doubted: true });
  const other = otherParent && founder(otherParent, question === 'both-parents' ? { doubted: true } : {});
  const one = holds === 'h1' ? asked : nobody('unknown-1', parent.sex, unknown);
  const known = other !== undefined && (holds === 'h1' || question === 'known-parent');
  const two = known ? other : nobody('unknown-2', OPPOSITE[parent.sex], unknown);
  const couple = one.sex === 'female' ? [two, one] : [one, two];
  const apart = [asked, ...(other === undefined ? [] : [other])].filter((person) => !couple.includes(person));
  return [...couple, { ...child, parents: [couple[0]?.id ?? '', couple[1]?.id ?? ''] }, ...apart];
}

/** The same family with everybody else of the case beside it. */
export function withOthers(family: readonly Member[], everybody: readonly Somebody[]): Member[] {
  const placed = new Set(family.map(({ id }) => id));
  return [...family, ...everybody.filter(({ id }) => !placed.has(id)).map((person) => founder(person, {}))];
}

const founder = (person: Somebody, more: Pick<Member, 'doubted'>): Member => ({ ...person, ...more, parents: [] });

const nobody = (id: string, sex: Member['sex'], label: string): Member => ({
  id,
  label,
  sex,
  parents: [],
  typed: false,
  nobody: true,
});
