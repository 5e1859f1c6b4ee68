import type { Kit } from '@kinledger/profile';
import { NONE, pedigree, placeQuestion, SMALL } from '../../../test/support/belief.ts';
import { MISS_RATES, nearMiss, nearMissDesk } from './belief-near-miss.ts';
import { leastSteps } from './belief-steps.ts';

const ONESTEP = { model: 'stepwise', maleRate: 0.002, femaleRate: 0.001, range: 0.1, rate2: 1e-6 } as const;
const RATES = { ...MISS_RATES, mutation: ONESTEP };

const mother = (profile: Readonly<Record<string, readonly string[]>>) =>
  placeQuestion({
    related: 'M f, X m ? M',
    unrelated: 'M f, X m',
    place: 'X',
    typed: { M: profile },
    tables: SMALL,
    settings: { theta: 0, mutation: NONE },
  });

// vWA: 16 0.1, 17 0.2, 18 0.3, 19 0.4
const kit = (locus: string, ladder: readonly string[]): Kit => ({
  id: 'Test',
  title: 'Test',
  manufacturer: '',
  source: '',
  verified: '',
  aliases: [],
  digest: '',
  loci: [{ locus, dye: 'blue', ladder, further: [] }],
});

test('a profile that fits has nothing to explain', () => {
  const found = nearMiss(mother({ vWA: ['16', '17'], TH01: ['6', '7'] }), { vWA: ['17', '18'] }, RATES);
  expect(found).toEqual({
    missed: [],
    lociUsed: 1,
    log10Others: expect.closeTo(Math.log10(1 / (4 * 0.2)), 12),
    log10: expect.closeTo(Math.log10(1 / (4 * 0.2)), 12),
  });
});

test('one repeat away: a mutation of one step, with the ratio by hand', () => {
  // mother 16/17, child 18/19: 17 -> 18 or 19, 16 -> 18 or 19, rates r^d over the other alleles of the row
  const { missed, log10, log10Others } = nearMiss(mother({ vWA: ['16', '17'] }), { vWA: ['18', '19'] }, RATES);
  const row = (from: number, to: number): number => {
    const all = [16, 17, 18, 19].filter((a) => a !== from).reduce((sum, a) => sum + 0.1 ** Math.abs(a - from), 0);
    return (0.001 * 0.1 ** Math.abs(to - from)) / all;
  };
  const passes = (to: number): number => (row(16, to) + row(17, to)) / 2;
  const ratio = (passes(18) * 0.4 + passes(19) * 0.3) / (2 * 0.3 * 0.4);
  expect(missed).toEqual([
    {
      locus: 'vWA',
      explanations: [{ cause: 'mutation-one-step', steps: 1, log10: expect.closeTo(Math.log10(ratio), 10) }],
    },
  ]);
  expect([log10Others, log10]).toEqual([0, expect.closeTo(Math.log10(ratio), 10)]);
});

test('opposite homozygotes three repeats apart: drop-out and a silent allele before a mutation', () => {
  const { missed } = nearMiss(mother({ vWA: ['16', '16'] }), { vWA: ['19', '19'] }, RATES);
  const [first, third, second, fourth] = missed[0]!.explanations;
  expect(missed[0]!.explanations.map(({ cause, person }) => [cause, person])).toEqual([
    ['drop-out', 'M'],
    ['silent-allele', undefined],
    ['drop-out', 'X'],
    ['mutation-more-steps', undefined],
  ]);
  // silent: the mother is 16/s, passes s with 1/2, the child's 19 comes from the population
  const s = MISS_RATES.silent;
  const [p, q] = [0.1 * (1 - s), 0.4 * (1 - s)];
  const silent = (2 * p * s * 0.5 * q) / ((p * p + 2 * p * s) * (q * q + 2 * q * s));
  expect(third!.log10).toBeCloseTo(Math.log10(silent), 10);
  // drop-out of the mother's 19: P(seen 16 | 16, 19) = (1 - d) d; of a true 16/16 or 16/z it cannot come
  const d = MISS_RATES.dropout;
  const seen16 = 0.1 ** 2 * (1 - d * d) + 2 * 0.1 * 0.9 * (1 - d) * d;
  expect(first!.log10).toBeCloseTo(Math.log10((2 * 0.1 * 0.4 * (1 - d) * d * 0.5 * 0.4) / (seen16 * 0.4 ** 2)), 10);
  const seen19 = 0.4 ** 2 * (1 - d * d) + 2 * 0.4 * 0.6 * (1 - d) * d;
  expect(second!.log10).toBeCloseTo(Math.log10((0.1 ** 2 * 0.4 * (1 - d) * d) / (0.1 ** 2 * seen19)), 10);
  expect(fourth!.steps).toBe(3);
});

test('an allele at the end of the ladder of its kit may be misread, with the ratio by hand', () => {
  const kits = { M: kit('vWA', ['14', '15', '16']) };
  const { missed } = nearMiss(mother({ vWA: ['16', '17'] }), { vWA: ['18', '18'] }, RATES, kits);
  const misread = missed[0]!.explanations.filter(({ cause }) => cause === 'misread-at-kit-edge');
  // both of her alleles are at the end or beyond; what is read as 17 is the likelier one to be an 18
  const e = MISS_RATES.misread;
  const doubting = (kept: number, read: number): number => {
    const exact = (1 - e) * 2 * 0.1 * 0.2;
    const above = e * read * (2 * kept * 0.3 * 0.5 * 0.3);
    return above / ((exact + e * read * (kept ** 2 + 2 * kept * (1 - kept))) * 0.3 ** 2);
  };
  const ratio = Math.max(doubting(0.1, 0.2), doubting(0.2, 0.1));
  expect(misread).toEqual([
    { cause: 'misread-at-kit-edge', person: 'M', log10: expect.closeTo(Math.log10(ratio), 10) },
  ]);
  const inside = nearMiss(mother({ vWA: ['16', '17'] }), { vWA: ['18', '18'] }, RATES, {
    M: kit('vWA', ['15', '16', '17', '18', '19']),
  });
  expect(inside.missed[0]!.explanations.map(({ cause }) => cause)).not.toContain('misread-at-kit-edge');
});

test('a second allele beyond the ladder may not have been seen, with the ratio by hand', () => {
  const kits = { M: kit('vWA', ['15', '16', '17']) };
  const { missed } = nearMiss(mother({ vWA: ['16', '16'] }), { vWA: ['18', '19'] }, RATES, kits);
  const found = missed[0]!.explanations.find(({ cause }) => cause === 'missed-beyond-kit');
  const m = MISS_RATES.missedBeyond;
  const above = m * (2 * 0.1 * 0.3 * 0.5 * 0.4 + 2 * 0.1 * 0.4 * 0.5 * 0.3);
  const below = (0.1 ** 2 + m * 2 * 0.1 * 0.7) * 2 * 0.3 * 0.4;
  expect(found).toEqual({
    cause: 'missed-beyond-kit',
    person: 'M',
    log10: expect.closeTo(Math.log10(above / below), 10),
  });
});

test('explanations stand by their ratio, and a near miss without any has none', () => {
  const { explanations } = nearMiss(mother({ TH01: ['6', '6'] }), { TH01: ['7', '7'] }, RATES).missed[0]!;
  const order = explanations.map(({ log10 }) => log10);
  expect(order).toEqual(order.toSorted((a, b) => b - a));
  expect(order.length).toBeGreaterThan(2);
  const none = { mutation: NONE, silent: 0, dropout: 0, misread: 0, missedBeyond: 0 };
  const bare = nearMiss(mother({ TH01: ['6', '6'] }), { TH01: ['7', '7'], vWA: ['16', '16'] }, none);
  expect([bare.missed, bare.log10]).toEqual([[{ locus: 'TH01', explanations: [] }], null]);
});

test('the desk keeps candidates with one or two such loci, the best explained first', () => {
  const asked = mother({ TH01: ['6', '6'], TPOX: ['8', '8'], vWA: ['16', '16'] });
  const candidates = [
    { id: 'fits', profile: { TH01: ['6', '7'], TPOX: ['8', '9'], vWA: ['16', '19'] } },
    { id: 'three', profile: { TH01: ['7', '7'], TPOX: ['9', '9'], vWA: ['19', '19'] } },
    { id: 'two', profile: { TH01: ['7', '7'], TPOX: ['9', '9'], vWA: ['16', '19'] } },
    { id: 'one', profile: { TH01: ['6', '7'], TPOX: ['9', '9'], vWA: ['16', '19'] } },
    { id: 'far', profile: { TH01: ['6', '7'], TPOX: ['8', '9'], vWA: ['18', '19'] } },
  ];
  const found = nearMissDesk(asked, candidates, RATES);
  expect(found.map(({ id, missed }) => [id, missed.length])).toEqual([
    ['one', 1],
    ['far', 1],
    ['two', 2],
  ]);
  const kits = { M: kit('TPOX', ['6', '7', '8']) };
  const causes = (rows: ReturnType<typeof nearMissDesk>) => rows[0]!.missed[0]!.explanations.map(({ cause }) => cause);
  expect(causes(nearMissDesk(asked, candidates.slice(3, 4), RATES, { kits }))).toContain('missed-beyond-kit');
  const own = candidates.slice(3, 4).map((one) => ({ ...one, kit: kit('TPOX', ['9', '10']) }));
  expect(causes(nearMissDesk(asked, own, RATES))).toContain('misread-at-kit-edge');
  expect(nearMissDesk(asked, candidates, RATES, { most: 3 }).map(({ id }) => id)).toContain('three');
});

test('a mutation by part of a repeat is told as such, without steps', () => {
  const { missed } = nearMiss(mother({ TH01: ['9.3', '9.3'] }), { TH01: ['6', '7'] }, RATES);
  expect(missed[0]!.explanations.at(-1)).toEqual({ cause: 'mutation-part-repeat', log10: expect.any(Number) });
});

test.each([
  ['M f, X m ? M', { M: ['16', '17'], X: ['18', '20'] }, { steps: 1, whole: true }],
  ['M f, X m ? M', { M: ['16', '17'], X: ['9.3', '20'] }, { steps: 3, whole: true }],
  ['M f, X m ? M', { M: ['9', '9'], X: ['9.3', '9.3'] }, { steps: 0.3, whole: false }],
  ['F m, M f, X m F M', { F: ['10', '11'], M: ['12', '13'], X: ['12', '14'] }, { steps: 3, whole: true }],
  ['F m, M f, X m F M', { F: ['10', '11'], M: ['12', '13'], X: ['11', '13'] }, undefined],
  ['G f, T f ? G, X m ? T', { G: ['10', '11'], X: ['14', '15'] }, undefined],
  ['M f, X m ? M', { M: ['16', '17'], X: ['18'] }, { steps: 1, whole: true }],
])('%s with %j: the least steps', (family, observations, expected) => {
  const found = leastSteps(pedigree(family), observations);
  expect(found).toEqual(expected === undefined ? undefined : { ...expected, steps: expect.closeTo(expected.steps, 9) });
});
