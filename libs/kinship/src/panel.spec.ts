import fc from 'fast-check';
import type { MutationSettings } from './mutation.ts';
import { codeProfile, duoLog10, preparePanel, trioLog10 } from './panel.ts';
import type { Pedigree } from './pedigree.ts';
import { type KinshipQuestion, kinshipRatios } from './question.ts';

const ALLELES = ['9', '9.3', '10', '11', '12'];
const tables = ['TH01', 'TPOX', 'vWA'].map((locus, i) => ({
  locus,
  alleles: ALLELES,
  frequencies: [0.1 + i / 100, 0.2 - i / 100, 0.3, 0.25, 0.15],
}));
const MUTATIONS: readonly MutationSettings[] = [
  { model: 'none', maleRate: 0, femaleRate: 0 },
  { model: 'equal', maleRate: 0.02, femaleRate: 0.01 },
  { model: 'stepwise', maleRate: 0.02, femaleRate: 0.01, range: 0.1, rate2: 0.001 },
];

const founder = (id: string, sex: 'male' | 'female') => ({ id, sex, father: null, mother: null });
const child = (father: string | null, mother: string | null) => ({ id: 'C', sex: 'male' as const, father, mother });
const F = founder('F', 'male');
const M = founder('M', 'female');

const person = fc.array(fc.array(fc.nat(4), { minLength: 2, maxLength: 2 }), { minLength: 3, maxLength: 3 });
const toProfile = (genotypes: readonly (readonly number[])[]) =>
  Object.fromEntries(tables.map(({ locus }, i) => [locus, genotypes[i]?.map((a) => ALLELES[a] as string) ?? []]));

test('the closed formulas are the engine, for one parent and two, with mutation and theta', () => {
  fc.assert(
    fc.property(
      fc.record({ f: person, m: person, c: person }),
      fc.constantFrom(0, 0.02),
      fc.constantFrom(...MUTATIONS),
      (genotypes, theta, mutation) => {
        const profiles = { F: toProfile(genotypes.f), M: toProfile(genotypes.m), C: toProfile(genotypes.c) };
        const panel = preparePanel(tables, { theta, mutation });
        const coded = {
          f: codeProfile(panel, profiles.F),
          m: codeProfile(panel, profiles.M),
          c: codeProfile(panel, profiles.C),
        };
        const engine = (h1: Pedigree, h2: Pedigree): number | undefined => {
          const typed = h1.map(({ id }) => id) as ('F' | 'M' | 'C')[];
          const question: KinshipQuestion = {
            hypotheses: [
              { name: 'h1', pedigree: h1 },
              { name: 'h2', pedigree: h2 },
            ],
            against: 'h2',
            loci: tables.map((table) => ({
              table,
              observations: Object.fromEntries(typed.map((id) => [id, profiles[id][table.locus] as string[]])),
            })),
            settings: { theta, mutation },
          };
          try {
            return kinshipRatios(question).log10.h1 ?? Number.NEGATIVE_INFINITY;
          } catch {
            return undefined;
          }
        };
        const equal = (ours: number, theirs: number | undefined): void => {
          if (theirs !== undefined && Number.isFinite(theirs)) expect(ours).toBeCloseTo(theirs, 11);
          else if (theirs !== undefined) expect(ours).toBe(theirs);
        };
        equal(duoLog10(panel, coded.f, 'male', coded.c), engine([F, child('F', null)], [F, child(null, null)]));
        equal(duoLog10(panel, coded.m, 'female', coded.c), engine([M, child(null, 'M')], [M, child(null, null)]));
        const both = [F, M, child('F', 'M')];
        equal(trioLog10(panel, coded.f, coded.m, coded.c, 'father'), engine(both, [F, M, child(null, 'M')]));
        equal(trioLog10(panel, coded.f, coded.m, coded.c, 'mother'), engine(both, [F, M, child('F', null)]));
        equal(trioLog10(panel, coded.f, coded.m, coded.c, 'both'), engine(both, [F, M, child(null, null)]));
      },
    ),
    { seed: 7, numRuns: 60 },
  );
});

test('loci that one of them lacks are left out, and one allele seen is refused', () => {
  const panel = preparePanel(tables, { theta: 0, mutation: MUTATIONS[0] as MutationSettings });
  const parent = codeProfile(panel, { TH01: ['9', '9'], vWA: ['9', '10'] });
  const kid = codeProfile(panel, { TH01: ['9', '9'], TPOX: ['9', '10'] });
  expect(duoLog10(panel, parent, 'male', kid)).toBeCloseTo(1, 12);
  expect(() => codeProfile(panel, { TH01: ['9'] })).toThrow('TH01');
});

test('a product of many small ratios does not vanish', () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ ...tables[0], locus: `L${i}` }) as (typeof tables)[number]);
  const mutation = { model: 'equal', maleRate: 1e-9, femaleRate: 1e-9 } as const;
  const panel = preparePanel(many, { theta: 0, mutation });
  const all = (genotype: string[]) =>
    codeProfile(panel, Object.fromEntries(many.map(({ locus }) => [locus, genotype])));
  const log10 = duoLog10(panel, all(['9', '9']), 'male', all(['12', '12']));
  expect(log10).toBeCloseTo(60 * Math.log10(1e-9 / 4 / 0.15), 9);
});
