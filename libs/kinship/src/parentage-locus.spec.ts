import fc from 'fast-check';
import { type LocusTable, locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import type { ParentageInput, Question } from './parentage.ts';
import { parentageHypotheses } from './parentage-hypotheses.ts';
import { byEngine, byFormula } from './parentage-locus.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const TABLE: LocusTable = { locus: 'TH01', alleles: ['9', '9.3', '10', '11'], frequencies: [0.1, 0.2, 0.3, 0.4] };
const MUTATIONS: readonly MutationSettings[] = [
  { model: 'none', maleRate: 0, femaleRate: 0 },
  { model: 'equal', maleRate: 0.02, femaleRate: 0.01 },
  { model: 'proportional', maleRate: 0.02, femaleRate: 0.01 },
  { model: 'stepwise', maleRate: 0.02, femaleRate: 0.01, range: 0.1, rate2: 0.001 },
  { model: 'stepwise', maleRate: 0.02, femaleRate: 0.01, range: 0.1, rate2: 0.001, femaleModel: 'equal' },
];

const genotype = fc.tuple(fc.constantFrom(...TABLE.alleles), fc.constantFrom(...TABLE.alleles));
const sex = fc.constantFrom('male', 'female', 'unknown');

test('the closed formulas and the engine answer every parentage question alike', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Question>('one-parent', 'known-parent', 'both-parents'),
      fc.record({ child: genotype, parent: genotype, other: genotype }),
      fc.record({ child: sex, parent: sex }),
      fc.constantFrom(0, 0.01, 0.2),
      fc.constantFrom(...MUTATIONS),
      (question, genotypes, sexes, theta, mutation) => {
        const { child, parent, other } = genotypes;
        const opposite = { male: 'female', female: 'male', unknown: 'unknown' } as const;
        const input: ParentageInput = {
          question,
          child: { code: 'C', sex: sexes.child, profile: { TH01: child } },
          parent: { code: 'P', sex: sexes.parent, profile: { TH01: parent } },
          ...(question === 'one-parent'
            ? {}
            : { otherParent: { code: 'O', sex: opposite[sexes.parent], profile: { TH01: other } } }),
          table: {
            id: 't',
            title: 't',
            population: 't',
            source: 't',
            citation: 't',
            licence: 't',
            digest: 't',
            loci: {},
          },
          settings: { ...DEFAULT_SETTINGS, theta, mutation },
        };
        const shown = question === 'one-parent' ? { child, parent } : { child, parent, other };
        const hypotheses = parentageHypotheses(input);
        const model = locusModel(TABLE, { mutation: hypotheses.mutation });
        const formula = byFormula(shown, hypotheses, model, theta);
        const engine = byEngine(shown, hypotheses, model, theta);
        expect({ ...formula, ratios: [] }).toEqual({ ...engine, ratios: [] });
        expect(formula.ratios).toHaveLength(engine.ratios.length);
        for (const [i, ratio] of formula.ratios.entries()) {
          const expected = engine.ratios[i];
          if (expected === undefined || ratio === undefined) expect(ratio).toBe(expected);
          else expect(Math.abs(ratio - expected)).toBeLessThanOrEqual(1e-12 * expected);
        }
      },
    ),
    { seed: 20261124, numRuns: 400 },
  );
});
