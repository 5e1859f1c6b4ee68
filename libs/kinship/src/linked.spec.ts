import fc from 'fast-check';
import { type SlowLocus, slowLinkedLikelihood } from '../../../test/reference/kinship-linked.ts';
import {
  MODELS,
  type RandomFamily,
  randomPersons,
  randomTyped,
  slowEvidence,
  square,
  toObservations,
  toPedigree,
} from '../../../test/reference/kinship-random.ts';
import { linkageMatters } from './linkage.ts';
import { linkedRatios } from './linked.ts';
import { locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { type KinshipQuestion, kinshipRatios } from './question.ts';

/** Thousands of cases: KINSHIP_CASES=5000 npx jest libs/kinship/src/linked.spec.ts */
const CASES = Number(process.env.KINSHIP_CASES ?? 30);
const runs = { seed: 20261123, numRuns: CASES };
const NAMES = ['TH01', 'FGA'] as const;
const FREQUENCIES = [0.3, 0.7];

/** A family with genotypes at two loci of two alleles each, 10 and 11; the custom matrix is one of two alleles. */
interface LinkedFamily {
  readonly persons: RandomFamily['persons'];
  readonly typed: readonly [RandomFamily['typed'], RandomFamily['typed']];
  readonly mutation: MutationSettings;
  readonly xLinked: boolean;
  readonly recombination: number;
}

const SKEW = [
  [0.8, 0.2],
  [0.05, 0.95],
];
const MUTATIONS = Object.values(MODELS).map(
  ({ mutation }): MutationSettings =>
    mutation.custom === undefined
      ? mutation
      : { ...mutation, custom: Object.fromEntries(NAMES.map((name) => [name, ownMatrices()])) },
);

function ownMatrices() {
  return { alleles: ['10', '11'], male: SKEW, female: [...SKEW].reverse().map((row) => [...row].reverse()) };
}

const families = (most: number): fc.Arbitrary<LinkedFamily> =>
  randomPersons(most).chain((persons) =>
    fc.record({
      persons: fc.constant(persons),
      typed: fc.tuple(randomTyped(persons.length, 2), randomTyped(persons.length, 2)),
      mutation: fc.constantFrom(...MUTATIONS),
      xLinked: fc.boolean(),
      recombination: fc.constantFrom(0, 0.117, 0.5),
    }),
  );

const strangers = (persons: LinkedFamily['persons']): LinkedFamily['persons'] =>
  persons.map(({ id, male }) => ({ id, male, father: null, mother: null }));

function ask({ persons, typed, mutation, xLinked }: LinkedFamily): KinshipQuestion {
  return {
    hypotheses: [
      { name: 'family', pedigree: toPedigree(persons) },
      { name: 'strangers', pedigree: toPedigree(strangers(persons)) },
    ],
    against: 'strangers',
    loci: NAMES.map((locus, i) => ({
      table: { locus, alleles: ['10', '11'], frequencies: FREQUENCIES },
      observations: toObservations({ persons, typed: typed[i] ?? [], xLinked }, ['10', '11']),
    })),
    settings: { theta: 0, mutation, chromosome: xLinked ? 'X' : 'autosomal' },
  };
}

function slow({ persons, typed, mutation, xLinked, recombination }: LinkedFamily): number {
  const loci = NAMES.map((locus, i): SlowLocus => {
    const { male, female } = locusModel({ locus, alleles: ['10', '11'], frequencies: FREQUENCIES }, { mutation });
    const shown = new Map(
      persons.map((person, p) => {
        const seen = typed[i]?.[p];
        const cut = seen != null && !seen.sparse && xLinked && person.male;
        return [person.id, cut ? { ...seen, alleles: seen.alleles.slice(0, 1) } : seen];
      }),
    );
    const evidence = (id: string, carried: readonly number[]): number =>
      slowEvidence(shown.get(id), carried, { frequencies: FREQUENCIES, silent: -1 });
    return { frequencies: FREQUENCIES, male: square(male), female: square(female), evidence };
  }) as [SlowLocus, SlowLocus];
  return slowLinkedLikelihood({ persons, loci: loci as [SlowLocus, SlowLocus], recombination, xLinked });
}

const pairOf = ({ recombination }: LinkedFamily) => ({ first: NAMES[0], second: NAMES[1], recombination });
const joint = (family: LinkedFamily): number => linkedRatios(ask(family), pairOf(family)).family as number;
const close = (one: number, other: number): void => {
  expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-12 * Math.max(one, other));
};

test('two linked loci: the ratio is that of the sums over all haplotypes of all persons', () => {
  fc.assert(
    fc.property(families(4), (family) =>
      close(joint(family), slow(family) / slow({ ...family, persons: strangers(family.persons) })),
    ),
    runs,
  );
});

test('with a recombination fraction of one half, or where linkage does not matter, the loci are independent', () => {
  let equal = 0;
  fc.assert(
    fc.property(families(4), (family) => {
      const question = ask(family);
      const typed = new Set(question.loci.flatMap(({ observations }) => Object.keys(observations)));
      const still = family.mutation.model === 'none';
      const never = !linkageMatters(toPedigree(family.persons), typed, family.xLinked ? 'X' : 'autosomal');
      if (family.recombination !== 0.5 && !(never && still)) return;
      equal++;
      const product = kinshipRatios(question).loci.reduce((value, { ratios }) => value * (ratios.family as number), 1);
      close(joint(family), product);
    }),
    runs,
  );
  expect(equal).toBeGreaterThan(CASES / 5);
});

test('over all genotypes of all persons at both loci the joint likelihoods sum to 1', () => {
  fc.assert(
    fc.property(families(2), (family) => {
      const shown = (single: boolean): number[][] =>
        single
          ? [[0], [1]]
          : [
              [0, 0],
              [0, 1],
              [1, 1],
            ];
      const sumFrom = (place: number, typed: LinkedFamily['typed']): number => {
        const person = family.persons[place];
        if (person === undefined) {
          const now = { ...family, typed };
          return joint(now) * slow({ ...now, persons: strangers(family.persons) });
        }
        const all = shown(family.xLinked && person.male).map((alleles) => ({ alleles, sparse: false }));
        const [one, two] = typed;
        return all.reduce(
          (sum, first) =>
            sum +
            all.reduce(
              (part, second) => part + sumFrom(place + 1, [one.with(place, first), two.with(place, second)]),
              0,
            ),
          0,
        );
      };
      expect(Math.abs(sumFrom(0, family.typed) - 1)).toBeLessThanOrEqual(1e-12);
    }),
    { ...runs, numRuns: Math.ceil(CASES / 5) },
  );
});

test('exchanging hypotheses, loci or alleles, and an untyped child, change nothing but the direction', () => {
  fc.assert(
    fc.property(families(4), fc.nat(9), (family, at) => {
      const ratio = joint(family);
      fc.pre(ratio > 0);
      const question = ask(family);
      const pair = pairOf(family);
      close((linkedRatios({ ...question, against: 'family' }, pair).strangers as number) * ratio, 1);
      const turned = { ...pair, first: pair.second, second: pair.first };
      close(linkedRatios(question, turned).family as number, ratio);
      const swapped = family.typed.map((list) =>
        list.map((seen) =>
          seen === null || family.xLinked ? seen : { ...seen, alleles: [...seen.alleles].reverse() },
        ),
      ) as unknown as LinkedFamily['typed'];
      close(joint({ ...family, typed: swapped }), ratio);
      const father = family.persons.filter(({ male }) => male)[at % 4]?.id ?? null;
      close(
        joint({ ...family, persons: [...family.persons, { id: 'leaf', male: true, father, mother: null }] }),
        ratio,
      );
    }),
    runs,
  );
});

test('without data the ratio is exactly 1', () => {
  fc.assert(
    fc.property(families(4), (family) => {
      expect(joint({ ...family, typed: [[], []] })).toBe(1);
    }),
    runs,
  );
});
