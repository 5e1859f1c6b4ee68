import fc from 'fast-check';
import { generationsOf, type Member, unionsOf } from './family.ts';
import { type Layout, layoutOf } from './layout.ts';

type Parents = readonly [] | readonly [string, string];

function member(id: string, parents: Parents = [], sex: Member['sex'] = 'unknown'): Member {
  return { id, label: id, sex, parents, typed: true };
}

const TRIO = [member('F'), member('M'), member('C', ['F', 'M'])];
/** First cousins with a child: a loop. */
const COUSINS = [
  member('G1'),
  member('G2'),
  member('A', ['G1', 'G2']),
  member('B', ['G1', 'G2']),
  member('A1'),
  member('B1'),
  member('K', ['A', 'A1']),
  member('L', ['B', 'B1']),
  member('Z', ['K', 'L']),
];

const at = ({ places }: Layout, id: string) => places.get(id)!;

test('a child stands below the middle of its parents, who stand beside one another', () => {
  const layout = layoutOf(TRIO);
  expect([at(layout, 'F').row, at(layout, 'M').row, at(layout, 'C').row]).toEqual([0, 0, 1]);
  expect(Math.abs(at(layout, 'F').x - at(layout, 'M').x)).toBe(1);
  expect(at(layout, 'C').x).toBeCloseTo((at(layout, 'F').x + at(layout, 'M').x) / 2);
  expect(layout.unions).toEqual([{ parents: ['F', 'M'], children: ['C'], related: false, beside: true, depth: 0 }]);
});

test('siblings spread evenly below their parents', () => {
  const layout = layoutOf([...TRIO, member('D', ['F', 'M']), member('E', ['F', 'M'])]);
  const middle = (at(layout, 'F').x + at(layout, 'M').x) / 2;
  expect((at(layout, 'C').x + at(layout, 'E').x) / 2).toBeCloseTo(middle);
  expect(at(layout, 'D').x).toBeCloseTo(middle);
});

test('a couple with a common ancestor is related, and a couple without is not', () => {
  const related = unionsOf(COUSINS).filter((union) => union.related);
  expect(related.map(({ parents }) => parents)).toEqual([['K', 'L']]);
});

test('a partner without parents stands in the generation of the other', () => {
  const rank = generationsOf(COUSINS);
  expect(['G1', 'A', 'A1', 'K', 'L', 'Z'].map((id) => rank.get(id))).toEqual([0, 1, 1, 2, 2, 3]);
});

test('a third partner is reached around the others', () => {
  const layout = layoutOf([
    member('P'),
    member('Q1'),
    member('Q2'),
    member('Q3'),
    member('C1', ['P', 'Q1']),
    member('C2', ['P', 'Q2']),
    member('C3', ['P', 'Q3']),
  ]);
  const around = layout.unions.filter(({ beside }) => !beside);
  expect(around.length).toBeGreaterThan(0);
  expect(new Set(around.map(({ depth }) => depth)).size).toBe(around.length);
});

test('a father whose daughter has a child by him is drawn above her, by a double line', () => {
  const layout = layoutOf([member('F'), member('M'), member('D', ['F', 'M']), member('C', ['F', 'D'])]);
  expect([at(layout, 'F').row, at(layout, 'D').row, at(layout, 'C').row]).toEqual([0, 1, 2]);
  expect(layout.unions.find(({ parents }) => parents.includes('D'))).toMatchObject({ related: true, beside: false });
});

test('no family has no place', () => {
  expect(layoutOf([])).toMatchObject({ columns: 0, rows: 0, unions: [] });
});

/** Families in which the parents of a person were named before it, so that nobody is his own ancestor. */
const families = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 14 }).map((drawn) =>
  drawn.map(([one, two, founder], i) => {
    const [a, b] = [one % Math.max(1, i), two % Math.max(1, i)];
    return member(`p${i}`, founder || i < 2 || a === b ? [] : [`p${a}`, `p${b}`]);
  }),
);

test('in any family everybody has a place of his own, at least a step from the next, and children stand below parents', () => {
  fc.assert(
    fc.property(families, (family) => {
      const layout = layoutOf(family);
      const all = [...layout.places.values()];
      expect(all.length).toBe(family.length);
      for (const one of all) {
        expect(one.x).toBeGreaterThanOrEqual(0);
        expect(one.x).toBeLessThanOrEqual(layout.columns - 1);
        for (const other of all) {
          if (one !== other && one.row === other.row) expect(Math.abs(one.x - other.x)).toBeGreaterThan(0.999);
        }
        for (const parent of one.member.parents) expect(at(layout, parent).row).toBeLessThan(one.row);
      }
    }),
    { seed: 8, numRuns: 100 },
  );
});
