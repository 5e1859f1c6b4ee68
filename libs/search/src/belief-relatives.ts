import type { Pedigree, Person, Sex } from '@kinledger/kinship';
import { claimed, type PlaceQuestion, RELATIVE_KINDS, type RelativeKind } from './belief-question.ts';

/** A way in which a candidate fits the question without being the person who is looked for. */
export interface RelativeAlternative {
  readonly kind: RelativeKind;
  /** The parent of the claimed pedigree who is only a relative of the true parent; of an identity, the typed person. */
  readonly of: string;
  readonly pedigree: Pedigree;
}

/** A link "parent of children" of the claimed pedigree that a relative of the true parent could imitate. */
export interface DoubtedLink {
  readonly parent: string;
  readonly children: readonly string[];
}

/**
 * The links that hang on the candidate: to his children when he is looked for as a parent, else from each of his named
 * parents. None when he is neither, and none in a question of identity.
 */
export function doubtedLinks(asked: PlaceQuestion): readonly DoubtedLink[] {
  const pedigree = claimed(asked);
  if (pedigree.find(({ id }) => id === asked.place)?.twin !== undefined) return [];
  const children = pedigree.filter(({ father, mother }) => father === asked.place || mother === asked.place);
  if (children.length > 0) return [{ parent: asked.place, children: children.map(({ id }) => id) }];
  const self = pedigree.find(({ id }) => id === asked.place);
  return [self?.father ?? null, self?.mother ?? null]
    .filter((parent) => parent !== null)
    .map((parent) => ({ parent, children: [asked.place] }));
}

/**
 * All three relatives at each doubted link; the others of the pedigree stay what they are. Of an identity: the candidate as a
 * relative of the typed person.
 */
export function relativeAlternatives(asked: PlaceQuestion): readonly RelativeAlternative[] {
  const same = claimed(asked).find(({ id }) => id === asked.place);
  const twin = claimed(asked).find(
    ({ id, twin: label }) => label !== undefined && label === same?.twin && id !== asked.place,
  );
  if (twin !== undefined) {
    return RELATIVE_KINDS.map((kind) => ({ kind, of: twin.id, pedigree: besideTwin(asked, twin, kind) }));
  }
  return doubtedLinks(asked).flatMap((link) =>
    RELATIVE_KINDS.map((kind) => ({ kind, of: link.parent, pedigree: withTrueParent(claimed(asked), link, kind) })),
  );
}

/** The claimed pedigree without the link: its children have an unknown parent there. */
export function withoutLink(pedigree: Pedigree, { parent, children }: DoubtedLink): Pedigree {
  return pedigree.map((person) => (children.includes(person.id) ? reparented(person, parent, null) : person));
}

/** No other person can have such a name: it cannot be typed in a file. */
const named = (role: string): string => `\u0000${role}`;

function withTrueParent(pedigree: Pedigree, link: DoubtedLink, kind: RelativeKind): Pedigree {
  const claimant = pedigree.find(({ id }) => id === link.parent) as Person;
  const truth = named('true parent');
  const moved = pedigree.map((person) =>
    link.children.includes(person.id) ? reparented(person, link.parent, truth) : person,
  );
  const { added, self, sibling } = family(claimant, kind);
  const born: Person = { id: truth, sex: claimant.sex, ...sibling };
  return [...moved.map((person) => (person.id === claimant.id ? { ...person, ...self } : person)), ...added, born];
}

/** The candidate is somebody else, who is this to the person he was taken for. */
function besideTwin(asked: PlaceQuestion, { id: person }: Person, kind: RelativeKind): Pedigree {
  const apart = claimed(asked).map(({ twin: _, ...one }): Person => one);
  const self = apart.find(({ id }) => id === person) as Person;
  const others = apart.filter(({ id }) => id !== person && id !== asked.place);
  const sought = apart.find(({ id }) => id === asked.place) as Person;
  if (kind === 'full-sibling') return [...others, self, sought];
  if (kind === 'half-sibling') return [...others, self, { ...sought, father: null }];
  const elders = { father: named('grandfather'), mother: named('grandmother') };
  const aged = others.map((one) => (one.id === self.mother ? { ...one, ...elders } : one));
  const founders = [founder(elders.father, 'male'), founder(elders.mother, 'female')];
  return [...founders, ...aged, self, { ...sought, ...elders }];
}

function reparented(person: Person, from: string, to: string | null): Person {
  return {
    ...person,
    father: person.father === from ? to : person.father,
    mother: person.mother === from ? to : person.mother,
  };
}

interface Parents {
  readonly father: string | null;
  readonly mother: string | null;
}

/** Parents of the claimant and of the true parent, who are related so, with the founders that takes. */
function family(
  claimant: Person,
  kind: RelativeKind,
): { readonly added: readonly Person[]; readonly self: Parents; readonly sibling: Parents } {
  const [father, mother] = [claimant.father ?? named('grandfather'), claimant.mother ?? named('grandmother')];
  const founders = [
    ...(claimant.father === null ? [founder(father, 'male')] : []),
    ...(claimant.mother === null ? [founder(mother, 'female')] : []),
  ];
  const full = { father, mother };
  switch (kind) {
    case 'full-sibling':
      return { added: founders, self: full, sibling: full };
    case 'half-sibling': {
      const { father: own } = claimant;
      const added = founders.filter(({ id }) => id === mother);
      return { added, self: { father: own, mother }, sibling: { father: null, mother } };
    }
    case 'uncle-or-aunt': {
      const parent: Person = { id: named('parent of the true parent'), sex: 'female', ...full };
      return { added: [...founders, parent], self: full, sibling: { father: null, mother: parent.id } };
    }
  }
}

function founder(id: string, sex: Sex): Person {
  return { id, sex, father: null, mother: null };
}
