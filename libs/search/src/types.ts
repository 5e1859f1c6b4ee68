import type { CompiledQuestion, KinshipSettings, LocusTable } from '@kinledger/kinship';
import type { Profile } from '@kinledger/profile';

/** A locus of the index. Each allele named gets a bit plane of its own; all others share one, which costs speed, never a candidate. */
export interface IndexedLocus {
  readonly locus: string;
  readonly alleles: readonly string[];
}

/** One profile for the index. `group` is what the rules compare by (the category of the person, its sex ...). */
export interface IndexEntry {
  readonly id: string;
  readonly profile: Profile;
  readonly group?: string;
}

/** Why a row is not compared, in the words of the one who retires it: superseded, withdrawn, erased, under review ... */
export type RetireReason = string;

/** What a question is computed with. The tables must name every locus asked about; loci that they lack are not compared. */
export interface SearchModel {
  readonly tables: readonly LocusTable[];
  readonly settings: KinshipSettings;
}

/** A question to every profile of a registry: which genotypes of the unknown person come to which likelihood ratio. */
export interface SearchQuestion {
  /** Loci at which somebody is typed. */
  readonly compiled: CompiledQuestion;
  /** The same without mutation and silent alleles: its zeros are the inconsistencies. */
  readonly strict: CompiledQuestion;
}

export interface SearchOptions {
  /** Smallest likelihood ratio of a candidate. With 0, every profile with a ratio above zero. */
  readonly threshold: number;
  /** Most inconsistent loci of a candidate; without it, as many as still reach the threshold. */
  readonly k?: number;
  /** Fewest loci typed in the profile and in the question; 1 without it. */
  readonly minimumLoci?: number;
  /** Groups to compare; all without it. */
  readonly groups?: readonly string[];
  /** The most candidates to keep, the best ones; `found` counts them all. */
  readonly limit?: number;
}

export interface Candidate {
  readonly row: number;
  readonly id: string;
  readonly log10: number;
  readonly lociUsed: number;
  /** Loci at which the profile is impossible without mutation or silent allele. */
  readonly inconsistent: readonly string[];
}

/**
 * Why rows were not compared: `too-few-loci`, `allele-not-in-table`, `impossible-data` (impossible under the other
 * hypothesis too), `other-group`, and the reasons given to `retire`.
 */
export type SkippedRows = Readonly<Record<string, number>>;

/** What a search found and what it looked at: `compared` and all of `skipped` are together `rows`. */
export interface SearchResult {
  /** The highest ratio first; equal ones by row. */
  readonly candidates: readonly Candidate[];
  /** All that reach the threshold, those beyond `limit` too. */
  readonly found: number;
  /** Rows ever added to the index. */
  readonly rows: number;
  readonly compared: number;
  readonly skipped: SkippedRows;
  /** Loci of the question that the index has; the others count in no ratio. */
  readonly loci: readonly string[];
  readonly lociNotInIndex: readonly string[];
  readonly how: SearchMethod;
  /** Fingerprint of the rows that were live, as `RegistryIndex.digest`. */
  readonly digest: string;
}

/** How the rows were gone through. All three give the same candidates. */
export interface SearchMethod {
  /** `screen`: inconsistencies counted on bit planes; `tables`: bounds added up per row; `rows`: one by one. */
  readonly by: 'screen' | 'tables' | 'rows';
  /** Most inconsistent loci let through by the screen: no profile with more can reach the threshold, or is asked for. */
  readonly k: number | null;
  /** Rows computed exactly. */
  readonly exact: number;
  readonly kernel: 'simd' | 'plain';
}
