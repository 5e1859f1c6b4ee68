import type { LocusKind } from '@kinledger/profile';

export class PopulationLocusView {
  readonly locus: string;
  /** Chromosomes typed, the 2N of the 5/2N rule. */
  readonly chromosomes: number;
  /** 5/2N at this locus. */
  readonly minimumFrequency: string;
}

export class PopulationView {
  readonly id: string;
  readonly title: string;
  readonly population: string;
  readonly source: string;
  readonly citation: string;
  readonly licence: string;
  /** SHA-256 of the table's figures. */
  readonly digest: string;
  readonly loci: PopulationLocusView[];
}

export class LocusView {
  readonly name: string;
  readonly kind: LocusKind;
  readonly chromosome: string;
  readonly smallestAllele: string;
  readonly largestAllele: string;
  /** Further names that uploads may use. */
  readonly aliases: string[];
}
