import type { AdviceCode, AlternativeCode, Question } from '@kinledger/kinship';
import type { LocusStatus } from '@kinledger/profile';
import type { CategoryName } from './report-facts.ts';
import type { Support } from './verbal-scale.ts';

// What a signed report says, as one plain object. Numbers, words, tables and pictures of the report are all made from it, in
// every language; nothing stands in a report that does not stand here. What the records do not hold is null.

export type PersonRole = 'child' | 'parent' | 'otherParent';

export interface ReportContent {
  readonly report: {
    /** The id of the confirmation it reports. */
    readonly id: string;
    readonly version: number;
    /** SHA-256 of the file of the version before. */
    readonly supersedes: string | null;
    /** The check that was confirmed. */
    readonly check: string;
  };
  readonly case: {
    readonly number: string;
    readonly report: string;
    readonly purpose: string;
    readonly legalBasis: string;
    readonly openedAt: string;
  };
  readonly question: Question;
  /** The search whose candidate led to the check; null when none did. */
  readonly found: FoundBySearch | null;
  readonly persons: readonly ReportPerson[];
  readonly loci: readonly ReportLocus[];
  /** Loci of the persons' profiles that the ratio does not rest on. */
  readonly leftOut: readonly { readonly locus: string; readonly reason: string }[];
  readonly combined: ReportCombined;
  readonly alternatives: readonly { readonly code: AlternativeCode; readonly log10: string | null }[];
  readonly verdict: string;
  readonly advice: readonly { readonly code: AdviceCode; readonly count: number | null }[];
  readonly settings: ReportSettings;
  readonly digests: { readonly content: string; readonly inputs: string; readonly result: string };
  readonly signatures: readonly ReportSignature[];
  readonly withdrawal: ReportWithdrawal | null;
  readonly log: {
    readonly origin: string;
    /** Where the second signature stands. */
    readonly leafIndex: number;
    /** Size and root of the first checkpoint that covers it. */
    readonly size: number;
    readonly root: string;
  };
  /** What anybody checks the paper by, and where. */
  readonly code: string;
  readonly address: string;
}

/** What the receipt of a search says. */
export interface FoundBySearch {
  readonly search: string;
  readonly finishedAt: string;
  /** How many profiles the registry held, how many of them were compared, and how many reached the threshold. */
  readonly size: number;
  readonly compared: number;
  readonly candidates: number;
  /** Unrelated profiles to be expected among the candidates; null where it could not be computed. */
  readonly expectedByChance: string | null;
  readonly rank: number;
}

export interface ReportPerson {
  readonly role: PersonRole;
  readonly code: string;
  readonly category: CategoryName;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly sample: string;
  readonly laboratory: string;
  /** Which version of the profile, when it was received, and why it is not the first one. */
  readonly version: number;
  readonly receivedAt: string;
  readonly correctedFor: string | null;
  readonly lociTyped: number;
  /** Salted digest of the genotypes, as it stands in the log. */
  readonly digest: string;
}

export interface ReportLocus {
  readonly locus: string;
  /** By the order of the persons. */
  readonly genotypes: readonly { readonly alleles: readonly string[]; readonly status: LocusStatus | null }[];
  readonly ratio: string;
  /** Null when the ratio is zero. */
  readonly log10: string | null;
  readonly inconsistent: boolean;
  readonly inconsistentWithOther: boolean;
  readonly note: string | null;
  /** What makes it inconsistent; null where nothing does. */
  readonly explanation: Inconsistency | null;
}

/**
 * Why a locus is impossible without a mutation: these adults share no allele with the child, or (none named) the child's two
 * alleles cannot be one of each adult.
 */
export interface Inconsistency {
  readonly notShared: readonly { readonly code: string; readonly steps: string; readonly silentAllele: boolean }[];
}

export interface ReportCombined {
  readonly ratio: string;
  readonly log10: string | null;
  /** Of H1 to the alternative that explains the genotypes best; the verdict rests on it. */
  readonly smallest: string | null;
  readonly support: Support;
  readonly lociUsed: number;
  readonly inconsistentLoci: number;
  readonly inconsistentWithOther: number;
  readonly oneAlleleSeen: number;
}

export interface ReportSettings {
  readonly population: {
    readonly id: string;
    readonly title: string;
    readonly citation: string;
    readonly digest: string;
    /** Alleles counted at a locus, at least and at most. */
    readonly chromosomes: readonly [number, number];
  };
  readonly theta: string;
  readonly minimumFrequency: string;
  readonly threshold: string;
  readonly mutation: {
    readonly model: string;
    readonly maleRate: string;
    readonly femaleRate: string;
    readonly range: string | null;
    readonly rate2: string | null;
    readonly locusRates: readonly { readonly locus: string; readonly male: string; readonly female: string }[];
  };
  readonly mutationTable: { readonly id: string; readonly digest: string } | null;
  readonly engine: { readonly version: string; readonly digest: string };
}

export interface ReportSignature {
  readonly order: 1 | 2;
  readonly name: string;
  readonly role: string;
  readonly at: string;
  readonly leafIndex: number;
}

export interface ReportWithdrawal {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  readonly leafIndex: number;
}
