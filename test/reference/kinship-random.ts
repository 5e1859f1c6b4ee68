import type { MutationSettings, Observation, Pedigree } from '@kinledger/kinship';
import fc from 'fast-check';
import type { SlowPerson } from './kinship.ts';

/** A random family with its genotypes at one locus of three alleles, and everything the engine can be told of it. */
export interface RandomFamily {
  readonly persons: readonly SlowPerson[];
  /** By person, as allele numbers; `null` for nobody typed. */
  readonly typed: readonly (Typed | null)[];
  readonly model: string;
  readonly theta: number;
  readonly xLinked: boolean;
  readonly silentFrequency: number;
}

/** One or two alleles seen, or (with `sparse`) the alleles of a sample that may have lost some. */
export interface Typed {
  readonly alleles: readonly number[];
  readonly sparse: boolean;
}

export const SPARSE = { dropout: 0.2, homozygoteDropout: 0.07, dropin: 0.1 };
export const FREQUENCIES: readonly number[] = [0.2, 0.3, 0.5];
const RATES = { maleRate: 0.05, femaleRate: 0.02 };
const STEPS = { ...RATES, range: 0.3, rate2: 0.01 };
const WHOLE = ['10', '11', '13'];
const BROKEN = ['10', '11', '12.2'];
const MALE = [
  [0.9, 0.06, 0.04],
  [0.02, 0.95, 0.03],
  [0.01, 0.03, 0.96],
];
const FEMALE = [
  [0.8, 0.05, 0.15],
  [0.1, 0.85, 0.05],
  [0, 0, 1],
];
const ALIKE = [
  [0.94, 0.02, 0.04],
  [0.03, 0.93, 0.04],
  [0.03, 0.02, 0.95],
];

/** Every mutation model, on alleles that it is defined for; `custom` and rates are of the locus TH01. */
export const MODELS: Readonly<
  Record<string, { readonly alleles: readonly string[]; readonly mutation: MutationSettings }>
> = {
  none: { alleles: WHOLE, mutation: { model: 'none', maleRate: 0, femaleRate: 0 } },
  equal: { alleles: WHOLE, mutation: { model: 'equal', ...RATES } },
  proportional: { alleles: WHOLE, mutation: { model: 'proportional', ...RATES } },
  onestep: { alleles: WHOLE, mutation: { model: 'onestep', ...RATES } },
  stepwise: { alleles: BROKEN, mutation: { model: 'stepwise', ...STEPS } },
  dawid: { alleles: WHOLE, mutation: { model: 'dawid', ...STEPS } },
  'stepwise, women equal': { alleles: BROKEN, mutation: { model: 'stepwise', ...STEPS, femaleModel: 'equal' } },
  'stepwise PM': { alleles: BROKEN, mutation: { model: 'stepwise', ...STEPS, transform: 'PM' } },
  'equal MH': { alleles: WHOLE, mutation: { model: 'equal', ...RATES, transform: 'MH' } },
  'stepwise BA': { alleles: BROKEN, mutation: { model: 'stepwise', ...STEPS, transform: 'BA' } },
  'equal PR': { alleles: WHOLE, mutation: { model: 'equal', ...RATES, transform: 'PR' } },
  'rates of the locus': {
    alleles: WHOLE,
    mutation: { model: 'equal', ...RATES, locusRates: { TH01: { maleRate: 0.3 }, FGA: { femaleRate: 0.5 } } },
  },
  custom: { alleles: WHOLE, mutation: custom(MALE, FEMALE) },
  'custom, alleles alike': { alleles: WHOLE, mutation: custom(ALIKE, ALIKE) },
};

function custom(male: readonly (readonly number[])[], female: readonly (readonly number[])[]): MutationSettings {
  return { model: 'custom', maleRate: 0, femaleRate: 0, custom: { TH01: { alleles: WHOLE, male, female } } };
}

/** Persons 0, 1, 2 ...; each has earlier persons of the right sex as parents, or nobody, or one; or is somebody's twin. */
export function randomPersons(most: number): fc.Arbitrary<readonly SlowPerson[]> {
  const row = fc.record({
    male: fc.boolean(),
    father: fc.nat(9),
    mother: fc.nat(9),
    kind: fc.constantFrom('founder', 'child', 'child', 'twin' as const),
  });
  return fc.array(row, { minLength: 1, maxLength: most }).map((rows) => {
    const persons: SlowPerson[] = [];
    for (const [i, { male, father, mother, kind }] of rows.entries()) {
      const pick = (list: readonly SlowPerson[], at: number) => list[at % (list.length + 1)]?.id ?? null;
      const twin = persons.find(
        (other) => other.father !== null && other.mother !== null && other.twinOf === undefined,
      );
      const id = `p${i}`;
      if (kind === 'twin' && twin !== undefined) persons.push({ ...twin, id, twinOf: twin.id });
      else if (kind === 'founder') persons.push({ id, male, father: null, mother: null });
      else {
        const men = persons.filter((other) => other.male);
        const women = persons.filter((other) => !other.male);
        persons.push({ id, male, father: pick(men, father), mother: pick(women, mother) });
      }
    }
    return persons;
  });
}

/** What that many persons show of the first `alleles` alleles: of all of them or, so that the others lump, of some. */
export function randomTyped(most: number, alleles = 3): fc.Arbitrary<readonly (Typed | null)[]> {
  const all = Array.from({ length: alleles }, (_, allele) => allele);
  return fc.oneof(fc.constant(all), fc.subarray(all, { minLength: 1 })).chain((shown) => {
    const pair = fc.array(fc.constantFrom(...shown), { minLength: 1, maxLength: 2 });
    const seen = fc.subarray([...shown], { minLength: 0, maxLength: Math.min(2, shown.length) });
    const one = fc.oneof(
      { weight: 5, arbitrary: pair.map((list): Typed => ({ alleles: list, sparse: false })) },
      { weight: 1, arbitrary: seen.map((list): Typed => ({ alleles: list, sparse: true })) },
    );
    return fc.array(fc.option(one), { minLength: most, maxLength: most });
  });
}

export function randomFamily(most: number): fc.Arbitrary<RandomFamily> {
  return fc.record({
    persons: randomPersons(most),
    typed: randomTyped(most),
    model: fc.constantFrom(...Object.keys(MODELS)),
    theta: fc.constantFrom(0, 0, 0.03, 0.3),
    xLinked: fc.boolean(),
    silentFrequency: fc.constantFrom(0, 0, 0.05),
  });
}

export function toPedigree(persons: readonly SlowPerson[]): Pedigree {
  const twins = new Set(persons.map(({ twinOf }) => twinOf));
  return persons.map(({ id, male, father, mother, twinOf }) => ({
    id,
    sex: male ? 'male' : 'female',
    father,
    mother,
    ...(twinOf !== undefined || twins.has(id) ? { twin: twinOf ?? id } : {}),
  }));
}

/** What each person shows, as the engine takes it. A man's X has one allele. */
export function toObservations(
  { persons, typed, xLinked }: Pick<RandomFamily, 'persons' | 'typed' | 'xLinked'>,
  alleles: readonly string[],
): Readonly<Record<string, Observation>> {
  return Object.fromEntries(
    persons.flatMap(({ id, male }, i): readonly (readonly [string, Observation])[] => {
      const shown = typed[i];
      if (shown == null) return [];
      const names = shown.alleles.map((allele) => alleles[allele] as string);
      if (shown.sparse) return [[id, { seen: names, ...SPARSE }]];
      return [[id, xLinked && male ? names.slice(0, 1) : names]];
    }),
  );
}

/**
 * P(what was seen | the alleles carried), written out once more. One allele seen is that one and any; two alike may hide a
 * silent one; of a sparse sample each allele of the table is there or not, independently.
 */
export function slowEvidence(
  shown: Typed | null | undefined,
  carried: readonly number[],
  { frequencies, silent }: { readonly frequencies: readonly number[]; readonly silent: number },
): number {
  if (shown == null) return 1;
  const { alleles: seen, sparse } = shown;
  if (sparse) {
    return frequencies.reduce((product, frequency, allele) => {
      if (allele === silent) return product;
      const copies = carried.filter((other) => other === allele).length;
      const lost = [1, SPARSE.dropout, SPARSE.homozygoteDropout][copies] as number;
      const gone = (1 - SPARSE.dropin * frequency) * lost;
      return product * (seen.includes(allele) ? 1 - gone : gone);
    }, 1);
  }
  if (carried.length === 1) return seen[0] === carried[0] ? 1 : 0;
  if (seen.length === 1) return carried.includes(seen[0] as number) ? 1 : 0;
  const sorted = (list: readonly number[]): string => [...list].sort((a, b) => a - b).join();
  if (sorted(seen) === sorted(carried)) return 1;
  const [a, b] = seen as [number, number];
  return silent >= 0 && a === b && sorted([a, silent]) === sorted(carried) ? 1 : 0;
}

export function square(matrix: Float64Array): number[][] {
  const n = Math.sqrt(matrix.length);
  return Array.from({ length: n }, (_, i) => [...matrix.subarray(i * n, i * n + n)]);
}
