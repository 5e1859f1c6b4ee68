import fc from 'fast-check';
import { type SlowPerson, slowLikelihood } from '../../../test/reference/kinship.ts';
import {
  randomPersons,
  slowEvidence,
  square,
  toObservations,
  toPedigree,
} from '../../../test/reference/kinship-random.ts';
import { likelihood } from './likelihood.ts';
import { locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { modelFor } from './observed-model.ts';

const ALLELES = ['10', '11', '12.2', '13'];
const FREQUENCIES = [0.1, 0.2, 0.3, 0.4];
const NONE: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 };
const MUTATIONS: readonly MutationSettings[] = [
  NONE,
  { model: 'equal', maleRate: 0.1, femaleRate: 0.03 },
  { model: 'proportional', maleRate: 0.1, femaleRate: 0.03 },
  { model: 'stepwise', maleRate: 0.1, femaleRate: 0.03, range: 0.3, rate2: 0.02 },
  { model: 'stepwise', maleRate: 0.1, femaleRate: 0.03, range: 0.3, rate2: 0.02, femaleModel: 'equal' },
];

interface Setup {
  readonly alleles: number;
  readonly persons: readonly SlowPerson[];
  readonly typed: readonly (readonly number[] | null)[];
  readonly theta: number;
  readonly mutation: MutationSettings;
}

function both({ alleles, persons, typed, theta, mutation }: Setup): [number, number] {
  const rest = FREQUENCIES.slice(0, alleles).reduce((sum, f) => sum + f, 0);
  const table = {
    locus: 'TH01',
    alleles: ALLELES.slice(0, alleles),
    frequencies: FREQUENCIES.slice(0, alleles).map((f) => f / rest),
  };
  const shown = typed.map((seen) => (seen === null ? null : { alleles: seen, sparse: false }));
  const observations = toObservations({ persons, typed: shown, xLinked: false }, ALLELES);
  const full = locusModel(table, { mutation });
  const frequencies = [...full.frequencies];
  const sum = slowLikelihood({
    persons,
    frequencies,
    male: square(full.male),
    female: square(full.female),
    theta,
    xLinked: false,
    evidence: (id, carried) =>
      slowEvidence(shown[persons.findIndex((person) => person.id === id)], carried, { frequencies, silent: -1 }),
  });
  return [
    likelihood(toPedigree(persons), observations, modelFor({ table, observations }, { mutation }), { theta }),
    sum,
  ];
}

const same = ([fast, slow]: [number, number]): void => {
  expect(Math.abs(fast - slow)).toBeLessThanOrEqual(1e-12 * slow);
};

const genotypes = (alleles: number, most: number) =>
  fc.array(fc.option(fc.array(fc.nat(alleles - 1), { minLength: 1, maxLength: 2 })), {
    minLength: most,
    maxLength: most,
  });

test.each([
  [5, 3],
  [4, 4],
])('the likelihood is the sum over all genotypes, for any pedigree of %d persons and %d alleles', (most, alleles) => {
  const setups = fc.record({
    alleles: fc.constant(alleles),
    persons: randomPersons(most),
    typed: genotypes(alleles, most),
    theta: fc.constantFrom(0, 0.02, 0.3),
    mutation: fc.constantFrom(...MUTATIONS),
  });
  fc.assert(
    fc.property(setups, (setup) => same(both(setup))),
    { seed: 20261123, numRuns: 60 },
  );
});

const slow = (line: string): SlowPerson => {
  const [id, sex, father = '?', mother = '?'] = line.split(' ') as [string, string, string?, string?];
  const parent = (name: string) => (name === '?' ? null : name);
  return { id, male: sex === 'm', father: parent(father), mother: parent(mother) };
};

describe.each([
  [
    'a mother, her typed father-in-law and two children',
    'M f, G m, F m G ?, K m F M, L f F M',
    [null, [0, 1], null, [0, 2], [1]],
  ],
  [
    'three generations whose untyped founders have two children each',
    'F m, M f, P m F M, U f F M, S f, K m P S, L f P S',
    [[0, 1], null, null, [0, 2], null, [0, 2], [1, 2]],
  ],
  [
    'a brother and a sister, each with an untyped partner and two children',
    'F m, M f, U f F M, T m, P m F M, S f, V m T U, W f T U, K m P S, L f P S',
    [[0, 1], null, null, null, null, null, [0, 1], [1], [0, 0], [1]],
  ],
  [
    'cousins who marry',
    'F m, M f, A m F M, B f F M, C m A ?, D f ? B, K m C D',
    [[0, 1], null, null, [0], [1, 2], null, [0, 2]],
  ],
])('%s', (_, lines, typed) => {
  test.each(MUTATIONS)(
    'model $model: the likelihood is the sum over all genotypes, with and without theta',
    (mutation) => {
      const setup = {
        alleles: typed.length > 7 ? 2 : 3,
        persons: lines.split(', ').map(slow),
        typed,
        mutation,
      };
      for (const theta of [0, 0.1]) {
        const [fast, sum] = both({ ...setup, theta });
        expect(sum).toBeGreaterThan(0);
        same([fast, sum]);
      }
    },
  );
});
