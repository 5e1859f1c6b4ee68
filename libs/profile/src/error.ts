/** What can be wrong with a profile, with an upload file or with a shipped table. Closed: callers map each code once. */
export type ProfileErrorCode =
  | 'not-a-profile'
  | 'unknown-locus'
  | 'duplicate-locus'
  | 'three-alleles'
  | 'no-alleles'
  | 'allele-out-of-range'
  | 'off-ladder'
  | 'below-threshold'
  | 'not-an-allele'
  | 'decimal-comma'
  | 'spreadsheet-damage'
  | 'duplicate-sample'
  | 'empty-sample-name'
  | 'bad-sample-name'
  | 'wrong-column-count'
  | 'empty-file'
  | 'wrong-encoding'
  | 'unknown-format'
  | 'missing-column'
  | 'duplicate-column'
  | 'unknown-column'
  | 'broken-file'
  | 'duplicate-key'
  | 'too-large'
  | 'bad-mapping'
  | 'bad-table'
  | 'table-changed';

/** Something handed in that cannot be read. The message names the locus and says what to do; it never holds an allele. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';

  constructor(
    readonly code: ProfileErrorCode,
    message: string,
    readonly locus?: string,
  ) {
    super(message);
  }
}
