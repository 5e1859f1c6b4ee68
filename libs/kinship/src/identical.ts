import { type Genotype, LOCI, type Profile } from '@kinledger/profile';

/** Two persons of a question who have the same genotypes: codes, and the number of loci that are the same. */
export interface IdenticalPair {
  readonly persons: readonly [string, string];
  readonly loci: number;
}

interface Typed {
  readonly code: string;
  readonly profile: Profile;
}

/**
 * Six: a child has its parent's whole genotype at about one locus in five (sum of f_i^3 + f_i f_j (f_i + f_j)), at six
 * typical loci one true pair in 20,000 to 30,000, at the six least telling ones of a kit one in 1,000 to 5,000. Such a
 * pair is asked for more loci, nothing worse.
 */
const LEAST_SAME = 6;
/** One locus may differ for every ten that are the same: kits read some alleles differently, typing errs. */
const SAME_PER_DIFFERENCE = 10;

/**
 * The pairs who cannot be told apart at the autosomal loci that both are typed at. A locus of which one person shows one
 * allele counts as different where the other lacks that allele, and otherwise not at all.
 */
export function identicalPairs(persons: readonly Typed[]): readonly IdenticalPair[] {
  const pairs = persons.flatMap((first, i) => persons.slice(i + 1).map((second) => [first, second] as const));
  return pairs.flatMap(([first, second]) => {
    const { same, different } = compared(first.profile, second.profile);
    if (same < LEAST_SAME || different > Math.floor(same / SAME_PER_DIFFERENCE)) return [];
    return [{ persons: [first.code, second.code] as const, loci: same }];
  });
}

function compared(first: Profile, second: Profile): { readonly same: number; readonly different: number } {
  let same = 0;
  let different = 0;
  for (const [locus, mine] of Object.entries(first)) {
    const theirs = second[locus];
    if (theirs === undefined || !isAutosomal(locus)) continue;
    if (mine.length > 1 && theirs.length > 1) {
      if (includesAll(mine, theirs) && includesAll(theirs, mine)) same++;
      else different++;
    } else if (!includesAll(mine, theirs) && !includesAll(theirs, mine)) different++;
  }
  return { same, different };
}

function isAutosomal(locus: string): boolean {
  return (LOCI.find(({ name }) => name === locus)?.kind ?? 'autosomal') === 'autosomal';
}

function includesAll(genotype: Genotype, alleles: Genotype): boolean {
  return alleles.every((allele) => genotype.includes(allele));
}
