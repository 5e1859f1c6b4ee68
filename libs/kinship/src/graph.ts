import { ancestorsFirst, type Pedigree, type Person } from './pedigree.ts';

export type Chromosome = 'autosomal' | 'X';
export type MatrixName = 'male' | 'female' | 'identity';

/** A bearer of alleles: a person, or one allele drawn from the population on behalf of a parent that is not modelled. */
export interface GraphNode {
  readonly diploid: boolean;
  readonly founder: boolean;
  /** Persons whose observations show this genotype: one, two for monozygotic twins, none for a draw. */
  readonly persons: readonly string[];
}

/** Children of the same parents. A child on the X that has one allele has one parent here. */
export interface GraphFamily {
  readonly parents: readonly number[];
  readonly matrices: readonly MatrixName[];
  readonly children: readonly number[];
}

/** Nodes and families that bear on the observations; parents stand before their children. */
export interface FamilyGraph {
  readonly nodes: readonly GraphNode[];
  readonly families: readonly GraphFamily[];
}

/**
 * The part of a pedigree that the observations depend on. Exact, with and without theta, because
 * - an untyped person without typed descendants sums to 1 (each row of a transmission matrix does);
 * - an untyped founder with one child gives one allele, and an allele of an urn is a draw whichever of the two it is.
 */
export function familyGraph(pedigree: Pedigree, typed: ReadonlySet<string>, chromosome: Chromosome): FamilyGraph {
  const persons = twinsMerged(ancestorsFirst(pedigree));
  const needed = neededPersons(persons, typed, chromosome);
  const kids = childCounts(needed, chromosome);
  const nodes: GraphNode[] = [];
  const place = new Map<string, number>();
  const families = new Map<string, { parents: number[]; matrices: MatrixName[]; children: number[] }>();
  const draw = (matrix: MatrixName): readonly [number, MatrixName] => {
    nodes.push({ diploid: false, founder: true, persons: [] });
    return [nodes.length - 1, matrix];
  };
  const isDraw = (merged: MergedPerson): boolean =>
    merged.founder && kids.get(merged.id) === 1 && !merged.ids.some((id) => typed.has(id));
  const byId = new Map(needed.flatMap((merged) => merged.ids.map((id) => [id, merged] as const)));
  for (const merged of needed) {
    if (isDraw(merged)) continue;
    const slots = parentSlots(merged, chromosome).map(([parent, matrix]): readonly [number, MatrixName] => {
      const found = parent === null ? undefined : byId.get(parent);
      if (found === undefined) return draw('identity');
      return isDraw(found) ? draw(matrix) : [place.get(found.id) as number, matrix];
    });
    nodes.push({
      diploid: isDiploid(merged, chromosome),
      founder: slots.length === 0,
      persons: merged.ids.filter((id) => typed.has(id)),
    });
    place.set(merged.id, nodes.length - 1);
    if (slots.length === 0) continue;
    const key = slots.map(([parent]) => parent).join('/');
    const family = families.get(key) ?? {
      parents: slots.map(([parent]) => parent),
      matrices: slots.map(([, matrix]) => matrix),
      children: [],
    };
    family.children.push(nodes.length - 1);
    families.set(key, family);
  }
  return { nodes, families: [...families.values()] };
}

interface MergedPerson extends Person {
  readonly ids: readonly string[];
  readonly founder: boolean;
}

function twinsMerged(persons: readonly Person[]): readonly MergedPerson[] {
  const groups = new Map<string, Person[]>();
  for (const person of persons) {
    const key = person.twin === undefined ? `person ${person.id}` : `twins ${person.twin}`;
    groups.set(key, [...(groups.get(key) ?? []), person]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Person];
    return { ...first, ids: group.map(({ id }) => id), founder: first.father === null && first.mother === null };
  });
}

function isDiploid(person: Person, chromosome: Chromosome): boolean {
  return chromosome === 'autosomal' || person.sex === 'female';
}

/** The parents whose alleles a person carries, father first; none for a founder. A man has his X from his mother. */
function parentSlots(person: Person, chromosome: Chromosome): readonly (readonly [string | null, MatrixName])[] {
  const fromMother = [person.mother, 'female'] as const;
  if (!isDiploid(person, chromosome)) return person.mother === null ? [] : [fromMother];
  if (person.father === null && person.mother === null) return [];
  return [[person.father, 'male'] as const, fromMother];
}

/** Typed persons and their genetic ancestors. Requires parents before children. */
function neededPersons(
  persons: readonly MergedPerson[],
  typed: ReadonlySet<string>,
  chromosome: Chromosome,
): readonly MergedPerson[] {
  const needed = new Set<string>();
  for (const person of [...persons].reverse()) {
    if (!person.ids.some((id) => typed.has(id) || needed.has(id))) continue;
    for (const id of person.ids) needed.add(id);
    for (const [parent] of parentSlots(person, chromosome)) if (parent !== null) needed.add(parent);
  }
  return persons.filter((person) => person.ids.some((id) => needed.has(id)));
}

function childCounts(persons: readonly MergedPerson[], chromosome: Chromosome): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const owner = new Map(persons.flatMap((person) => person.ids.map((id) => [id, person.id] as const)));
  for (const person of persons) {
    for (const [parent] of parentSlots(person, chromosome)) {
      const id = parent === null ? undefined : owner.get(parent);
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}
