/** A person as a pedigree shows one. */
export interface Member {
  readonly id: string;
  /** What stands under the symbol, and more about the person in a second line. */
  readonly label: string;
  readonly more?: string;
  readonly sex: 'female' | 'male' | 'unknown';
  /** None, or both; a parent whom nobody knows is a member too. */
  readonly parents: readonly [] | readonly [string, string];
  readonly typed: boolean;
  /** Nobody knows who this is: a place in the family, not a person. */
  readonly nobody?: true;
  readonly deceased?: true;
  /** Asked about. */
  readonly doubted?: true;
  /** Where more is shown of the person. */
  readonly href?: string;
}

/** A couple with their children, by ids. */
export interface Union {
  readonly parents: readonly [string, string];
  readonly children: readonly string[];
  /** The parents have an ancestor in common, or one is the other's: their line is drawn double. */
  readonly related: boolean;
}

/** The couples of a family, in the order of their first child. */
export function unionsOf(family: readonly Member[]): readonly Union[] {
  const found = new Map<string, { readonly parents: readonly [string, string]; readonly children: string[] }>();
  for (const { id, parents } of family) {
    if (parents.length === 0) continue;
    const key = [...parents].sort().join('\n');
    const union = found.get(key);
    if (union === undefined) found.set(key, { parents, children: [id] });
    else union.children.push(id);
  }
  const lines = new Map(family.map(({ id }) => [id, lineOf(family, id)]));
  return [...found.values()].map(({ parents: [one, two], children }) => {
    const others = lines.get(two) ?? new Set();
    return { parents: [one, two], children, related: [...(lines.get(one) ?? [])].some((id) => others.has(id)) };
  });
}

/** The person and all ancestors. */
function lineOf(family: readonly Member[], id: string, seen = new Set<string>()): Set<string> {
  if (seen.has(id)) return seen;
  seen.add(id);
  for (const parent of family.find((member) => member.id === id)?.parents ?? []) lineOf(family, parent, seen);
  return seen;
}

/**
 * The generation of each person, the oldest being 0. Children stand below both parents; a founder stands in the line of his
 * partners as far as his children allow. Requires that nobody is an ancestor of himself.
 */
export function generationsOf(family: readonly Member[]): ReadonlyMap<string, number> {
  const members = new Map(family.map((member) => [member.id, member]));
  const rank = new Map<string, number>();
  const rankOf = (id: string): number => {
    const known = rank.get(id);
    if (known !== undefined) return known;
    const parents = members.get(id)?.parents ?? [];
    const found = parents.length === 0 ? 0 : 1 + Math.max(...parents.map(rankOf));
    rank.set(id, found);
    return found;
  };
  for (const { id } of family) rankOf(id);
  const unions = unionsOf(family);
  for (const { id, parents } of family) {
    if (parents.length > 0) continue;
    const own = unions.filter((union) => union.parents.includes(id));
    const partners = own.flatMap((union) => union.parents.filter((parent) => parent !== id));
    const above = Math.min(...own.flatMap((union) => union.children).map(rankOf)) - 1;
    if (own.length > 0) rank.set(id, Math.min(above, Math.max(...partners.map(rankOf))));
  }
  return rank;
}
