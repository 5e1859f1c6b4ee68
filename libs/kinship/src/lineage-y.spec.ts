import fc from 'fast-check';
import { chanceOfWalk, compareYLine, Y_STATEMENT, type YLineQuestion, yLineLog10 } from './lineage-y.ts';
import { seededRandom } from './random.ts';

const rates = { DYS19: 0.002, DYS385: 0.003, DYS389I: 0.002, DYS389II: 0.004, DYS391: 0.003, DYS458: 0.006 };
const line = (over: Partial<YLineQuestion>): ReturnType<typeof compareYLine> =>
  compareYLine({ first: { DYS19: ['14'] }, second: { DYS19: ['14'] }, meioses: 1, rates, ...over });

test('father and son: 1 - rate when equal, half the rate one step away, nothing two steps away', () => {
  expect(line({}).loci).toEqual([{ locus: 'DYS19', steps: 0, probability: 0.998 }]);
  expect(line({ second: { DYS19: ['15'] } }).loci).toEqual([{ locus: 'DYS19', steps: 1, probability: 0.001 }]);
  const far = line({ second: { DYS19: ['12'] } });
  expect(far).toMatchObject({
    loci: [{ locus: 'DYS19', steps: 2, probability: 0 }],
    log10: null,
    verdict: 'not excluded',
  });
  expect(yLineLog10(far, 0.01)).toBeNull();
});

test('brothers: two meioses, each of which may mutate', () => {
  const r = 0.002;
  expect(line({ meioses: 2 }).loci[0]?.probability).toBeCloseTo((1 - r) ** 2 + r ** 2 / 2, 15);
  expect(line({ meioses: 2, second: { DYS19: ['13'] } }).loci[0]?.probability).toBeCloseTo(r * (1 - r), 15);
  expect(line({ meioses: 2, second: { DYS19: ['16'] } }).loci[0]?.probability).toBeCloseTo(r ** 2 / 4, 15);
});

test('the walk is what simulated lines do', () => {
  const random = seededRandom('walk');
  const [meioses, rate, runs] = [6, 0.3, 20_000];
  const ends = new Map<number, number>();
  for (let run = 0; run < runs; run++) {
    let at = 0;
    for (let m = 0; m < meioses; m++) if (random() < rate) at += random() < 0.5 ? 1 : -1;
    ends.set(at, (ends.get(at) ?? 0) + 1);
  }
  for (const steps of [0, 1, 2, 3]) {
    const chance = chanceOfWalk(steps, meioses, rate);
    const error = 4 * Math.sqrt((chance * (1 - chance)) / runs);
    expect(Math.abs((ends.get(steps) ?? 0) / runs - chance)).toBeLessThan(error);
    expect(Math.abs((ends.get(-steps) ?? 0) / runs - chance)).toBeLessThan(error);
  }
});

test('the walks to all places sum to 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (meioses, rate) => {
      let sum = chanceOfWalk(0, meioses, rate);
      for (let steps = 1; steps <= meioses; steps++) sum += 2 * chanceOfWalk(steps, meioses, rate);
      expect(sum).toBeCloseTo(1, 12);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('the copies of DYS385 cannot be told apart: all pairings count', () => {
  const r = rates.DYS385;
  const ask = (first: string[], second: string[]) =>
    line({ first: { DYS385: first }, second: { DYS385: second } }).loci[0];
  expect(ask(['11', '14'], ['14', '11'])).toEqual({ locus: 'DYS385', steps: 0, probability: (1 - r) ** 2 });
  const near = ask(['11', '12'], ['11', '12']);
  expect(near?.probability).toBeCloseTo((1 - r) ** 2 + (r / 2) ** 2, 15);
  expect(ask(['11'], ['11', '12'])).toEqual({
    locus: 'DYS385',
    steps: 1,
    probability: expect.closeTo(r * (1 - r), 15),
  });
  expect(ask(['11', '12'], ['11'])?.probability).toBeCloseTo((r / 2) * (1 - r), 15);
});

test('a mutation within DYS389I is not counted again in DYS389II', () => {
  const first = { DYS389I: ['13'], DYS389II: ['29'] };
  const result = line({ first, second: { DYS389I: ['14'], DYS389II: ['30'] } });
  expect(result.loci.map(({ steps }) => steps)).toEqual([1, 0]);
  expect(line({ first: { DYS389II: ['29'] }, second: { DYS389II: ['30'] } }).steps).toBe(1);
});

const LOCI = Array.from({ length: 20 }, (_, i) => `DYS${500 + i}`);
const twenty = (change: number) => {
  const first = Object.fromEntries(LOCI.map((locus) => [locus, ['14']]));
  const second = Object.fromEntries(LOCI.map((locus, i) => [locus, [i < change ? '15' : '14']]));
  return { first, second, rates: Object.fromEntries(LOCI.map((locus) => [locus, 0.0025])) };
};

test.each([
  [0, 'compatible'],
  [1, 'not excluded'],
  [2, 'not excluded'],
  [3, 'incompatible'],
])('father and son, twenty loci, %d steps: %s', (steps, verdict) => {
  const result = line(twenty(steps));
  expect(result).toMatchObject({ steps, verdict, statement: Y_STATEMENT });
  let atLeast = 1;
  for (let k = 0, ways = 1; k < steps; ways = (ways * (20 - k)) / (k + 1), k++) {
    atLeast -= ways * 0.0025 ** k * 0.9975 ** (20 - k);
  }
  expect(result.chanceOfSteps).toBeCloseTo(atLeast, 13);
});

test('three steps that exclude a father do not exclude a man ten meioses away', () => {
  expect(line({ ...twenty(3), meioses: 10 }).verdict).toBe('not excluded');
});

test('partial repeats apart: incompatible, and no number of steps', () => {
  const result = line({ first: { DYS458: ['17.2'] }, second: { DYS458: ['17'] } });
  expect(result).toMatchObject({ steps: null, verdict: 'incompatible', log10: null });
  expect(line({ first: { DYS458: ['17.2'] }, second: { DYS458: ['18.2'] } }).steps).toBe(1);
});

test('loci that one man lacks, or with another number of copies, are left out with the reason', () => {
  const first = { DYS19: ['14'], DYS391: ['10', '11'], DYS458: ['17'] };
  const result = line({ first, second: { DYS19: ['14'], DYS391: ['10'], DYS385: ['11', '14'] } });
  expect(result.skipped).toEqual([
    { locus: 'DYS385', reason: 'not-typed-in-both' },
    { locus: 'DYS391', reason: 'copies-differ' },
    { locus: 'DYS458', reason: 'not-typed-in-both' },
  ]);
});

test('the ratio: what the line makes of the haplotype over its frequency', () => {
  expect(yLineLog10(line({}), 0.001)).toBeCloseTo(Math.log10(0.998 / 0.001), 12);
});

test.each([
  ['no meiosis', { meioses: 0 }, 'meioses'],
  ['a locus without a rate', { rates: {} }, 'Locus DYS19 needs'],
  ['nothing in common', { second: { DYS391: ['10'] } }, 'no locus in common'],
])('refused: %s', (_, over, message) => {
  expect(() => line(over as Partial<YLineQuestion>)).toThrow(message);
  expect(() => yLineLog10(line({}), 0)).toThrow('frequency');
});
