import type { FrequencyTable, Profile } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import { type ParentageInput, type ParentageResult, type Participant, parentage } from './parentage.ts';
import { DEFAULT_SETTINGS, type ParentageSettings } from './settings.ts';

const LOCI = ['D3S1358', 'vWA', 'D16S539', 'CSF1PO', 'TPOX', 'D8S1179', 'D21S11', 'D18S51'];
const frequencies = { '10': 0.02, '11': 0.28, '12': 0.4, '13': 0.298, '14': 0.002 };
const table: FrequencyTable = {
  id: 'test-table',
  title: 'Test table',
  population: 'nobody',
  source: 'made up',
  citation: 'none',
  licence: 'none',
  digest: 'd1',
  loci: Object.fromEntries(LOCI.map((locus) => [locus, { chromosomes: 500, frequencies }])),
};
const PLAIN: ParentageSettings = {
  theta: 0,
  minimumFrequency: 'none',
  mutation: { model: 'none', maleRate: 0, femaleRate: 0 },
  threshold: 10_000,
};

const same = (genotype: readonly string[]): Profile => Object.fromEntries(LOCI.map((locus) => [locus, genotype]));
const person = (code: string, sex: Participant['sex'], profile: Profile): Participant => ({ code, sex, profile });

function ask(over: Partial<ParentageInput> = {}): ReturnType<typeof parentage> {
  return parentage({
    question: 'one-parent',
    child: person('K-1', 'male', same(['10', '11'])),
    parent: person('K-2', 'female', same(['10', '12'])),
    table,
    settings: PLAIN,
    ...over,
  });
}

function refusal(over: Partial<ParentageInput>): KinshipError {
  try {
    ask(over);
  } catch (error) {
    if (error instanceof KinshipError) return error;
  }
  throw new Error('not refused');
}

test('one parent sharing one allele: 1/4f at each locus, and supported from ten thousand', () => {
  const result = ask();
  expect(result.loci.map(({ ratio }) => Number(ratio))).toEqual(LOCI.map(() => expect.closeTo(12.5, 10)));
  expect(Number(result.combined.log10)).toBeCloseTo(8 * Math.log10(12.5), 10);
  expect(Number(result.combined.ratio)).toBeCloseTo(12.5 ** 8, -3);
  expect(result.combined).toMatchObject({ inconsistentLoci: 0, lociUsed: 8 });
  expect(result.verdict).toBe('supported');
  expect(result.hypotheses.h1).toBe('K-2 is a parent of K-1; the other parent is unknown.');
});

test('the known parent explains one allele: 1/2f of the other, whoever of the two is the mother', () => {
  const other = person('K-3', 'male', same(['11', '13']));
  const result = ask({ question: 'known-parent', otherParent: other });
  for (const { ratio } of result.loci) expect(Number(ratio)).toBeCloseTo(1 / (2 * 0.02), 10);
});

test('both parents against strangers: one over the frequency of the genotype and four', () => {
  const other = person('K-3', 'unknown', same(['11', '13']));
  const result = ask({ question: 'both-parents', otherParent: other });
  for (const { ratio } of result.loci) expect(Number(ratio)).toBeCloseTo(0.25 / (2 * 0.02 * 0.28), 10);
});

test('a rare and an unknown allele count as 5/2N, and the ratio is the one by hand', () => {
  const rare = ask({
    settings: { ...PLAIN, minimumFrequency: '5/2N' },
    child: person('K-1', 'male', { ...same(['14', '12']), vWA: ['9.3', '12'] }),
    parent: person('K-2', 'male', { ...same(['14', '13']), vWA: ['9.3', '13'] }),
  });
  for (const { ratio } of rare.loci) expect(Number(ratio)).toBeCloseTo(1 / (4 * (5 / 500)), 10);
  expect(rare.loci.find(({ locus }) => locus === 'vWA')?.note).toBe('allele-not-in-table');
  expect(rare.loci.find(({ locus }) => locus === 'TPOX')?.note).toBe('below-minimum-frequency');
});

test('an allele outside the table is refused by locus when no minimum frequency is set', () => {
  const error = refusal({ child: person('K-1', 'male', { ...same(['10', '11']), vWA: ['9.3', '12'] }) });
  expect(error.code).toBe('allele-not-in-table');
  expect(error.message).toContain('vWA');
  expect(error.message).not.toContain('9.3');
});

test('two inconsistent loci stay in the ratio, three exclude', () => {
  const settings = DEFAULT_SETTINGS;
  const with2 = { ...same(['10', '11']), vWA: ['13', '13'], TPOX: ['13', '13'] };
  const two = ask({ settings, child: person('K-1', 'male', with2) });
  expect(two.combined.inconsistentLoci).toBe(2);
  expect(two.verdict).not.toBe('excluded');
  const three = ask({ settings, child: person('K-1', 'male', { ...with2, D21S11: ['13', '13'] }) });
  expect(three.combined.inconsistentLoci).toBe(3);
  expect(three.verdict).toBe('excluded');
});

test('an impossible locus without a mutation model makes the ratio zero, written as 0 and null', () => {
  const result = ask({ child: person('K-1', 'male', { ...same(['10', '11']), vWA: ['13', '13'] }) });
  expect(result.combined).toMatchObject({ ratio: '0', log10: null, inconsistentLoci: 1 });
  expect(result.loci.find(({ locus }) => locus === 'vWA')).toEqual({
    locus: 'vWA',
    ratio: '0',
    log10: null,
    inconsistent: true,
  });
});

test('too few loci are inconclusive and say what to do', () => {
  const few = { vWA: ['10', '11'], TPOX: ['10', '11'] };
  const result = ask({ child: person('K-1', 'male', few) });
  expect(result.verdict).toBe('inconclusive');
  expect(result.advice).toEqual([{ code: 'type-more-loci-or-other-parent' }]);
  expect(result.adviceText).toBe('The loci typed do not decide. Type more loci, or type the other parent.');
});

test('loci that cannot be used are listed with the reason', () => {
  const child = { ...same(['10', '11']), AMEL: ['X', 'Y'], DYS391: ['10'], FGA: ['20', '21'], TPOX: ['8', '10', '11'] };
  const parent = { ...same(['10', '12']), FGA: ['20', '22'], D22S1045: ['15', '16'] };
  const result = ask({ child: person('K-1', 'male', child), parent: person('K-2', 'male', parent) });
  expect(Object.fromEntries(result.skipped.map(({ locus, reason }) => [locus, reason]))).toEqual({
    AMEL: 'not-autosomal',
    DYS391: 'not-autosomal',
    FGA: 'not-in-table',
    D22S1045: 'not-typed-in-all',
    TPOX: 'tri-allelic',
  });
  expect(result.combined.lociUsed).toBe(7);
});

test('one allele seen is that allele and any other, never two of it', () => {
  const result = ask({
    child: person('K-1', 'male', { vWA: ['10'] }),
    parent: person('K-2', 'male', { vWA: ['10', '10'] }),
  });
  expect(result.loci[0]?.note).toBe('one-allele-seen');
  expect(Number(result.loci[0]?.ratio)).toBeCloseTo(1 / (1 - (1 - 0.02) ** 2), 10);
});

test('refused: nothing in common, parents of one sex, one person twice, theta of one', () => {
  expect(refusal({ child: person('K-1', 'male', { FGA: ['20', '21'] }) }).code).toBe('no-common-loci');
  const mother = person('K-3', 'female', same(['11', '13']));
  expect(refusal({ question: 'known-parent', otherParent: mother }).code).toBe('same-sex-parents');
  expect(refusal({ parent: person('K-1', 'female', same(['10', '12'])) }).code).toBe('pedigree-invalid');
  expect(refusal({ settings: { ...PLAIN, theta: 1 } }).code).toBe('theta-impossible');
  expect(refusal({ question: 'both-parents' }).code).toBe('settings-invalid');
});

test('the same question gives the same text, whatever order the loci came in, and no allele is in it', () => {
  const backwards = (profile: Profile): Profile => Object.fromEntries(Object.entries(profile).reverse());
  const settings = DEFAULT_SETTINGS;
  const first = JSON.stringify(ask({ settings }));
  const again = ask({
    settings,
    child: person('K-1', 'male', backwards(same(['10', '11']))),
    parent: person('K-2', 'female', backwards(same(['10', '12']))),
  });
  expect(JSON.stringify(again)).toBe(first);
  expect(JSON.parse(first)).toEqual(again);
  for (const [key, value] of Object.entries(again.settings.mutation))
    expect([key, typeof value]).toEqual([key, 'string']);
});

test('of a parent whose sex is unknown the rate is the mean of both', () => {
  const mutation = { model: 'equal', maleRate: 0.004, femaleRate: 0.002 } as const;
  const settings = { ...PLAIN, mutation };
  const child = person('K-1', 'male', { vWA: ['13', '13'] });
  const [male, female, unknown] = (['male', 'female', 'unknown'] as const).map((sex) =>
    Number(ask({ settings, child, parent: person('K-2', sex, { vWA: ['10', '10'] }) }).combined.ratio),
  ) as [number, number, number];
  expect(male).toBeCloseTo(2 * female, 12);
  expect(unknown).toBeCloseTo((male + female) / 2, 12);
});

test('rates of single loci enter the ratio and stand in the result, as text', () => {
  const mutation = { model: 'equal', maleRate: 0.004, femaleRate: 0.002 } as const;
  const child = person('K-1', 'male', { vWA: ['13', '13'], TPOX: ['13', '13'] });
  const parent = person('K-2', 'male', { vWA: ['10', '10'], TPOX: ['10', '10'] });
  const plain = ask({ settings: { ...PLAIN, mutation }, child, parent });
  const locusRates = { vWA: { maleRate: 0.001 }, TPOX: { femaleRate: 0.1 } };
  const rated = ask({ settings: { ...PLAIN, mutation: { ...mutation, locusRates } }, child, parent });
  const ratio = (result: ParentageResult, at: string): number =>
    Number(result.loci.find(({ locus }) => locus === at)?.ratio);
  expect(ratio(rated, 'vWA')).toBeCloseTo(ratio(plain, 'vWA') / 4, 12);
  expect(ratio(rated, 'TPOX')).toBe(ratio(plain, 'TPOX'));
  expect(rated.settings.mutation.locusRates).toEqual([
    { locus: 'TPOX', femaleRate: '0.1' },
    { locus: 'vWA', maleRate: '0.001' },
  ]);
  expect(
    refusal({ settings: { ...PLAIN, mutation: { ...mutation, locusRates: { vWA: { maleRate: 2 } } } } }).message,
  ).toBe('The mutation rate of locus vWA is outside its range.');
});

test('rates of a locus that nobody has are refused, not passed over', () => {
  const mutation = { model: 'equal', maleRate: 0.004, femaleRate: 0.002 } as const;
  const named = (locus: string) => ({ settings: { ...PLAIN, mutation: { ...mutation, locusRates: { [locus]: {} } } } });
  expect(refusal(named('VWA')).message).toContain('locus VWA, which no table has');
  expect(ask(named('FGA')).settings.mutation.locusRates).toEqual([{ locus: 'FGA' }]);
});

test('the rule for rare alleles is recorded, and refuse names the locus', () => {
  const rare = { vWA: ['10', '99'] };
  const rule = (minimumFrequency: ParentageInput['settings']['minimumFrequency']) => ({
    settings: { ...PLAIN, minimumFrequency },
    child: person('K-1', 'male', rare),
    parent: person('K-2', 'male', rare),
  });
  const [x1, five] = [ask(rule('x+1')), ask(rule('5/2N'))];
  expect([x1.settings.minimumFrequency, five.settings.minimumFrequency]).toEqual(['x+1', '5/2N']);
  expect([x1.loci[0]?.note, five.loci[0]?.note]).toEqual(['allele-not-in-table', 'allele-not-in-table']);
  expect(Number(x1.combined.ratio)).toBeGreaterThan(Number(five.combined.ratio));
  expect(refusal(rule('refuse'))).toMatchObject({
    code: 'allele-not-in-table',
    message: expect.stringContaining('locus vWA'),
  });
});

test('a custom matrix stands in the result as text, so that it can be computed again', () => {
  const rows = (p: number) =>
    ['10', '11', '12', '13'].map((_, i) => [0, 1, 2, 3].map((j) => (i === j ? 1 - 3 * p : p)));
  const alleles = ['10', '11', '12', '13'];
  const quarters = { 10: 0.25, 11: 0.25, 12: 0.25, 13: 0.25 };
  const even = { ...table, loci: { vWA: { chromosomes: 500, frequencies: quarters } } };
  const custom = { vWA: { alleles, male: rows(0.125), female: rows(0) } };
  const settings = { ...PLAIN, mutation: { model: 'custom', maleRate: 0, femaleRate: 0, custom } } as const;
  const [child, parent] = [person('K-1', 'male', { vWA: ['13', '13'] }), person('K-2', 'male', { vWA: ['10', '10'] })];
  const result = ask({ settings, child, parent, table: even });
  expect(Number(result.combined.ratio)).toBeCloseTo(0.125 / 0.25, 12);
  expect(result.settings.mutation.custom?.[0]).toMatchObject({
    locus: 'vWA',
    alleles: '10 11 12 13',
    male: ['0.625 0.125 0.125 0.125', expect.any(String), expect.any(String), expect.any(String)],
  });
});
