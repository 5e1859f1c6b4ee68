export type SearchErrorCode =
  | 'locus-not-in-index'
  | 'locus-repeated'
  | 'group-unknown'
  | 'id-repeated'
  | 'row-unknown'
  | 'index-full'
  | 'too-many-alleles'
  | 'tables-too-short'
  | 'no-common-loci'
  | 'question-invalid';

/** What the index or a search cannot do. The message names the locus, the row or the option at fault, never an allele. */
export class SearchError extends Error {
  constructor(
    readonly code: SearchErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'SearchError';
  }
}
