import fc from 'fast-check';
import { type SlowPerson, slowLikelihood } from '../../../test/reference/kinship.ts';
import { likelihood } from './likelihood.ts';
import { type LocusModel, locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import type { Pedigree } from './pedigree.ts';

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

/** Persons 0, 1, 2 ...; each has earlier persons of the right sex as parents, or nobody, or one of the two. */
const pedigrees = (most: number) =>
  fc
    .array(fc.record({ male: fc.boolean(), father: fc.nat(9), mother: fc.nat(9), founder: fc.boolean() }), {
      minLength: 1,
      maxLength: most,
    })
    .map((rows): readonly SlowPerson[] =>
      rows.map(({ male, father, mother, founder }, i) => {
        const earlier = rows.slice(0, i).map((row, j) => ({ male: row.male, id: `p${j}` }));
        const choose = (list: readonly { id: string }[], at: number) => list[at % (list.length + 1)]?.id ?? null;
        return {
          id: `p${i}`,
          male,
          father: founder
            ? null
            : choose(
                earlier.filter((row) => row.male),
                father,
              ),
          mother: founder
            ? null
            : choose(
                earlier.filter((row) => !row.male),
                mother,
              ),
        };
      }),
    );

const genotypes = (alleles: number) =>
  fc.array(fc.option(fc.array(fc.nat(alleles - 1), { minLength: 1, maxLength: 2 })), { minLength: 5, maxLength: 5 });

const toPedigree = (persons: readonly SlowPerson[]): Pedigree =>
  persons.map(({ id, male, father, mother }) => ({ id, sex: male ? 'male' : 'female', father, mother }));

const square = (matrix: Float64Array, n: number): number[][] =>
  Array.from({ length: n }, (_, i) => [...matrix.subarray(i * n, i * n + n)]);

/** One allele seen is that one and any; two are a genotype; with a silent allele two alike may hide one. */
function slowEvidence(seen: readonly number[] | undefined, alleles: readonly number[], silent: number): number {
  if (seen === undefined) return 1;
  if (alleles.length === 1) return seen[0] === alleles[0] ? 1 : 0;
  if (seen.length === 1) return alleles.includes(seen[0] as number) ? 1 : 0;
  const fits = (a: number, b: number) =>
    alleles.includes(a) && alleles.includes(b) && (a !== b || alleles[0] === alleles[1]);
  const [a, b] = seen as [number, number];
  return fits(a, b) || (silent >= 0 && a === b && fits(a, silent)) ? 1 : 0;
}

interface Setup {
  readonly alleles: number;
  readonly persons: readonly SlowPerson[];
  readonly typed: readonly (readonly number[] | null)[];
  readonly theta: number;
  readonly mutation: MutationSettings;
  readonly xLinked: boolean;
  readonly silentFrequency: number;
}

function both({ alleles, persons, typed, theta, mutation, xLinked, silentFrequency }: Setup): [number, number] {
  const rest = FREQUENCIES.slice(0, alleles).reduce((sum, f) => sum + f, 0);
  const table = {
    locus: 'TH01',
    alleles: ALLELES.slice(0, alleles),
    frequencies: FREQUENCIES.slice(0, alleles).map((f) => f / rest),
  };
  const seenBy = (person: SlowPerson, i: number): readonly number[] | undefined => {
    const seen = typed[i];
    return seen == null ? undefined : xLinked && person.male ? seen.slice(0, 1) : seen;
  };
  const seen = new Map(persons.map((person, i) => [person.id, seenBy(person, i)]));
  const texts = Object.fromEntries(
    [...seen].flatMap(([id, list]) => (list === undefined ? [] : [[id, list.map((a) => ALLELES[a] as string)]])),
  );
  const options = { mutation, silentFrequency };
  const full: LocusModel = locusModel(table, options);
  const lumped: LocusModel = locusModel(table, { ...options, observed: new Set(Object.values(texts).flat()) });
  const slow = slowLikelihood({
    persons,
    frequencies: [...full.frequencies],
    male: square(full.male, full.n),
    female: square(full.female, full.n),
    theta,
    xLinked,
    evidence: (id, carried) => slowEvidence(seen.get(id), carried, full.silent),
  });
  const chromosome = xLinked ? 'X' : 'autosomal';
  return [likelihood(toPedigree(persons), texts, lumped, { theta, chromosome }), slow];
}

const same = ([fast, slow]: [number, number]): void => {
  expect(Math.abs(fast - slow)).toBeLessThanOrEqual(1e-12 * slow);
};

const small = (alleles: number, most: number) =>
  fc.record({
    alleles: fc.constant(alleles),
    persons: pedigrees(most),
    typed: genotypes(alleles),
    theta: fc.constantFrom(0, 0.02, 0.3),
    mutation: fc.constantFrom(...MUTATIONS),
    xLinked: fc.boolean(),
    silentFrequency: fc.constant(0),
  });

const runs = { seed: 20261123, numRuns: 150 };

test('the likelihood is the sum over all genotypes, for any pedigree of five persons and three alleles', () => {
  fc.assert(
    fc.property(small(3, 5), (setup) => same(both(setup))),
    runs,
  );
});

test('the likelihood is the sum over all genotypes, for any pedigree of four persons and four alleles', () => {
  fc.assert(
    fc.property(small(4, 4), (setup) => same(both(setup))),
    runs,
  );
});

test('the likelihood is the sum over all genotypes with a silent allele', () => {
  fc.assert(
    fc.property(small(3, 4), (setup) => same(both({ ...setup, silentFrequency: 0.05 }))),
    runs,
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
        xLinked: false,
        silentFrequency: 0,
      };
      for (const theta of [0, 0.1]) {
        const [fast, sum] = both({ ...setup, theta });
        expect(sum).toBeGreaterThan(0);
        same([fast, sum]);
      }
    },
  );
});

describe('whatever the pedigree', () => {
  const model = (mutation: MutationSettings) =>
    locusModel({ locus: 'TH01', alleles: ALLELES, frequencies: FREQUENCIES }, { mutation });
  const pairs = ALLELES.flatMap((a, i) => ALLELES.slice(i).map((b) => [a, b] as const));

  test('without observations the likelihood is 1', () => {
    fc.assert(
      fc.property(small(4, 5), ({ persons, theta, mutation }) => {
        expect(likelihood(toPedigree(persons), {}, model(mutation), { theta })).toBe(1);
      }),
      runs,
    );
  });

  test('over all genotypes of one person the likelihoods sum to the likelihood without that person', () => {
    fc.assert(
      fc.property(small(4, 5), ({ persons, typed, theta, mutation }) => {
        const pedigree = toPedigree(persons);
        const others = Object.fromEntries(
          persons.flatMap(({ id }, i) => {
            const seen = typed[i];
            return i === persons.length - 1 || seen == null ? [] : [[id, seen.map((a) => ALLELES[a] as string)]];
          }),
        );
        const last = `p${persons.length - 1}`;
        const sum = pairs.reduce(
          (total, pair) => total + likelihood(pedigree, { ...others, [last]: pair }, model(mutation), { theta }),
          0,
        );
        const without = likelihood(pedigree, others, model(mutation), { theta });
        expect(Math.abs(sum - without)).toBeLessThanOrEqual(1e-12);
      }),
      runs,
    );
  });

  test('the order of two alleles and the names and the order of persons make no difference', () => {
    fc.assert(
      fc.property(small(4, 5), ({ persons, typed, theta, mutation }) => {
        const pedigree = toPedigree(persons);
        const seen = persons.flatMap(({ id }, i) => {
          const alleles = typed[i]?.map((a) => ALLELES[a] as string);
          return alleles === undefined ? [] : [[id, alleles] as const];
        });
        const renamed = (id: string | null) => (id === null ? null : `z${9 - Number(id.slice(1))}`);
        const turned = [...pedigree].reverse().map((person) => ({
          ...person,
          id: renamed(person.id) as string,
          father: renamed(person.father),
          mother: renamed(person.mother),
        }));
        const swapped = seen.map(([id, alleles]) => [renamed(id), [...alleles].reverse()]);
        const one = likelihood(pedigree, Object.fromEntries(seen), model(mutation), { theta });
        const other = likelihood(turned, Object.fromEntries(swapped), model(mutation), { theta });
        expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-12 * one);
      }),
      runs,
    );
  });
});
