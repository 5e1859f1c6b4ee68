import { compileQuestion } from './compiled.ts';
import { KinshipError } from './errors.ts';
import { linkageMatters, linkageWarnings, linkageWarningText } from './linkage.ts';
import { knownLinks, kosambi } from './linkage-map.ts';
import { linkedRatios } from './linked.ts';
import type { Pedigree, Person } from './pedigree.ts';
import { simulatePower } from './power.ts';
import { combinedLog10, type KinshipQuestion, kinshipRatios } from './question.ts';
import { seededRandom } from './random.ts';

/** "C m F M": id, sex, father, mother; "?" for a parent who is not modelled. */
function read(text: string): Pedigree {
  return text.split(', ').map((line): Person => {
    const [id = '', sex, father = '?', mother = '?'] = line.split(' ');
    const parent = (name: string) => (name === '?' ? null : name);
    return { id, sex: sex === 'm' ? 'male' : 'female', father: parent(father), mother: parent(mother) };
  });
}

const table = (locus: string) => ({ locus, alleles: ['14', '15', '16'], frequencies: [0.2, 0.3, 0.5] });

/** The genotypes at both loci by person, "14/15 15/16". */
function ask(pedigree: Pedigree, typed: Readonly<Record<string, string>>, names = ['vWA', 'D12S391']): KinshipQuestion {
  return {
    hypotheses: [
      { name: 'family', pedigree },
      { name: 'strangers', pedigree: pedigree.map((person) => ({ ...person, father: null, mother: null })) },
    ],
    against: 'strangers',
    loci: names.map((locus, i) => ({
      table: table(locus),
      observations: Object.fromEntries(
        Object.entries(typed).map(([person, text]) => [person, (text.split(' ')[i] as string).split('/')]),
      ),
    })),
    settings: { theta: 0, mutation: { model: 'none', maleRate: 0, femaleRate: 0 } },
  };
}

const MATTERS = [
  ['two children of one father', 'F m, A m F ?, B f F ?', { A: '14/15 14/15', B: '14/16 14/16' }],
  [
    'two children and their typed parents',
    'F m, M f, A m F M, B f F M',
    {
      F: '14/15 14/15',
      M: '16/16 16/16',
      A: '14/16 14/16',
      B: '15/16 15/16',
    },
  ],
  ['a grandparent and a grandchild', 'G m, F m G ?, C m F ?', { G: '14/14 14/14', C: '14/15 14/15' }],
  [
    'three generations, all typed',
    'G m, F m G ?, C m F ?',
    {
      G: '14/14 14/14',
      F: '14/15 14/15',
      C: '14/16 14/16',
    },
  ],
  ['an uncle', 'G m, H f, U m G H, F m G H, C m F ?', { U: '14/15 14/15', C: '14/16 14/16' }],
  ['a daughter by her father', 'F m, M f F ?, C f F M', { F: '14/15 14/15', C: '14/14 14/14' }],
] as const;

const NEVER = [
  ['a parent and a child', 'F m, C m F ?', { F: '14/15 14/15', C: '14/16 14/16' }],
  ['both parents and a child', 'F m, M f, C m F M', { F: '14/15 14/15', M: '15/16 15/16', C: '14/16 14/16' }],
  ['a parent whose own parents nobody typed', 'G m, H f, F m G H, C m F ?', { F: '14/15 14/15', C: '14/16 14/16' }],
  ['a great-grandchild alone', 'G m, F m G ?, M f F ?, C m ? M', { C: '14/16 14/16' }],
  ['a second child who is not typed', 'F m, C m F ?, D m F ?', { F: '14/15 14/15', C: '14/16 14/16' }],
] as const;

test.each(MATTERS)('%s: linkage changes the ratio, and a warning says so', (_, text, typed) => {
  const question = ask(read(text), typed);
  const alone = kinshipRatios(question);
  const product = alone.loci.reduce((value, { ratios }) => value * (ratios.family as number), 1);
  const joint = linkedRatios(question, { first: 'vWA', second: 'D12S391', recombination: 0.117 }).family as number;
  expect(Math.abs(joint / product - 1)).toBeGreaterThan(0.003);
  expect(alone.warnings).toEqual([
    {
      code: 'linkage-ignored',
      loci: ['vWA', 'D12S391'],
      recombination: expect.closeTo(0.1172, 4),
      hypotheses: ['family'],
    },
  ]);
});

test.each(NEVER)('%s: linkage changes nothing, and there is no warning', (_, text, typed) => {
  const question = ask(read(text), typed);
  const alone = kinshipRatios(question);
  const product = alone.loci.reduce((value, { ratios }) => value * (ratios.family as number), 1);
  for (const recombination of [0, 0.117, 0.5]) {
    const joint = linkedRatios(question, { first: 'vWA', second: 'D12S391', recombination }).family as number;
    expect(joint).toBeCloseTo(product, 12);
  }
  expect(alone.warnings).toEqual([]);
  expect(linkageMatters(read(text), new Set(Object.keys(typed)), 'autosomal')).toBe(false);
});

const SIBLINGS = ask(read('F m, M f, A m F M, B f F M'), { A: '14/15 14/15', B: '14/15 14/15' });

test('a pair that is computed jointly stands in the combined ratio in place of its loci, without a warning', () => {
  const pair = { first: 'D12S391', second: 'vWA', recombination: 0.117 };
  const third = { table: table('FGA'), observations: { A: ['14', '15'], B: ['15', '16'] } };
  const question = { ...SIBLINGS, loci: [...SIBLINGS.loci, third] };
  const answer = kinshipRatios({ ...question, linked: [pair] });
  const joint = linkedRatios(question, pair);
  expect(answer.warnings).toEqual([]);
  expect(answer.pairs).toEqual([{ ...pair, ratios: joint }]);
  const alone = answer.loci.find(({ locus }) => locus === 'FGA')?.ratios.family as number;
  expect(answer.log10.family).toBeCloseTo(Math.log10(joint.family as number) + Math.log10(alone), 12);
  expect(answer.log10.strangers).toBeCloseTo(0, 12);
  expect(answer.loci).toHaveLength(3);
  const independent = kinshipRatios(question);
  expect(independent.log10.family).toBeCloseTo(
    combinedLog10(answer.loci.map(({ ratios }) => ratios.family as number)) as number,
    12,
  );
});

test('a locus without data, or farther away than 50 centimorgan, gives no warning', () => {
  expect(linkageWarnings(ask(SIBLINGS.hypotheses[0]?.pedigree ?? [], { A: '14/15 14/15' }, ['vWA', 'FGA']))).toEqual(
    [],
  );
  const [first, second] = SIBLINGS.loci;
  if (first === undefined || second === undefined) throw new Error('two loci');
  expect(linkageWarnings({ ...SIBLINGS, loci: [first, { ...second, observations: {} }] })).toEqual([]);
});

test('names of loci as other programs write them are known, and the warning keeps them', () => {
  const question = ask(read('A m F M, B f F M, F m, M f'), { A: '14/15 14/15', B: '14/15 14/15' }, ['VWA', 'D12S391']);
  const [warning] = linkageWarnings(question);
  expect(warning?.loci).toEqual(['VWA', 'D12S391']);
  expect(warning === undefined ? '' : linkageWarningText(warning)).toBe(
    'VWA and D12S391 are linked (recombination about 0.117) and counted as independent; in this family that can change the ratio.',
  );
});

test('on the X all known loci are linked, through mothers only', () => {
  const names = ['DXS7132', 'DXS8378'];
  const onX = (question: KinshipQuestion): KinshipQuestion => ({
    ...question,
    settings: { ...question.settings, chromosome: 'X' },
  });
  const brothers = onX(ask(read('M f, A m ? M, B m ? M'), { A: '14 14', B: '15 15' }, names));
  expect(linkageWarnings(brothers)).toMatchObject([{ loci: names, hypotheses: ['family'] }]);
  const joint = (recombination: number) =>
    linkedRatios(brothers, { first: 'DXS7132', second: 'DXS8378', recombination }).family as number;
  expect(joint(0)).not.toBeCloseTo(joint(0.5), 3);
  const halfSisters = onX(ask(read('F m, A f F ?, B f F ?'), { A: '14/15 14/15', B: '14/15 14/16' }, names));
  expect(linkageWarnings(halfSisters)).toEqual([]);
});

test('the pairs of the map have the distances and recombination fractions that were published', () => {
  const published = [
    ['vWA', 'D12S391', 11.941, 0.1172],
    ['D5S818', 'CSF1PO', 27.7611, 0.2522],
    ['SE33', 'D6S474', 23.2133, 0.2168],
    ['D8S1132', 'D8S1179', 16.4809, 0.1591],
    ['TH01', 'D11S2368', 28.3996, 0.2569],
  ] as const;
  for (const [first, second, centimorgan, recombination] of published) {
    expect(knownLinks([first, 'D1S1656', second])).toEqual([
      {
        first,
        second,
        centimorgan: expect.closeTo(centimorgan, 3),
        recombination: expect.closeTo(recombination, 4),
      },
    ]);
  }
  expect(knownLinks(['TPOX', 'D2S441', 'FGA'])).toEqual([]);
  expect(kosambi(88.8129)).toBeCloseTo(0.4721, 4);
});

test('refused: a locus in two pairs, and theta', () => {
  const pair = { first: 'vWA', second: 'D12S391', recombination: 0.1 };
  const refusal = (question: KinshipQuestion): string => {
    try {
      kinshipRatios(question);
    } catch (error) {
      if (error instanceof KinshipError) return `${error.code}: ${error.message}`;
    }
    throw new Error('not refused');
  };
  expect(refusal({ ...SIBLINGS, linked: [pair, { ...pair, second: 'FGA' }] })).toMatch(/settings-invalid: Locus vWA/);
  const theta = { ...SIBLINGS, linked: [pair], settings: { ...SIBLINGS.settings, theta: 0.01 } };
  expect(refusal(theta)).toMatch(/theta-impossible: .*vWA or D12S391/);
});

test('a compiled question and a simulation of power name the linked loci that they count as independent', () => {
  const siblings = read('F m, A m F ?, B f F ?');
  const linkedOnes = [{ code: 'linkage-ignored', loci: ['vWA', 'D12S391'] }];
  const asked = ask(siblings, { A: '14/15 14/15' });
  expect(compileQuestion(asked, 'B', 'family').warnings).toMatchObject(linkedOnes);
  expect(compileQuestion(ask(read('F m, C f F ?'), { F: '14/15 14/15' }), 'C', 'family').warnings).toEqual([]);
  const loci = asked.loci.map((locus) => locus.table);
  const family = {
    pedigree: siblings,
    place: 'B',
    profiles: { A: { vWA: ['14', '15'] as const } },
    settings: asked.settings,
  };
  expect(simulatePower(family, { loci, typed: ['A'] }, 2, seededRandom('linked')).warnings).toMatchObject(linkedOnes);
});

test('a linked pair that would take hours is refused, and the error says which models are quick', () => {
  const alleles = Array.from({ length: 20 }, (_, i) => String(i + 8));
  const wide = (locus: string) => ({ locus, alleles, frequencies: alleles.map(() => 0.05) });
  const asked = ask(read('F m, M f, A m F M, B f F M'), { A: '14/15 14/15', B: '14/16 14/16' });
  const pair = { first: 'vWA', second: 'D12S391', recombination: 0.1 };
  const withModel = (model: 'stepwise' | 'equal') => ({
    ...asked,
    loci: asked.loci.map(({ table: { locus }, observations }) => ({ table: wide(locus), observations })),
    settings: { theta: 0, mutation: { model, maleRate: 0.002, femaleRate: 0.001, range: 0.1, rate2: 1e-6 } },
  });
  expect(() => linkedRatios(withModel('stepwise'), pair)).toThrow(/^Loci vWA and D12S391: .*equal or proportional/);
  expect(linkedRatios(withModel('equal'), pair).family).toBeGreaterThan(1);
});
