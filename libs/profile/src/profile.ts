import { type Allele, compareAlleles, parseAllele } from './allele.ts';
import { ProfileError } from './error.ts';
import { findLocus, type LocusInfo, printableLocus } from './locus.ts';

/**
 * One or two alleles in numeric order. One allele means that one was seen: a homozygote or a drop-out.
 * Two equal alleles mean that the laboratory states a homozygote. One is never turned into two.
 */
export type Genotype = readonly Allele[];

/** Genotypes by locus, under our names of the loci. A locus that is absent was not typed. */
export type Profile = Readonly<Record<string, Genotype>>;

/** Reads `{ "TH01": ["6", "9.3"], ... }`, the form labs submit, or says what is wrong with it. */
export function parseProfile(input: unknown): Profile {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ProfileError('not-a-profile', 'A profile is an object with one list of alleles for each locus.');
  }
  const profile: Record<string, Genotype> = {};
  for (const [name, alleles] of Object.entries(input)) {
    const locus = knownLocus(name);
    if (locus.name in profile) throw repeatedLocus(locus.name);
    profile[locus.name] = parseGenotype(locus, alleles);
  }
  if (Object.keys(profile).length === 0) throw new ProfileError('no-alleles', 'The profile names no locus.');
  return profile;
}

/** The locus a laboratory means; throws when the name is not known. */
export function knownLocus(name: string): LocusInfo {
  const locus = findLocus(name);
  if (locus !== undefined) return locus;
  const printable = printableLocus(name);
  throw new ProfileError(
    'unknown-locus',
    printable === undefined
      ? 'A locus name is not readable; check that the columns stand in the right order.'
      : `Locus ${printable} is not known; correct its name or leave it out.`,
    printable,
  );
}

export function repeatedLocus(name: string): ProfileError {
  return new ProfileError('duplicate-locus', `Locus ${name} appears more than once; keep one typing of it.`, name);
}

/** Reads the alleles seen at one locus. Requires a list of one or two; three are refused, never cut to two. */
export function parseGenotype(locus: LocusInfo, alleles: unknown): Genotype {
  if (!Array.isArray(alleles)) {
    throw new ProfileError('not-an-allele', `Locus ${locus.name} holds no list of alleles.`, locus.name);
  }
  if (alleles.length === 0) {
    throw new ProfileError(
      'no-alleles',
      `Locus ${locus.name} holds no allele; leave it out if it was not typed.`,
      locus.name,
    );
  }
  const read = alleles.map((allele) => parseAllele(allele, locus)).sort(compareAlleles);
  if (read.length > 2) {
    throw new ProfileError(
      'three-alleles',
      `Locus ${locus.name} holds more than two alleles; check for a mixture, and leave a confirmed three-allele pattern out.`,
      locus.name,
    );
  }
  return read;
}

/**
 * The one text of a profile that is stored and hashed: JSON with the loci in code unit order and no spaces.
 * Equal profiles have equal texts, whatever order the loci came in.
 */
export function profileText(profile: Profile): string {
  const loci = Object.keys(profile).sort();
  return JSON.stringify(Object.fromEntries(loci.map((locus) => [locus, profile[locus]])));
}
