import { type Allele, compareAlleles, type FrequencyTable, type Genotype, type Profile } from '@kinledger/profile';
import { type MutationSettings, mutationMatrix } from './mutation.ts';
import { parametersOf } from './mutation-settings.ts';
import type { Random } from './random.ts';

/** A profile of somebody drawn from the population, at all loci of the table or at those named. */
export function simulateProfile(
  table: FrequencyTable,
  random: Random,
  loci: readonly string[] = Object.keys(table.loci),
): Profile {
  return Object.fromEntries(
    loci.map((locus) => [locus, sorted(drawn(table, locus, random), drawn(table, locus, random))]),
  );
}

export interface SimulatedParents {
  /** `null`: that parent is somebody from the population. */
  readonly father: Profile | null;
  readonly mother: Profile | null;
}

/** A child's profile at the loci that its typed parents have in common. Requires two stated alleles at each of them. */
export function simulateChild(
  parents: SimulatedParents,
  table: FrequencyTable,
  random: Random,
  mutation: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 },
): Profile {
  const { father, mother } = parents;
  const loci = Object.keys(table.loci).filter(
    (locus) => (father === null || locus in father) && (mother === null || locus in mother),
  );
  return Object.fromEntries(
    loci.map((locus) => [
      locus,
      sorted(
        passed(father?.[locus], 'male', { table, locus, random, mutation }),
        passed(mother?.[locus], 'female', { table, locus, random, mutation }),
      ),
    ]),
  );
}

interface Chance {
  readonly table: FrequencyTable;
  readonly locus: string;
  readonly random: Random;
  readonly mutation: MutationSettings;
}

function passed(genotype: Genotype | undefined, sex: 'male' | 'female', chance: Chance): Allele {
  const { table, locus, random, mutation } = chance;
  if (genotype === undefined) return drawn(table, locus, random);
  const allele = genotype[Math.floor(random() * genotype.length)] as Allele;
  const parameters = parametersOf(mutation, sex, locus);
  if (parameters.model === 'none') return allele;
  const { alleles, frequencies } = entries(table, locus);
  const from = alleles.indexOf(allele);
  if (from < 0) return allele;
  const row = mutationMatrix(alleles, frequencies, parameters).subarray(
    from * alleles.length,
    (from + 1) * alleles.length,
  );
  return pick(alleles, [...row], random);
}

function drawn(table: FrequencyTable, locus: string, random: Random): Allele {
  const { alleles, frequencies } = entries(table, locus);
  return pick(alleles, frequencies, random);
}

function entries(table: FrequencyTable, locus: string): { alleles: readonly Allele[]; frequencies: readonly number[] } {
  const frequencies = table.loci[locus]?.frequencies ?? {};
  const alleles = Object.keys(frequencies).sort(compareAlleles);
  return { alleles, frequencies: alleles.map((allele) => frequencies[allele] as number) };
}

function pick(alleles: readonly Allele[], chances: readonly number[], random: Random): Allele {
  let rest = random();
  for (const [i, allele] of alleles.entries()) {
    rest -= chances[i] as number;
    if (rest < 0) return allele;
  }
  return alleles[alleles.length - 1] as Allele;
}

function sorted(a: Allele, b: Allele): Genotype {
  return compareAlleles(a, b) <= 0 ? [a, b] : [b, a];
}
