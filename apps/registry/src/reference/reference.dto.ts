import type { LocusKind } from '@kinledger/profile';
import { IsIn, IsOptional } from 'class-validator';

export const VERSION_STATES = ['in-use', 'superseded', 'retired'] as const;

/** Which version of a table or kit this is. Versions are never changed; results name them by their digest. */
export class VersionView {
  /** @example 'NIST1036-Asian' */
  readonly id: string;
  /**
   * 1 for the first of this id, and what the product brings along.
   * @example 1
   */
  readonly version: number;
  /**
   * SHA-256 of the figures.
   * @example '299dfd9314eb88ed1f6b1c0a4b6e0d3f5a7c9e8b2d4f60718293a4b5c6d7e8f9'
   */
  readonly digest: string;
  readonly origin: 'shipped' | 'imported';
  /** `superseded`: a newer version stands; `retired`: for no new check. Past results keep naming either. */
  readonly state: (typeof VERSION_STATES)[number];
}

/** Who brought a version in, and who retired it, when and why. */
export class ProvenanceView extends VersionView {
  readonly kind: 'frequencies' | 'mutation' | 'kit';
  /**
   * Null for what the product brings along.
   * @example '2026-11-24T02:20:17.000Z'
   */
  readonly importedAt: string | null;
  /** @example 'administrator' */
  readonly importedBy: string | null;
  readonly fileSha256: string | null;
  /** Digest of the version that it took the place of, and why; null in a first version. */
  readonly supersedes: string | null;
  /** @example 'More persons typed' */
  readonly reason: string | null;
  readonly retiredAt: string | null;
  readonly retiredBy: string | null;
  readonly retiredReason: string | null;
  /** Digests of all versions of this id, the first one first. */
  readonly versions: string[];
}

export class PopulationLocusView {
  /** @example 'TH01' */
  readonly locus: string;
  /**
   * Chromosomes typed, the 2N of the 5/2N rule.
   * @example 194
   */
  readonly chromosomes: number;
  /**
   * 5/2N at this locus.
   * @example '0.02577319587628866'
   */
  readonly minimumFrequency: string;
}

export class PopulationView extends VersionView {
  /** @example 'NIST 1036, Asian' */
  readonly title: string;
  /** @example 'US Asian' */
  readonly population: string;
  /** @example 'NIST 1036 U.S. population data, July 2017' */
  readonly source: string;
  readonly citation: string;
  /** @example 'Public domain' */
  readonly licence: string;
  readonly loci: PopulationLocusView[];
}

/** Frequencies of a population whose number of chromosomes typed is not stated. No check can use them. */
export class FrequenciesWithoutNView {
  readonly id: string;
  readonly title: string;
  readonly population: string;
  readonly source: string;
  readonly citation: string;
  readonly licence: string;
  readonly digest: string;
  /** What must be known before anybody uses the figures. */
  readonly notes: string[];
  /** Loci whose frequencies do not sum to 1, because alleles are missing. */
  readonly incomplete: string[];
  readonly loci: string[];
}

export class LocusMutationView {
  /** @example 'vWA' */
  readonly locus: string;
  /**
   * Probability that a father's allele mutates on its way to the child.
   * @example '0.0017'
   */
  readonly paternal: string;
  /**
   * Probability that a mother's allele mutates on its way to the child.
   * @example '0.0003'
   */
  readonly maternal: string;
}

/** Mutation rates of one study, by locus and sex. */
export class MutationTableView extends VersionView {
  readonly title: string;
  readonly source: string;
  readonly citation: string;
  readonly notes: string[];
  readonly loci: LocusMutationView[];
}

export class StepStudyView {
  readonly population: string;
  readonly source: string;
  readonly loci: number;
  readonly mutations: number;
  /** How many of the mutations were by one repeat. */
  readonly oneStep: number;
}

/** What the share of one-step mutations in the mutation models rests on. */
export class StepStudiesView {
  readonly id: string;
  readonly title: string;
  readonly notes: string[];
  readonly digest: string;
  readonly studies: StepStudyView[];
}

export class KitLocusView {
  /** @example 'TH01' */
  readonly locus: string;
  /** @example 'blue' */
  readonly dye: string;
  /** @example ['5', '6', '9.3'] */
  readonly ladder: string[];
  /**
   * Alleles beside the ladder that the maker's bins know.
   * @example ['8.3']
   */
  readonly further: string[];
}

export class KitView extends VersionView {
  /** @example 'GlobalFiler' */
  readonly title: string;
  readonly manufacturer: string;
  readonly source: string;
  /** How well the figures are established. */
  readonly verified: string;
  /** @example ['GlobalFiler_Panels_v1'] */
  readonly aliases: string[];
  /** In the order in which the kit prints them. */
  readonly loci: KitLocusView[];
}

export class LocusView {
  /** @example 'TH01' */
  readonly name: string;
  readonly kind: LocusKind;
  /** @example '11' */
  readonly chromosome: string;
  /** @example '3' */
  readonly smallestAllele: string;
  /** @example '14' */
  readonly largestAllele: string;
  /**
   * Further names that uploads may use.
   * @example ['THO1']
   */
  readonly aliases: string[];
}

/** A control DNA that uploads are compared with. */
export class ControlView {
  /** @example '2800M' */
  readonly name: string;
}

export class DefaultMutationView {
  readonly model: string;
  readonly maleRate: string;
  readonly femaleRate: string;
  readonly range: string;
  readonly rate2: string;
}

export class DefaultSourcesView {
  readonly theta: string;
  readonly minimumFrequency: string;
  readonly threshold: string;
  readonly mutation: string;
}

/** What a check computes with where the request says nothing else, and on whose authority. */
export class DefaultsView {
  /** @example '0.01' */
  readonly theta: string;
  /** @example '5/2N' */
  readonly minimumFrequency: string;
  /**
   * Combined LR from which parentage counts as supported.
   * @example '10000'
   */
  readonly threshold: string;
  readonly mutation: DefaultMutationView;
  readonly sources: DefaultSourcesView;
  /**
   * Version of the engine that these are the defaults of.
   * @example '1.1.0'
   */
  readonly engine: string;
}

export class VersionsQuery {
  /** `all` adds the versions that are superseded or retired. */
  @IsOptional()
  @IsIn(['in-use', 'all'])
  readonly state?: 'in-use' | 'all';
}
