import type { SlowPerson } from './kinship.ts';

/** One of the two linked loci. */
export interface SlowLocus {
  readonly frequencies: readonly number[];
  readonly male: readonly (readonly number[])[];
  readonly female: readonly (readonly number[])[];
  readonly evidence: (id: string, alleles: readonly number[]) => number;
}

export interface SlowPair {
  /** Parents stand before their children. */
  readonly persons: readonly SlowPerson[];
  readonly loci: readonly [SlowLocus, SlowLocus];
  readonly recombination: number;
  readonly xLinked: boolean;
}

/** The alleles that lie on one chromosome: of the first locus and of the second. */
type Haplotype = readonly [number, number];
type Given = ReadonlyMap<string, readonly Haplotype[]>;

/** The slow twin for two linked loci: sums over every ordered pair of haplotypes of every person. Theta is 0. */
export function slowLinkedLikelihood(pair: SlowPair): number {
  return fromPerson(pair, 0, new Map());
}

function fromPerson(pair: SlowPair, place: number, given: Given): number {
  const person = pair.persons[place];
  if (person === undefined) return 1;
  let sum = 0;
  for (const { haplotypes, chance } of genotypes(pair, person, given)) {
    let seen = chance;
    for (const [i, locus] of pair.loci.entries()) {
      if (seen > 0) {
        seen *= locus.evidence(
          person.id,
          haplotypes.map((haplotype) => haplotype[i] as number),
        );
      }
    }
    if (seen > 0) sum += seen * fromPerson(pair, place + 1, new Map([...given, [person.id, haplotypes]]));
  }
  return sum;
}

interface Option {
  readonly haplotypes: readonly Haplotype[];
  readonly chance: number;
}

function genotypes(pair: SlowPair, person: SlowPerson, given: Given): readonly Option[] {
  if (person.twinOf !== undefined) return [{ haplotypes: given.get(person.twinOf) as readonly Haplotype[], chance: 1 }];
  const fromMother = received(pair, given, person.mother, 'female');
  if (pair.xLinked && person.male) return fromMother.map(([mine, chance]) => ({ haplotypes: [mine], chance }));
  return received(pair, given, person.father, 'male').flatMap(([one, first]) =>
    fromMother.map(([two, second]) => ({ haplotypes: [one, two], chance: first * second })),
  );
}

/** Each haplotype with its chance: drawn from the population, or recombined and mutated from the parent's. */
function received(
  { loci: [one, two], recombination }: SlowPair,
  given: Given,
  parent: string | null,
  sex: 'male' | 'female',
): readonly (readonly [Haplotype, number])[] {
  const all = one.frequencies.flatMap((_, a) => two.frequencies.map((_, b): Haplotype => [a, b]));
  if (parent === null) {
    return all.map(([a, b]) => [[a, b], (one.frequencies[a] as number) * (two.frequencies[b] as number)] as const);
  }
  const carried = given.get(parent) as readonly Haplotype[];
  const gametes = carried.flatMap((at, i) =>
    carried.map((other, j): readonly [Haplotype, number] => {
      const chance = carried.length === 1 ? 1 : i === j ? (1 - recombination) / 2 : recombination / 2;
      return [[at[0], other[1]], chance];
    }),
  );
  return all.map(([a, b]) => {
    const chance = gametes.reduce((sum, [[from1, from2], p]) => {
      return sum + p * (one[sex][from1]?.[a] as number) * (two[sex][from2]?.[b] as number);
    }, 0);
    return [[a, b], chance] as const;
  });
}
