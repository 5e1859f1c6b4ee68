import { type Allele, compareAlleles, parseAllele } from './allele.ts';
import { ProfileError } from './error.ts';
import { findLocus, type LocusInfo, printableLocus } from './locus.ts';

/**
 * One to three alleles in numeric order. One allele means that one was seen: a homozygote or a drop-out.
 * Two equal alleles mean that the laboratory states a homozygote. One is never turned into two. Three different alleles are
 * a tri-allelic locus: kept as typed, and no part of any likelihood ratio.
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
  const crowded = mixtureLoci(profile);
  if (crowded.length > 0) throw mixture(crowded[0]!, crowded.length);
  return profile;
}

/** A person with three alleles at one locus is rare, at two all but unknown; at three loci it is a mixture of persons. */
const FEWEST_OF_MIXTURE = 3;

/** The loci with three alleles, when they are too many for one person; otherwise none. */
export function mixtureLoci(profile: Profile): readonly string[] {
  const loci = Object.keys(profile).filter((locus) => profile[locus]!.length === 3 && findLocus(locus)?.kind !== 'Y');
  return loci.length < FEWEST_OF_MIXTURE ? [] : loci;
}

export function mixture(locus: string, count: number): ProfileError {
  const message = `Locus ${locus} and ${count - 1} more hold three alleles, which looks like a mixture of persons; check the typing.`;
  return new ProfileError('three-alleles', message, locus);
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

/** Reads the alleles seen at one locus: one, two, or three different ones. More are refused, never cut to two. */
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
  if (read.length > 3 || (read.length === 3 && (locus.kind === 'sex' || new Set(read).size < 3))) {
    const message = `Locus ${locus.name} holds more alleles than one person can have there; check for a mixture.`;
    throw new ProfileError('three-alleles', message, locus.name);
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
