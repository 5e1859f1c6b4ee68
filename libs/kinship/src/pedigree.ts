import { KinshipError } from './errors.ts';

export type Sex = 'male' | 'female';

/**
 * One person of a pedigree. A parent that is `null` is not a person: the allele it gave is a plain draw from the
 * population. Both parents null makes a founder. Persons with the same `twin` label are monozygotic twins.
 */
export interface Person {
  readonly id: string;
  readonly sex: Sex;
  readonly father: string | null;
  readonly mother: string | null;
  readonly twin?: string;
}

export type Pedigree = readonly Person[];

/** Refuses a pedigree that no family can have; the message names the person at fault. */
export function checkPedigree(pedigree: Pedigree): void {
  const persons = new Map<string, Person>();
  for (const person of pedigree) {
    if (persons.has(person.id)) throw fault(person.id, 'stands twice in the pedigree');
    persons.set(person.id, person);
  }
  for (const person of pedigree) {
    checkParent(persons, person, person.father, 'father', 'male');
    checkParent(persons, person, person.mother, 'mother', 'female');
  }
  checkTwins(pedigree);
  ancestorsFirst(pedigree);
}

/** The persons in an order in which parents come before their children. */
export function ancestorsFirst(pedigree: Pedigree): readonly Person[] {
  const persons = new Map(pedigree.map((person) => [person.id, person]));
  const ordered: Person[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (person: Person): void => {
    if (state.get(person.id) === 'done') return;
    if (state.get(person.id) === 'open') throw fault(person.id, 'is an ancestor of itself');
    state.set(person.id, 'open');
    for (const parent of [person.father, person.mother]) {
      const found = parent === null ? undefined : persons.get(parent);
      if (found !== undefined) visit(found);
    }
    state.set(person.id, 'done');
    ordered.push(person);
  };
  for (const person of pedigree) visit(person);
  return ordered;
}

function checkParent(
  persons: ReadonlyMap<string, Person>,
  child: Person,
  parent: string | null,
  role: 'father' | 'mother',
  sex: Sex,
): void {
  if (parent === null) return;
  const found = persons.get(parent);
  if (found === undefined) throw fault(child.id, `has a ${role} who is not in the pedigree`);
  if (found.sex !== sex) throw fault(parent, `is the ${role} of ${child.id} but not ${sex}`);
}

function checkTwins(pedigree: Pedigree): void {
  const first = new Map<string, Person>();
  for (const person of pedigree) {
    if (person.twin === undefined) continue;
    const other = first.get(person.twin);
    if (other === undefined) {
      first.set(person.twin, person);
      continue;
    }
    const alike = other.father === person.father && other.mother === person.mother && other.sex === person.sex;
    const born = person.father !== null && person.mother !== null;
    if (!alike || !born) throw fault(person.id, 'is a twin and needs the sex and both parents of the other twin');
  }
}

function fault(person: string, what: string): KinshipError {
  return new KinshipError('pedigree-invalid', `Person ${person} ${what}.`);
}
