import type { FrequencyTable, Genotype, Profile } from '@kinledger/profile';
import { type ParentageInput, type ParentageResult, type Participant, parentage } from './parentage.ts';
import { seededRandom } from './random.ts';
import { DEFAULT_SETTINGS, type ParentageSettings } from './settings.ts';
import { simulateChild, simulateProfile } from './simulate.ts';

const LOCI = [
  ...['D8S1179', 'D21S11', 'D7S820', 'CSF1PO', 'D3S1358', 'TH01', 'D13S317', 'D16S539'],
  ...['D2S1338', 'D19S433', 'vWA', 'TPOX', 'D18S51', 'D5S818', 'FGA'],
];
const frequencies = { '10': 0.1, '11': 0.2, '12': 0.25, '13': 0.2, '14': 0.15, '15': 0.1 };
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
const NO_MUTATION: ParentageSettings = {
  ...DEFAULT_SETTINGS,
  mutation: { model: 'none', maleRate: 0, femaleRate: 0 },
};

const all = (...genotype: readonly string[]): Profile => first(LOCI.length, genotype);
const first = (count: number, genotype: readonly string[]): Profile =>
  Object.fromEntries(LOCI.slice(0, count).map((locus) => [locus, genotype as Genotype]));
const person = (code: string, sex: Participant['sex'], profile: Profile): Participant => ({ code, sex, profile });

interface Family {
  readonly child: Profile;
  readonly parent: Profile;
  readonly other?: Profile;
}

function ask(question: ParentageInput['question'], family: Family, settings = DEFAULT_SETTINGS): ParentageResult {
  return parentage({
    question,
    child: person('K-1', 'unknown', family.child),
    parent: person('K-2', 'male', family.parent),
    ...(family.other === undefined ? {} : { otherParent: person('K-3', 'female', family.other) }),
    table,
    settings,
  });
}

const codes = ({ advice }: ParentageResult): readonly string[] => advice.map(({ code }) => code);

describe('identical profiles', () => {
  const me = all('10', '15');

  test('a person is not confirmed as the parent of herself', () => {
    const result = ask('one-parent', { child: me, parent: me });
    expect(Number(result.combined.log10)).toBeGreaterThan(4);
    expect(result.verdict).toBe('inconclusive');
    expect(result.advice).toEqual([{ code: 'identical-profiles' }]);
    expect(result.identicalProfiles).toEqual([{ persons: ['K-1', 'K-2'], loci: 15 }]);
    expect(result.adviceText).toContain('mix-up of samples');
  });

  test('nor is anybody where the two parents are one, or the child is the undisputed parent', () => {
    const parents = ask('both-parents', { child: all('10', '10'), parent: me, other: me });
    expect(parents.identicalProfiles).toEqual([{ persons: ['K-2', 'K-3'], loci: 15 }]);
    expect(parents.verdict).toBe('inconclusive');
    const mother = ask('known-parent', { child: me, parent: all('10', '10'), other: me });
    expect(mother.identicalProfiles).toEqual([{ persons: ['K-1', 'K-3'], loci: 15 }]);
    expect(mother.verdict).toBe('inconclusive');
  });

  test('one typing fault among ten loci or more does not hide them, two do', () => {
    const one = { ...me, FGA: ['10', '14'] as const };
    const two = { ...one, vWA: ['10', '14'] as const };
    expect(ask('one-parent', { child: me, parent: one }).identicalProfiles).toEqual([
      { persons: ['K-1', 'K-2'], loci: 14 },
    ]);
    const different = ask('one-parent', { child: me, parent: two });
    expect([different.identicalProfiles, different.verdict]).toEqual([[], 'supported']);
  });

  test('six loci are needed, and a locus with one allele seen is none of them', () => {
    const five = ask('one-parent', { child: first(5, ['10', '15']), parent: first(5, ['10', '15']) });
    expect(five.identicalProfiles).toEqual([]);
    const six = first(6, ['10', '15']);
    expect(ask('one-parent', { child: six, parent: six }).identicalProfiles[0]?.loci).toBe(6);
    const partial = { ...six, TH01: ['10'] as const };
    expect(ask('one-parent', { child: partial, parent: six }).identicalProfiles).toEqual([]);
  });
});

describe('both parents', () => {
  test('the verdict needs the threshold against one of both alone, not only against neither', () => {
    const mother = all('10', '14');
    const child = all('10', '12');
    const stranger = { ...all('12', '13'), TPOX: ['13', '13'] as const, vWA: ['11', '13'] as const };
    const result = ask('both-parents', { child, parent: stranger, other: mother });
    const [neither, onlyParent, onlyOther] = result.alternatives;
    expect([neither?.code, onlyParent?.code, onlyOther?.code]).toEqual(['neither', 'only-parent', 'only-other-parent']);
    expect([neither?.log10, neither?.ratio]).toEqual([result.combined.log10, result.combined.ratio]);
    expect(Number(neither?.log10)).toBeGreaterThan(4);
    expect(Number(onlyOther?.log10)).toBeLessThan(4);
    expect(onlyOther?.hypothesis).toBe('K-1 is a child of K-3 and of an unknown person who is unrelated to K-2.');
    expect([result.verdict, result.combined.inconsistentLoci]).toEqual(['inconclusive', 2]);
  });

  test('the ratio against one alone is that of the question about the other with that one known', () => {
    const family = { child: all('10', '12'), parent: all('12', '13'), other: all('10', '14') };
    const [, , onlyOther] = ask('both-parents', family).alternatives;
    const known = ask('known-parent', family);
    expect(onlyOther?.ratio).toBe(known.combined.ratio);
    expect(known.alternatives).toEqual([onlyOther]);
  });

  test('of simulated families at 15 loci, the mother beside her child’s uncle is hardly ever supported', () => {
    const random = seededRandom('uncles');
    const supported = { father: 0, uncle: 0, uncleAgainstStrangers: 0 };
    for (let i = 0; i < 60; i++) {
      const [grandparents, other] = [
        { father: simulateProfile(table, random), mother: simulateProfile(table, random) },
        simulateProfile(table, random),
      ];
      const [father, uncle] = [simulateChild(grandparents, table, random), simulateChild(grandparents, table, random)];
      const child = simulateChild({ father, mother: other }, table, random);
      if (ask('both-parents', { child, parent: father, other }).verdict === 'supported') supported.father++;
      const asUncle = ask('both-parents', { child, parent: uncle, other });
      if (asUncle.verdict === 'supported') supported.uncle++;
      const { log10, inconsistentLoci } = asUncle.combined;
      if (log10 !== null && Number(log10) >= 4 && inconsistentLoci <= 2) supported.uncleAgainstStrangers++;
    }
    expect(supported.uncle).toBeLessThan(supported.uncleAgainstStrangers / 4);
    expect(supported.uncleAgainstStrangers).toBeGreaterThan(4);
    expect(supported.father).toBeGreaterThan(20);
  });

  test('where one alone fits better, the advice says so', () => {
    const mother = all('10', '14');
    const stranger = { ...all('13', '15'), TPOX: ['12', '13'] as const };
    const result = ask('both-parents', { child: all('10', '12'), parent: stranger, other: mother });
    expect(result.verdict).toBe('excluded');
    expect(codes(result)).toEqual(['check-samples', 'one-parent-fits-better', 'inconsistent-too-many']);
  });

  test('an alternative as impossible as H1 is left out', () => {
    const family = {
      child: all('10', '12'),
      parent: { ...all('12', '13'), TPOX: ['13', '14'] as const },
      other: all('10', '14'),
    };
    const result = ask('both-parents', family, NO_MUTATION);
    expect(result.alternatives.map(({ code, ratio, log10 }) => [code, ratio, log10])).toEqual([
      ['neither', '0', null],
      ['only-other-parent', '0', null],
    ]);
    expect(result.verdict).toBe('inconclusive');
  });
});

describe('exclusion', () => {
  const parent = all('12', '13');

  test('two inconsistent loci do not exclude, however small the ratio; three do', () => {
    const child = { ...all('10', '12'), TPOX: ['10', '10'] as const, vWA: ['10', '10'] as const };
    const onestep = {
      ...DEFAULT_SETTINGS,
      mutation: { model: 'onestep', maleRate: 0.002, femaleRate: 0.0005 },
    } as const;
    for (const settings of [NO_MUTATION, onestep]) {
      const result = ask('one-parent', { child, parent }, settings);
      expect([result.verdict, result.combined.log10]).toEqual(['inconclusive', null]);
      expect(result.advice).toEqual([
        { code: 'type-more-loci-or-other-parent' },
        { code: 'ratio-against' },
        { code: 'allow-mutation', count: 2 },
      ]);
    }
    const small = { TPOX: child.TPOX, vWA: child.vWA };
    const against = ask('one-parent', { child: small, parent });
    expect(Number(against.combined.log10)).toBeLessThan(-4);
    expect(against.verdict).toBe('inconclusive');
    expect(codes(against)).toContain('ratio-against');
    expect(against.advice).toContainEqual({ code: 'inconsistent-kept', count: 2 });
    const three = ask('one-parent', { child: { ...small, FGA: ['10', '10'] }, parent });
    expect([three.verdict, three.combined.inconsistentLoci]).toEqual(['excluded', 3]);
    expect(three.advice).toContainEqual({ code: 'inconsistent-too-many', count: 3 });
  });
});

describe('an undisputed parent who does not fit', () => {
  const parent = all('12', '13');
  /** At the first loci the child has no allele of the undisputed parent, and one of the parent asked about. */
  const family = (count: number): Family => ({
    child: { ...all('10', '12'), ...first(count, ['12', '12']) },
    parent,
    other: all('10', '14'),
  });

  test('does not count against the parent asked about', () => {
    const two = ask('known-parent', family(2));
    expect(two.combined).toMatchObject({ inconsistentLoci: 0, inconsistentWithOther: 2 });
    expect(two.loci.filter((locus) => locus.inconsistentWithOther).map(({ locus }) => locus)).toHaveLength(2);
    expect(two.loci.some(({ inconsistent }) => inconsistent)).toBe(false);
    expect(two.advice).toContainEqual({ code: 'other-inconsistent-kept', count: 2 });
    expect(two.loci.filter((locus) => 'inconsistentWithOther' in locus)).toHaveLength(2);
  });

  test('from three loci on is to be checked first, and nothing is concluded', () => {
    const three = ask('known-parent', family(3));
    expect(three.verdict).toBe('inconclusive');
    expect(three.advice).toEqual([{ code: 'check-other-parent', count: 3 }]);
    const excluding = { ...family(3), parent: all('13', '15') };
    expect(ask('known-parent', excluding).combined.inconsistentLoci).toBe(12);
    expect(ask('known-parent', excluding).verdict).toBe('inconclusive');
  });

  test('three mutations of both kinds together support nothing', () => {
    const { child, other } = family(2) as Required<Family>;
    const odd = { child: { ...child, FGA: ['10', '11'] as const }, parent, other };
    const result = ask('known-parent', odd);
    expect(Number(result.combined.log10)).toBeGreaterThan(-4);
    expect(result.combined).toMatchObject({ inconsistentLoci: 1, inconsistentWithOther: 2 });
    expect(ask('known-parent', odd, { ...DEFAULT_SETTINGS, threshold: 1 }).verdict).toBe('inconclusive');
  });
});

test('loci with one allele seen are counted, and the laboratory is asked for both alleles', () => {
  const child = { ...all('10', '12'), FGA: ['12'] as const };
  const parent = { ...all('12', '13'), vWA: ['12'] as const, FGA: ['12'] as const };
  const result = ask('one-parent', { child, parent });
  expect(result.combined.oneAlleleSeen).toBe(2);
  expect(result.advice).toContainEqual({ code: 'one-allele-seen', count: 2 });
  expect(result.adviceText).toContain('At 2 loci one allele was stated');
});

test('one allele each and not the same: a silent allele is mentioned, be it of either parent', () => {
  const child = { ...all('10', '12'), TPOX: ['10', '10'] as const, vWA: ['12', '12'] as const };
  const family = {
    child,
    parent: { ...all('12', '13'), TPOX: ['13', '13'] as const },
    other: { ...all('10', '14'), vWA: ['14', '14'] as const },
  };
  const result = ask('both-parents', family);
  expect(result.advice).toContainEqual({ code: 'silent-allele', count: 2 });
  const consistent = ask('one-parent', { child: all('10', '12'), parent: all('12', '12') });
  expect(codes(consistent)).not.toContain('silent-allele');
});
