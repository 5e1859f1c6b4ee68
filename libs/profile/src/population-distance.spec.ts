import { readFileSync } from 'node:fs';
import { readFrequencyTable } from './index.ts';
import { neiDistance, weirCockerhamFst } from './population-distance.ts';

const table = (id: string) =>
  readFrequencyTable(JSON.parse(readFileSync(`database/reference/frequencies/${id}.json`, 'utf8'))).loci;

// Two alleles, 100 chromosomes of each population: 50 and 50 against 80 and 20.
const A = { TH01: { frequencies: { '6': 0.5, '7': 0.5 }, chromosomes: 100 } };
const B = { TH01: { frequencies: { '6': 0.8, '7': 0.2 }, chromosomes: 100 } };

test('D_A by hand: 1 - sqrt(0.5 * 0.8) - sqrt(0.5 * 0.2)', () => {
  expect(neiDistance(A, B)).toBeCloseTo(1 - Math.sqrt(0.4) - Math.sqrt(0.1), 14);
  expect(neiDistance(A, B)).toBeCloseTo(0.0513167, 7);
});

test('FST by hand: p = 0.65, MSP = 4.5, MSG = 41/198, nc = 100 give 17/99', () => {
  const [msp, msg, nc] = [100 * 0.15 ** 2 * 2, (100 * 0.25 + 100 * 0.16) / 198, 200 - 20_000 / 200];
  expect([msp, nc]).toEqual([expect.closeTo(4.5, 12), 100]);
  expect(weirCockerhamFst(A, B)).toBeCloseTo((msp - msg) / (msp + (nc - 1) * msg), 14);
  expect(weirCockerhamFst(A, B)).toBeCloseTo(17 / 99, 12);
});

test('samples of different size by hand: 10 and 40 chromosomes', () => {
  const [few, many] = [{ TH01: { ...A.TH01, chromosomes: 10 } }, { TH01: { ...B.TH01, chromosomes: 40 } }];
  // p = (5 + 32) / 50 = 0.74; MSP = 10 * 0.24^2 + 40 * 0.06^2 = 0.72; MSG = (2.5 + 6.4) / 48; nc = 50 - 1700 / 50 = 16
  const msg = 8.9 / 48;
  expect(weirCockerhamFst(few, many)).toBeCloseTo((0.72 - msg) / (0.72 + 15 * msg), 14);
});

test('loci are averaged in D_A and summed above and below in FST; a locus of one table only counts in neither', () => {
  const twice = { ...A, FGA: { frequencies: { '20': 1 }, chromosomes: 100 }, vWA: A.TH01 };
  const other = { ...B, FGA: { frequencies: { '21': 1 }, chromosomes: 100 } };
  expect(neiDistance(twice, other)).toBeCloseTo((neiDistance(A, B)! + 1) / 2, 14);
  const msg = 41 / 198;
  // FGA: two alleles, each with MSP = 50 and MSG = 0
  const expected = (2 * (4.5 - msg) + 100) / (2 * (4.5 + 99 * msg) + 100);
  expect(weirCockerhamFst(twice, other)).toBeCloseTo(expected, 14);
});

test('either way round is the same, and the same population is at no distance', () => {
  const [asian, african] = [table('NIST1036-Asian'), table('NIST1036-AfAm')];
  expect(neiDistance(asian, african)).toBeCloseTo(neiDistance(african, asian)!, 12);
  expect(weirCockerhamFst(asian, african)).toBeCloseTo(weirCockerhamFst(african, asian)!, 12);
  expect(neiDistance(asian, asian)).toBeCloseTo(0, 12);
  expect(weirCockerhamFst(asian, asian)).toBeLessThan(0.001);
});

test('what is known of human populations comes out: Asians are nearer to Chinese than to others, FST between continents is a few hundredths', () => {
  const asian = table('NIST1036-Asian');
  const distanceTo = (id: string) => neiDistance(asian, table(id))!;
  expect(distanceTo('UKDNA17-Chinese')).toBeLessThan(distanceTo('NIST1036-Cauc'));
  expect(distanceTo('UKDNA17-Chinese')).toBeLessThan(distanceTo('NIST1036-AfAm'));
  const fst = weirCockerhamFst(asian, table('NIST1036-AfAm'))!;
  expect([fst > 0.01, fst < 0.06]).toEqual([true, true]);
  expect(Math.abs(weirCockerhamFst(asian, table('UKDNA17-Chinese'))!)).toBeLessThan(0.005);
});

test('nothing shared has no distance, and without N there is no FST', () => {
  expect(neiDistance(A, { FGA: B.TH01 })).toBeUndefined();
  expect(weirCockerhamFst(A, { TH01: { frequencies: B.TH01.frequencies } })).toBeUndefined();
});
