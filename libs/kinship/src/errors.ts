export type KinshipErrorCode =
  | 'pedigree-invalid'
  | 'hypothesis-unknown'
  | 'person-unknown'
  | 'table-invalid'
  | 'allele-not-in-table'
  | 'genotype-invalid'
  | 'mutation-impossible'
  | 'theta-impossible'
  | 'settings-invalid'
  | 'same-sex-parents'
  | 'no-common-loci'
  | 'impossible-data'
  | 'file-unreadable';

/** A question that cannot be answered. The message names the person, locus or setting at fault, never an allele. */
export class KinshipError extends Error {
  constructor(
    readonly code: KinshipErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'KinshipError';
  }
}
