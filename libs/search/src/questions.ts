import { type Hypothesis, type Pedigree, type Person, type Sex } from '@kinledger/kinship';
import type { Profile } from '@kinledger/profile';
import type { PlaceQuestion } from './belief-question.ts';
import { SearchError } from './error.ts';
import type { SearchModel } from './types.ts';

/** Somebody who is typed. */
export interface Relative {
  readonly id: string;
  readonly sex: Sex;
  readonly profile: Profile;
}

/** The person whom a search looks for, in the pedigrees of the questions below. */
export const SOUGHT = 'sought';

const RELATED = 'related';
const UNRELATED = 'unrelated';

/** Who of the registry is a child of one parent, the other parent being unknown, or of both? */
export function childOf(parents: readonly [Relative, Relative?], model: SearchModel): PlaceQuestion {
  const [one, other] = parents;
  if (other !== undefined && other.sex === one.sex) {
    throw new SearchError('question-invalid', 'The parents of a child are of different sex; correct one of them.');
  }
  const typed = other === undefined ? [one] : [one, other];
  const idOf = (sex: Sex): string | null => typed.find((parent) => parent.sex === sex)?.id ?? null;
  const sought: Person = { id: SOUGHT, sex: 'male', father: idOf('male'), mother: idOf('female') };
  return question(typed, [...founders(typed), sought], [...founders(typed), founder(SOUGHT, 'male')], model);
}

/** Who of the registry is the parent of that sex of the child, the other parent being unknown or typed and not in doubt? */
export function parentOf(child: Relative, sex: Sex, model: SearchModel, other?: Relative): PlaceQuestion {
  if (other?.sex === sex) {
    throw new SearchError('question-invalid', 'The parent sought has the sex of the parent that is known.');
  }
  const typed = other === undefined ? [child] : [child, other];
  const known = other?.id ?? null;
  const born = (sought: string | null): Person =>
    sex === 'male' ? person(child, sought, known) : person(child, known, sought);
  const adults = [founder(SOUGHT, sex), ...founders(typed.slice(1))];
  return question(typed, [...adults, born(SOUGHT)], [...adults, born(null)], model);
}

/** Who of the registry has both parents in common with somebody? */
export function fullSiblingOf(sibling: Relative, model: SearchModel): PlaceQuestion {
  const [father, mother] = [founder('their father', 'male'), founder('their mother', 'female')];
  const sought = { ...founder(SOUGHT, 'male'), father: father.id, mother: mother.id };
  const related = [father, mother, person(sibling, father.id, mother.id), sought];
  return question([sibling], related, [person(sibling, null, null), founder(SOUGHT, 'male')], model);
}

/** Who of the registry has the parent of that sex in common with somebody? */
export function halfSiblingOf(sibling: Relative, shared: Sex, model: SearchModel): PlaceQuestion {
  const parent = founder('their parent', shared);
  const [father, mother] = shared === 'male' ? [parent.id, null] : [null, parent.id];
  const related = [parent, person(sibling, father, mother), { ...founder(SOUGHT, 'male'), father, mother }];
  return question([sibling], related, [person(sibling, null, null), founder(SOUGHT, 'male')], model);
}

/** Who of the registry is the same person (or an identical twin)? */
export function samePerson(seen: Relative, model: SearchModel): PlaceQuestion {
  const [father, mother] = [founder('father', 'male'), founder('mother', 'female')];
  const twin = (id: string): Person => ({
    id,
    sex: seen.sex,
    father: father.id,
    mother: mother.id,
    twin: 'one person',
  });
  const apart = [founder(seen.id, seen.sex), founder(SOUGHT, seen.sex)];
  const still = { ...model.settings, mutation: { model: 'none', maleRate: 0, femaleRate: 0 } as const };
  return question([seen], [father, mother, twin(seen.id), twin(SOUGHT)], apart, { ...model, settings: still });
}

/** A question with pedigrees of its own; somebody in both, whom no profile is given, is sought. */
export function placeIn(
  pedigrees: { readonly related: Pedigree; readonly unrelated: Pedigree; readonly place: string },
  typed: readonly Relative[],
  model: SearchModel,
): PlaceQuestion {
  return question(typed, pedigrees.related, pedigrees.unrelated, model, pedigrees.place);
}

function question(
  typed: readonly Relative[],
  related: Pedigree,
  unrelated: Pedigree,
  { tables, settings }: SearchModel,
  place: string = SOUGHT,
): PlaceQuestion {
  const loci = tables.map((table) => ({
    table,
    observations: Object.fromEntries(
      typed.flatMap(({ id, profile }) => {
        const genotype = profile[table.locus];
        // a tri-allelic locus counts in no likelihood ratio
        return genotype === undefined || genotype.length > 2 ? [] : [[id, genotype] as const];
      }),
    ),
  }));
  const hypotheses: readonly Hypothesis[] = [
    { name: RELATED, pedigree: related },
    { name: UNRELATED, pedigree: unrelated },
  ];
  return { question: { hypotheses, against: UNRELATED, loci, settings }, place, hypothesis: RELATED };
}

function founder(id: string, sex: Sex): Person {
  return { id, sex, father: null, mother: null };
}

function founders(typed: readonly Relative[]): readonly Person[] {
  return typed.map(({ id, sex }) => founder(id, sex));
}

function person({ id, sex }: Relative, father: string | null, mother: string | null): Person {
  return { id, sex, father, mother };
}
