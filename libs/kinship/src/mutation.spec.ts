import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KinshipError } from './errors.ts';
import { type MutationParameters, mutationMatrix } from './mutation.ts';
import { halfToEven, repeatGroup } from './numeric-allele.ts';

const folder = join(__dirname, '../../../fixtures/cases');
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

interface Entry extends MutationParameters {
  readonly table: string;
  readonly locus: string;
  readonly rows?: readonly string[];
}

const { matrices } = readJson('matrices/pedmut.json') as { matrices: readonly Entry[] };

function compute({ table, locus, rows: _, ...parameters }: Entry): Float64Array {
  const { loci } = readJson(`tables/${table}.json`) as { loci: Readonly<Record<string, string>> };
  const entries = (loci[locus] as string).split(' ').map((entry) => entry.split(':') as [string, string]);
  entries.sort(([a], [b]) => Number(a) - Number(b));
  return mutationMatrix(
    entries.map(([allele]) => allele),
    entries.map(([, frequency]) => Number(frequency)),
    parameters,
  );
}

test.each(matrices)('$table $locus, model $model, transform $transform: as pedmut has it', (entry) => {
  if (entry.rows === undefined) {
    expect(() => compute(entry)).toThrow(KinshipError);
    return;
  }
  const expected = entry.rows.flatMap((row) => row.split(' ').map(Number));
  const ours = compute(entry);
  expect(ours).toHaveLength(expected.length);
  for (const [i, p] of expected.entries()) {
    expect(Math.abs((ours[i] as number) - p)).toBeLessThanOrEqual(1e-9 * p);
  }
});

test('there are as many matrices as were carried over', () => {
  expect(matrices.filter(({ rows }) => rows !== undefined).length).toBeGreaterThan(80);
  expect(matrices).toHaveLength(121);
});

test('a half is rounded to the even neighbour', () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6].map(halfToEven)).toEqual([0, 2, 2, 0, -2, 2, -3]);
});

test.each([
  [9, 0],
  [9.3, 3],
  [9.8, -2],
  [9.5, -5],
  [10.5, 5],
])('allele %d is in group %d', (size, group) => {
  expect(repeatGroup(size)).toBe(group);
});

test('an allele at the edge of the table sends the whole rate to the one side', () => {
  const matrix = mutationMatrix(['9', '10', '11'], [0.3, 0.3, 0.4], { model: 'onestep', rate: 0.002 });
  expect([...matrix]).toEqual([0.998, 0.002, 0, 0.001, 0.998, 0.001, 0, 0.002, 0.998]);
});

test('one allele alone never mutates', () => {
  for (const model of ['equal', 'proportional', 'onestep', 'stepwise'] as const) {
    expect([...mutationMatrix(['9'], [1], { model, rate: 0.002, range: 0.1, rate2: 0.001 })]).toEqual([1]);
  }
});

test('refused: a rate above one, a range of zero, alleles out of order, a rate that the proportional model cannot have', () => {
  const tables = [
    ['9', '10'],
    [0.5, 0.5],
  ] as const;
  expect(() => mutationMatrix(...tables, { model: 'equal', rate: 1.1 })).toThrow('between 0 and 1');
  expect(() => mutationMatrix(...tables, { model: 'stepwise', rate: 0.1, range: 0, rate2: 0 })).toThrow('range');
  expect(() => mutationMatrix(...tables, { model: 'dawid', rate: 0.1, range: 1 })).toThrow('range');
  expect(() => mutationMatrix(['10', '9'], [0.5, 0.5], { model: 'equal', rate: 0.1 })).toThrow('sorted');
  expect(() => mutationMatrix(['9', '10'], [0.99, 0.01], { model: 'proportional', rate: 0.5 })).toThrow('too high');
});

test('a range of 1 makes all steps alike', () => {
  const matrix = mutationMatrix(['9', '10', '13'], [0.2, 0.3, 0.5], {
    model: 'stepwise',
    rate: 0.1,
    range: 1,
    rate2: 0,
  });
  expect([...matrix]).toEqual([0.9, 0.05, 0.05, 0.05, 0.9, 0.05, 0.05, 0.05, 0.9]);
});

test('a model or transform that nobody knows is refused by its name', () => {
  const table = [
    ['9', '10'],
    [0.4, 0.6],
  ] as const;
  const named = (other: object) => () => mutationMatrix(...table, { model: 'equal', rate: 0.1, ...other });
  expect(named({ model: 'Stepwise' })).toThrow('no mutation model Stepwise');
  expect(named({ transform: 'pm' })).toThrow('no transform pm');
});

test.each(['PM', 'MH', 'BA', 'PR'] as const)('without mutation the transform %s changes nothing', (transform) => {
  const matrix = mutationMatrix(['9', '10'], [0.4, 0.6], { model: 'equal', rate: 0, transform });
  expect([...matrix]).toEqual([1, 0, 0, 1]);
});

test('PM does not exist where alleles of two kinds never become each other', () => {
  const frequencies = [0.1, 0.2, 0.15, 0.25, 0.3];
  const stepwise = { model: 'stepwise', rate: 0.1, range: 0.1, rate2: 0, transform: 'PM' } as const;
  expect(() => mutationMatrix(['9', '9.3', '10', '10.3', '11'], frequencies, stepwise)).toThrow('does not exist');
  const onestep = { model: 'onestep', rate: 0.07, transform: 'PM' } as const;
  expect(() => mutationMatrix(['7', '8', '9', '11', '12'], frequencies, onestep)).toThrow('does not exist');
});
