import fc from 'fast-check';
import { slowLikelihood } from '../../../test/reference/kinship.ts';
import {
  FREQUENCIES,
  MODELS,
  type RandomFamily,
  randomFamily,
  slowEvidence,
  square,
  toObservations,
  toPedigree,
} from '../../../test/reference/kinship-random.ts';
import { likelihood, type Observations } from './likelihood.ts';
import { locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { modelFor } from './observed-model.ts';
import type { Pedigree } from './pedigree.ts';
import { type KinshipQuestion, kinshipRatios } from './question.ts';

/** Thousands of cases: KINSHIP_CASES=20000 npx jest libs/kinship/src/properties.spec.ts */
const CASES = Number(process.env.KINSHIP_CASES ?? 60);
const runs = { seed: 20261123, numRuns: CASES };

const setOf = (family: RandomFamily) => MODELS[family.model] as (typeof MODELS)[string];
const tableOf = (family: RandomFamily, alleles = setOf(family).alleles, locus = 'TH01') => ({
  locus,
  alleles,
  frequencies: FREQUENCIES,
});
const settingsOf = (family: RandomFamily) => ({
  theta: family.theta,
  mutation: setOf(family).mutation,
  chromosome: family.xLinked ? ('X' as const) : ('autosomal' as const),
  silentFrequency: family.silentFrequency,
});

/** The library's answer, for the family as it is or with another pedigree, observations or table. */
function fast(
  family: RandomFamily,
  pedigree: Pedigree = toPedigree(family.persons),
  observations: Observations = toObservations(family, setOf(family).alleles),
  table = tableOf(family),
  mutation: MutationSettings = setOf(family).mutation,
): number {
  const settings = { ...settingsOf(family), mutation };
  return likelihood(pedigree, observations, modelFor({ table, observations }, settings), settings);
}

function slow(family: RandomFamily): number {
  const { mutation, silentFrequency, ...rest } = { ...settingsOf(family), ...family };
  const full = locusModel(tableOf(family), { mutation, silentFrequency });
  const frequencies = [...full.frequencies];
  const shown = new Map(
    family.persons.map(({ id, male }, i) => {
      const typed = family.typed[i];
      const cut = typed != null && !typed.sparse && family.xLinked && male;
      return [id, cut ? { ...typed, alleles: typed.alleles.slice(0, 1) } : typed];
    }),
  );
  return slowLikelihood({
    persons: family.persons,
    frequencies,
    male: square(full.male),
    female: square(full.female),
    theta: rest.theta,
    xLinked: family.xLinked,
    evidence: (id, carried) => slowEvidence(shown.get(id), carried, { frequencies, silent: full.silent }),
  });
}

const close = (one: number, other: number): void => {
  expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-12 * Math.max(one, other));
};

test('every model is among the random families, and none of them is refused', () => {
  const seen = new Set(fc.sample(randomFamily(3), { ...runs, numRuns: 300 }).map(({ model }) => model));
  expect(seen).toEqual(new Set(Object.keys(MODELS)));
});

test('the likelihood is the sum over all genotypes of all persons', () => {
  fc.assert(
    fc.property(randomFamily(4), (family) => close(fast(family), slow(family))),
    runs,
  );
});

test('names and order of persons make no difference, nor does the order of alleles', () => {
  fc.assert(
    fc.property(randomFamily(5), (family) => {
      const renamed = (id: string): string => `z${9 - Number(id.slice(1))}`;
      const orNull = (id: string | null): string | null => (id === null ? null : renamed(id));
      const pedigree = [...toPedigree(family.persons)].reverse().map((person) => ({
        ...person,
        id: renamed(person.id),
        father: orNull(person.father),
        mother: orNull(person.mother),
      }));
      const turned = Object.entries(toObservations(family, setOf(family).alleles)).map(([id, observation]) => [
        renamed(id),
        'seen' in observation ? { ...observation, seen: [...observation.seen].reverse() } : [...observation].reverse(),
      ]);
      close(fast(family, pedigree, Object.fromEntries(turned)), fast(family));
    }),
    runs,
  );
});

test('other names of the alleles make no difference: any names without steps, all moved by five repeats with them', () => {
  fc.assert(
    fc.property(randomFamily(4), (family) => {
      const { alleles, mutation } = setOf(family);
      const steps = [mutation.model, mutation.femaleModel].some((model) => /step|dawid/.test(model ?? ''));
      const order = steps ? [0, 1, 2] : [2, 0, 1];
      const moved = alleles.map((allele) => String(Number((Number(allele) + 5).toFixed(1))));
      const other = order.map((i) => moved[i] as string);
      const custom = mutation.custom?.TH01 && { TH01: { ...mutation.custom.TH01, alleles: other } };
      const places = [0, 1, 2].sort((i, j) => (order[i] as number) - (order[j] as number));
      const table = { locus: 'TH01', alleles: moved, frequencies: places.map((i) => FREQUENCIES[i] as number) };
      const renamed: MutationSettings = custom ? { ...mutation, custom } : mutation;
      close(fast(family, toPedigree(family.persons), toObservations(family, other), table, renamed), fast(family));
    }),
    runs,
  );
});

test('an untyped child of anybody makes no difference', () => {
  fc.assert(
    fc.property(randomFamily(5), fc.nat(9), fc.nat(9), fc.boolean(), (family, at, also, male) => {
      const pick = (sex: boolean, place: number) =>
        family.persons.filter((person) => person.male === sex)[place % 4]?.id ?? null;
      const leaf = { id: 'leaf', male, father: pick(true, at), mother: pick(false, also) };
      close(fast(family, toPedigree([...family.persons, leaf])), fast(family));
    }),
    runs,
  );
});

test('over everything that one person could show the likelihoods sum to the likelihood without that person', () => {
  fc.assert(
    fc.property(randomFamily(4), fc.nat(9), fc.boolean(), (family, at, sparse) => {
      const whole = { ...family, silentFrequency: sparse ? family.silentFrequency : 0 };
      const place = at % family.persons.length;
      const single = family.xLinked && family.persons[place]?.male === true;
      const pairs = [0, 1, 2].flatMap((a) => [0, 1, 2].slice(a).map((b) => [a, b]));
      const subsets = [...Array(8).keys()].map((bits) => [0, 1, 2].filter((allele) => bits & (1 << allele)));
      const shown = sparse ? subsets : single ? [[0], [1], [2]] : pairs;
      const given = (typed: RandomFamily['typed'][number]): number =>
        fast({ ...whole, typed: whole.typed.with(place, typed) });
      const sum = shown.reduce((total, alleles) => total + given({ alleles, sparse }), 0);
      expect(Math.abs(sum - given(null))).toBeLessThanOrEqual(1e-12);
    }),
    runs,
  );
});

test('over all genotypes of all persons the likelihoods sum to 1', () => {
  fc.assert(
    fc.property(randomFamily(3), (family) => {
      const open = { ...family, silentFrequency: 0 };
      const sumFrom = (place: number, typed: RandomFamily['typed']): number => {
        const person = family.persons[place];
        if (person === undefined) return fast({ ...open, typed });
        const single = family.xLinked && person.male;
        const shown = [0, 1, 2].flatMap((a) => (single ? [[a]] : [0, 1, 2].slice(a).map((b) => [a, b])));
        return shown.reduce(
          (sum, alleles) => sum + sumFrom(place + 1, typed.with(place, { alleles, sparse: false })),
          0,
        );
      };
      expect(Math.abs(sumFrom(0, family.typed) - 1)).toBeLessThanOrEqual(1e-12);
    }),
    { ...runs, numRuns: Math.ceil(CASES / 5) },
  );
});

const asked = (family: RandomFamily, observations: readonly Observations[]): KinshipQuestion => ({
  hypotheses: [
    { name: 'family', pedigree: toPedigree(family.persons) },
    {
      name: 'strangers',
      pedigree: toPedigree(family.persons.map(({ id, male }) => ({ id, male, father: null, mother: null }))),
    },
  ],
  against: 'strangers',
  loci: observations.map((seen) => ({ table: tableOf(family), observations: seen })),
  settings: settingsOf(family),
});

test('without data each ratio is exactly 1', () => {
  fc.assert(
    fc.property(randomFamily(5), (family) => {
      const { loci, log10 } = kinshipRatios(asked(family, [{}]));
      expect([loci[0]?.ratios, log10]).toEqual([
        { family: 1, strangers: 1 },
        { family: 0, strangers: 0 },
      ]);
    }),
    runs,
  );
});

test('exchanging the hypotheses turns each ratio into its inverse', () => {
  fc.assert(
    fc.property(randomFamily(4), (family) => {
      const question = asked(family, [toObservations(family, setOf(family).alleles)]);
      const ratio = kinshipRatios(question).loci[0]?.ratios.family as number;
      fc.pre(ratio > 0);
      close((kinshipRatios({ ...question, against: 'family' }).loci[0]?.ratios.strangers as number) * ratio, 1);
    }),
    runs,
  );
});

test('names and order of loci make no difference', () => {
  fc.assert(
    fc.property(randomFamily(4), (family) => {
      const { alleles, mutation } = setOf(family);
      const seen = toObservations(family, alleles);
      const fewer = Object.fromEntries(Object.entries(seen).slice(1));
      const question = asked(family, [seen, fewer]);
      const [first, second] = question.loci;
      if (first === undefined || second === undefined) throw new Error('two loci');
      const named = (one: typeof first, locus: string) => ({ ...one, table: { ...one.table, locus } });
      const settings = { ...question.settings, mutation: underBothNames(mutation) };
      const plain = kinshipRatios({ ...question, settings, loci: [named(first, 'TH01'), named(second, 'L2')] });
      const turned = kinshipRatios({ ...question, settings, loci: [named(second, 'L3'), named(first, 'L4')] });
      expect(turned.loci.map(({ ratios }) => ratios)).toEqual([...plain.loci].reverse().map(({ ratios }) => ratios));
      const [one, other] = [plain.log10.family, turned.log10.family];
      if (one == null || other == null) expect(one).toBe(other);
      else expect(one).toBeCloseTo(other, 12);
    }),
    runs,
  );
});

/** What holds for TH01 holds for the loci L2 to L4 too. */
function underBothNames({ custom, locusRates, ...rest }: MutationSettings): MutationSettings {
  const spread = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(['TH01', 'L2', 'L3', 'L4'].map((locus) => [locus, record.TH01 as Value]));
  return { ...rest, ...(custom && { custom: spread(custom) }), ...(locusRates && { locusRates: spread(locusRates) }) };
}
