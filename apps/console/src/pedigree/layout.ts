import { generationsOf, type Member, type Union, unionsOf } from './family.ts';

/** Where a person stands: `x` in steps from the left, `row` in generations from the top. */
export interface Place {
  readonly member: Member;
  readonly x: number;
  readonly row: number;
}

export interface PlacedUnion extends Union {
  /** Nobody stands between the two: one straight line joins them. */
  readonly beside: boolean;
  /** Lines that lead around others run at different depths, from 1. */
  readonly depth: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly unions: readonly PlacedUnion[];
  readonly columns: number;
  readonly rows: number;
}

const SWEEPS = 24;

/**
 * Places a family: generations from the top, couples beside one another, children under their parents, nobody on the place
 * of another. The same family gives the same picture. Requires that nobody is an ancestor of himself.
 */
export function layoutOf(family: readonly Member[]): Layout {
  const unions = unionsOf(family);
  const generation = generationsOf(family);
  const rows = Math.max(0, ...generation.values()) + (family.length === 0 ? 0 : 1);
  const lines = Array.from({ length: rows }, (_, row) =>
    couplesTogether(
      family.filter(({ id }) => generation.get(id) === row).map(({ id }) => id),
      unions,
    ),
  );
  const x = new Map(lines.flatMap((line) => line.map((id, place) => [id, place] as const)));
  orderByParents(lines, unions, x);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const downwards = sweep % 2 === 0;
    for (const line of downwards ? lines : [...lines].reverse()) settle(line, unions, x, downwards);
  }
  const least = Math.min(0, ...x.values());
  const left = family.length === 0 ? 0 : Math.min(...x.values());
  const places = new Map(
    family.map((member) => {
      const row = generation.get(member.id) ?? 0;
      return [member.id, { member, x: (x.get(member.id) ?? least) - left, row }];
    }),
  );
  const columns = Math.max(0, ...[...places.values()].map((place) => place.x + 1));
  return { places, unions: placed(unions, lines, generation), columns, rows };
}

/** Moves each partner of a couple next to the other where nobody else has that side already. */
function couplesTogether(line: readonly string[], unions: readonly Union[]): string[] {
  const ordered = [...line];
  for (const { parents } of unions) {
    const [one, two] = parents.map((id) => ordered.indexOf(id)) as [number, number];
    if (one < 0 || two < 0 || Math.abs(one - two) === 1) continue;
    const [first, second] = one < two ? [one, two] : [two, one];
    const [moved] = ordered.splice(second, 1);
    ordered.splice(first + 1, 0, moved as string);
  }
  return ordered;
}

/** Below the first line: families of the left stand on the left. */
function orderByParents(lines: string[][], unions: readonly Union[], x: Map<string, number>): void {
  for (const [row, line] of lines.entries()) {
    const wish = new Map(line.map((id, place) => [id, middleOfParents(id, unions, x) ?? place]));
    const sorted = [...line].sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    lines[row] = couplesTogether(sorted, unions);
    for (const [place, id] of lines[row].entries()) x.set(id, place);
  }
}

function middleOfParents(id: string, unions: readonly Union[], x: ReadonlyMap<string, number>): number | undefined {
  const union = unions.find(({ children }) => children.includes(id));
  return union && middle(union.parents, x);
}

const middle = (ids: readonly string[], x: ReadonlyMap<string, number>): number =>
  ids.reduce((sum, id) => sum + (x.get(id) ?? 0), 0) / ids.length;

/** Moves a line towards where its persons belong, in its order and at least one step apart. */
function settle(line: readonly string[], unions: readonly Union[], x: Map<string, number>, downwards: boolean): void {
  const wishes = line.map((id) => wishOf(id, unions, x, downwards));
  const placed: number[] = [];
  for (const wish of wishes) placed.push(Math.max(wish, (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + 1));
  // what was pushed to the right on the whole goes back by the mean
  const drift = placed.reduce((sum, at, i) => sum + at - (wishes[i] as number), 0) / Math.max(1, line.length);
  for (const [i, id] of line.entries()) x.set(id, (placed[i] as number) - drift);
}

/** Downwards siblings centre under their parents, upwards parents above their children. */
function wishOf(id: string, unions: readonly Union[], x: ReadonlyMap<string, number>, downwards: boolean): number {
  const own = x.get(id) ?? 0;
  if (downwards) {
    const union = unions.find(({ children }) => children.includes(id));
    return union === undefined ? own : own + middle(union.parents, x) - middle(union.children, x);
  }
  const shifts = unions
    .filter(({ parents }) => parents.includes(id))
    .map(({ parents, children }) => middle(children, x) - middle(parents, x));
  return shifts.length === 0 ? own : own + shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
}

function placed(
  unions: readonly Union[],
  lines: readonly (readonly string[])[],
  generation: ReadonlyMap<string, number>,
): readonly PlacedUnion[] {
  const used = new Map<number, number>();
  return unions.map((union) => {
    const [one, two] = union.parents;
    const line = lines[generation.get(one) ?? 0] ?? [];
    const beside = Math.abs(line.indexOf(one) - line.indexOf(two)) === 1 && line.includes(two);
    if (beside) return { ...union, beside, depth: 0 };
    const row = Math.max(generation.get(one) ?? 0, generation.get(two) ?? 0);
    const depth = (used.get(row) ?? 0) + 1;
    used.set(row, depth);
    return { ...union, beside, depth };
  });
}
