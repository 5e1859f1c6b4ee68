import { likelihood } from './likelihood.ts';
import { locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import type { Pedigree } from './pedigree.ts';

const NONE: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 };
const p = { A: 0.1, B: 0.25, C: 0.05, D: 0.6 };
const NAMES = { A: '10', B: '11', C: '12.2', D: '13' };
const [a, b] = [p.A, p.B];

const founder = (id: string, sex: 'male' | 'female') => ({ id, sex, father: null, mother: null });
const child = (father: string | null, mother: string | null) => ({ id: 'C', sex: 'male' as const, father, mother });
const AF = founder('AF', 'male');
const M = founder('M', 'female');

/** Likelihood ratio with genotypes written "A/B". */
function ratio(h1: Pedigree, h2: Pedigree, typed: Record<string, string>, theta: number, mutation = NONE): number {
  const table = { locus: 'TH01', alleles: Object.values(NAMES), frequencies: Object.values(p) };
  const observations = Object.fromEntries(
    Object.entries(typed).map(([person, text]) => [
      person,
      text.split('/').map((letter) => NAMES[letter as keyof typeof NAMES]),
    ]),
  );
  const model = locusModel(table, { mutation });
  return likelihood(h1, observations, model, { theta }) / likelihood(h2, observations, model, { theta });
}

const duo = (parent: string, kid: string, theta: number): number =>
  ratio([AF, child('AF', null)], [AF, child(null, null)], { AF: parent, C: kid }, theta);
const trio = (kid: string, mother: string, father: string, theta: number): number =>
  ratio([AF, M, child('AF', 'M')], [AF, M, child(null, 'M')], { C: kid, M: mother, AF: father }, theta);

describe('parent and child without theta', () => {
  test.each([
    ['A/A', 'A/A', 1 / a],
    ['A/A', 'A/B', 1 / (2 * a)],
    ['A/B', 'A/A', 1 / (2 * a)],
    ['A/B', 'A/B', (a + b) / (4 * a * b)],
    ['A/B', 'A/C', 1 / (4 * a)],
    ['A/A', 'B/C', 0],
  ])('parent %s, child %s: the textbook ratio', (parent, kid, expected) => {
    expect(duo(parent, kid, 0)).toBeCloseTo(expected, 12);
  });
});

describe.each([0.01, 0.03, 0.2])('theta %d', (t) => {
  const w = 1 - t;

  test.each([
    ['A/A', 'A/A', (1 + 2 * t) / (3 * t + w * a)],
    ['A/A', 'A/B', (1 + 2 * t) / (2 * (2 * t + w * a))],
    ['A/B', 'A/A', (1 + 2 * t) / (2 * (2 * t + w * a))],
    ['A/B', 'A/B', ((1 + 2 * t) * (2 * t + w * (a + b))) / (4 * (t + w * a) * (t + w * b))],
    ['A/B', 'A/C', (1 + 2 * t) / (4 * (t + w * a))],
  ])('parent %s, child %s: the formula of Balding and Nichols', (parent, kid, expected) => {
    expect(duo(parent, kid, t)).toBeCloseTo(expected, 12);
  });

  test.each([
    ['A/A', 'A/A', 'A/A', (1 + 3 * t) / (4 * t + w * a)],
    ['A/B', 'B/B', 'A/A', (1 + 3 * t) / (2 * t + w * a)],
    ['A/A', 'A/A', 'A/B', (1 + 3 * t) / (2 * (3 * t + w * a))],
    ['A/B', 'B/B', 'A/B', (1 + 3 * t) / (2 * (t + w * a))],
    ['A/B', 'A/B', 'A/A', (1 + 3 * t) / (4 * t + w * (a + b))],
    ['A/B', 'A/B', 'A/B', (1 + 3 * t) / (4 * t + w * (a + b))],
    ['A/B', 'A/B', 'A/C', (1 + 3 * t) / (2 * (3 * t + w * (a + b)))],
  ])('child %s, mother %s, father %s: the formula of Balding and Nichols', (kid, mother, father, expected) => {
    expect(trio(kid, mother, father, t)).toBeCloseTo(expected, 12);
  });
});

describe('published numbers', () => {
  const one = (alleles: Record<string, number>, typed: Record<string, string>, theta = 0): number => {
    const rest = 1 - Object.values(alleles).reduce((sum, f) => sum + f, 0);
    const entries = [...Object.entries(alleles), ['99', rest] as const];
    const table = { locus: 'TH01', alleles: entries.map(([x]) => x), frequencies: entries.map(([, f]) => f) };
    const model = locusModel(table, { mutation: NONE });
    const seen = Object.fromEntries(Object.entries(typed).map(([person, text]) => [person, text.split('/')]));
    const h1 = [AF, M, child('AF', 'M')];
    const h2 = [AF, M, child(null, 'M')];
    return likelihood(h1, seen, model, { theta }) / likelihood(h2, seen, model, { theta });
  };

  test('the trio of the NIJ course on paternity statistics', () => {
    const ratios = [
      one({ 15: 0.2, 16: 0.2315 }, { C: '16/16', M: '16/16', AF: '15/16' }),
      one({ 17: 0.2627, 18: 0.2219, 20: 0.1 }, { C: '17/18', M: '17/18', AF: '18/20' }),
      one({ 21: 0.1, 23: 0.1581, 25: 0.1, 27: 0.05 }, { C: '23/25', M: '25/27', AF: '21/23' }),
      one({ 14: 0.1, 18: 0.0918, 20: 0.1 }, { C: '18/18', M: '14/18', AF: '18/20' }),
    ];
    for (const [i, expected] of [2.1598, 1.0317, 3.1625, 5.4466].entries()) expect(ratios[i]).toBeCloseTo(expected, 3);
    expect(ratios.reduce((product, value) => product * value, 1)).toBeCloseTo(38.386, 1);
  });

  test('the trio of section 2.1 of the Familias book, without and with theta', () => {
    const typed = { C: '1/2', M: '1/1', AF: '2/3' };
    expect(one({ 1: 0.3, 2: 0.05, 3: 0.1 }, { ...typed, AF: '2/2' })).toBeCloseTo(20, 10);
    expect(one({ 1: 0.3, 2: 0.05, 3: 0.1 }, { ...typed, AF: '2/2' }, 0.02)).toBeCloseTo(11.91, 2);
  });

  test('the duo of section 2.2 of the Familias book: a mutation of the equal model', () => {
    const [f1, f2, rate] = [0.212, 0.292, 0.007];
    const rest = (1 - f1 - f2) / 6;
    const table = {
      locus: 'TH01',
      alleles: ['1', '2', '3', '4', '5', '6', '7', '8'],
      frequencies: [f1, f2, rest, rest, rest, rest, rest, rest],
    };
    const model = locusModel(table, { mutation: { model: 'equal', maleRate: rate, femaleRate: rate } });
    const seen = { AF: ['3', '4'], C: ['1', '2'] };
    const value = likelihood([AF, child('AF', null)], seen, model) / likelihood([AF, child(null, null)], seen, model);
    const m = rate / 7;
    expect(value).toBeCloseTo((m * (f1 + f2)) / (2 * f1 * f2), 12);
    expect(value).toBeCloseTo(0.00407, 5);
  });
});

test('brothers and sisters: a quarter unrelated, a half parent and child, a quarter identical', () => {
  const born = (id: string, father: string | null, mother: string | null) => ({ ...child(father, mother), id });
  const sibs = [AF, M, born('X', 'AF', 'M'), born('Y', 'AF', 'M')];
  const half = [AF, born('X', 'AF', null), born('Y', 'AF', null)];
  const strangers = [AF, M, born('X', null, null), born('Y', null, null)];
  for (const [x, y] of [
    ['A/B', 'A/B'],
    ['A/A', 'A/B'],
    ['A/A', 'A/A'],
    ['A/B', 'A/C'],
    ['A/A', 'B/C'],
  ] as const) {
    const identity = x !== y ? 0 : x === 'A/A' ? 1 / (a * a) : 1 / (2 * a * b);
    expect(ratio(sibs, strangers, { X: x, Y: y }, 0)).toBeCloseTo(0.25 + 0.5 * duo(x, y, 0) + 0.25 * identity, 12);
    expect(ratio(half, strangers, { X: x, Y: y }, 0)).toBeCloseTo(0.5 + 0.5 * duo(x, y, 0), 12);
  }
});

test('monozygotic twins of the same genotype count as one person', () => {
  const twin = (id: string) => ({ id, sex: 'male' as const, father: 'AF', mother: 'M', twin: 'T' });
  const single = [AF, M, { id: 'X', sex: 'male' as const, father: 'AF', mother: 'M' }];
  const table = { locus: 'TH01', alleles: Object.values(NAMES), frequencies: Object.values(p) };
  const model = locusModel(table, { mutation: NONE });
  const seen = { AF: ['10', '11'], X: ['10', '13'] };
  const once = likelihood(single, seen, model);
  expect(likelihood([AF, M, twin('X'), twin('Y')], { ...seen, Y: ['10', '13'] }, model)).toBeCloseTo(once, 14);
  expect(likelihood([AF, M, twin('X'), twin('Y')], { ...seen, Y: ['10', '11'] }, model)).toBe(0);
});
