import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateIf } from 'class-validator';
import { PlainText } from '../plain-text.ts';
import { PopulationView } from './reference.dto.ts';

export const COUNT_UNITS = ['individuals', 'chromosomes'] as const;
const DIGEST = /^[0-9a-f]{64}$/;

/** What is said beside the file of a frequency table. */
export class ImportTable {
  /** Id by which checks name the table; the same for all of its versions. */
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/, {
    message: 'id has 2 to 64 letters, digits, points, hyphens and underscores, and begins with a letter or digit',
  })
  readonly id: string;

  @PlainText(1, 200)
  readonly title: string;

  @PlainText(1, 200)
  readonly population: string;

  /** Where the figures come from. */
  @PlainText(1, 1000)
  readonly source: string;

  @PlainText(1, 1000)
  readonly citation: string;

  @PlainText(1, 500)
  readonly licence: string;

  /** What N counts in this file. Files do not say it, and 5/2N is wrong by a factor of two where it is mistaken. */
  @IsIn(COUNT_UNITS)
  readonly unit: (typeof COUNT_UNITS)[number];

  /** N at every locus, in `unit`, where the file states none. */
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' && /^[0-9]{1,7}$/.test(value) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly n?: number;

  /** Which of the populations in the file, where it has several. */
  @IsOptional()
  @PlainText(1, 200)
  readonly fileName?: string;

  /** Loci to leave out, separated by commas: those that the report refuses. */
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.split(',').map((locus) => locus.trim()) : value))
  @ArrayMaxSize(200)
  @ArrayUnique()
  @PlainTexts()
  readonly without?: string[];

  /** Digest of the version that this one takes the place of; needed exactly when the id stands already. */
  @IsOptional()
  @Matches(DIGEST, { message: 'supersedes is the digest of the newest version, 64 digits in hexadecimal' })
  readonly supersedes?: string;

  /** Why there is a new version. */
  @ValidateIf(({ supersedes, reason }: ImportTable) => supersedes !== undefined || reason !== undefined)
  @PlainText(3, 1000)
  readonly reason?: string;
}

function PlainTexts(): PropertyDecorator {
  return Matches(/^[A-Za-z0-9][A-Za-z0-9 _/.-]{0,39}$/, { each: true, message: 'without holds names of loci' });
}

export class ImportedLocusView {
  /** @example 'TH01' */
  readonly locus: string;
  /**
   * Chromosomes typed, in the unit that was stated; null where N is missing.
   * @example 194
   */
  readonly chromosomes: number | null;
  /**
   * Sum of the frequencies as printed.
   * @example '1.0001'
   */
  readonly sum: string;
  /** @example 7 */
  readonly alleles: number;
  /**
   * The least frequency in the table, as printed.
   * @example '0.0052'
   */
  readonly least: string;
  /**
   * 5/2N.
   * @example '0.02577319587628866'
   */
  readonly minimumFrequency: string | null;
  /**
   * How many alleles are rarer than 5/2N in the table.
   * @example 2
   */
  readonly belowMinimum: number;
  /** `counts`: the counts behind the figures could be told and are kept; `decimals`: the figures are kept as printed. */
  readonly kept: 'counts' | 'decimals';
  /**
   * Alleles outside all that is known at the locus, and what is no allele, such as a class.
   * @example ['>27']
   */
  readonly outliers: string[];
  /**
   * Alleles that no kit has in its ladder or among its known variants.
   * @example ['8.1']
   */
  readonly offLadder: string[];
  /**
   * Why the locus cannot be used; empty when it can.
   * @example ['sum-not-1']
   */
  readonly problems: string[];
}

export class LeftOutView {
  /** @example 'DYS391' */
  readonly locus: string;
  readonly reason: 'asked' | 'not-autosomal' | 'not-known';
}

export class ImportProblemView {
  /** @example 'sum-not-1' */
  readonly code: string;
  /** @example 'TH01' */
  readonly locus: string | null;
  /** What is wrong and what to do. */
  readonly message: string;
}

export class NearestView {
  /** @example 'NIST1036-Asian' */
  readonly id: string;
  readonly digest: string;
  /**
   * D_A of Nei, Tajima & Tateno (1983): 0 for equal frequencies, 1 for no allele in common.
   * @example '0.015540'
   */
  readonly distance: string;
  /**
   * FST after Weir & Cockerham (1984), on the scale of theta; null where N is missing.
   * @example '0.001060'
   */
  readonly fst: string | null;
  /** @example 16 */
  readonly loci: number;
}

export class StandardCaseView {
  /** @example 'NIST1036-Asian 1' */
  readonly name: string;
  readonly truth: 'parent' | 'unrelated';
  /**
   * log10 of the LR with the table compared with; null when the LR is 0.
   * @example '7.413'
   */
  readonly before: string | null;
  /** @example '7.398' */
  readonly after: string | null;
}

/** The same simulated cases computed with two tables, at the loci that both hold. */
export class StandardEffectView {
  /**
   * The version before, or for a new table the nearest known one.
   * @example 'NIST1036-Asian'
   */
  readonly against: string;
  readonly againstDigest: string;
  readonly engine: string;
  readonly cases: StandardCaseView[];
  /** @example '0.21' */
  readonly largestShift: string;
  /**
   * Cases whose verdict is another one with the new table.
   * @example 0
   */
  readonly otherVerdict: number;
}

export class ImportReportView {
  /** @example 'fsigen-csv' */
  readonly format: string;
  readonly fileSha256: string;
  readonly unit: (typeof COUNT_UNITS)[number];
  /**
   * The name of the population in the file; empty where it has none.
   * @example ''
   */
  readonly nameInFile: string;
  readonly loci: ImportedLocusView[];
  readonly leftOut: LeftOutView[];
  /** What keeps the table from being imported. */
  readonly problems: ImportProblemView[];
  /**
   * What to think about: `unit-doubtful` (every count is even), `default-database-size` (Familias' own 1000), `off-ladder`,
   * `rounded` (kept as decimals), `partly-copied` (at half of the loci or more the figures are those of another table).
   * @example ['rounded']
   */
  readonly warnings: string[];
  readonly nearest: NearestView | null;
  readonly effect: StandardEffectView | null;
}

export class ImportPreviewView {
  /** Whether the import would go through. */
  readonly acceptable: boolean;
  /**
   * What stands in the way beside the report, as the import would say it; null when nothing does.
   * @example 'stale-table'
   */
  readonly conflict: string | null;
  /** The digest that the table would have; null while there are problems. */
  readonly digest: string | null;
  readonly report: ImportReportView;
}

export class ImportedTableView {
  readonly table: PopulationView;
  readonly report: ImportReportView;
}

export const REFERENCE_KINDS = ['frequencies', 'mutation', 'kit'] as const;

export class RetireRequest {
  @IsIn(REFERENCE_KINDS)
  readonly kind: (typeof REFERENCE_KINDS)[number];

  /** @example '299dfd9314eb88ed1f6b1c0a4b6e0d3f5a7c9e8b2d4f60718293a4b5c6d7e8f9' */
  @Matches(DIGEST, { message: 'digest is 64 digits in hexadecimal' })
  readonly digest: string;

  /** @example 'An allele was typed wrongly' */
  @PlainText(3, 1000)
  readonly reason: string;
}

export class RetiredView {
  readonly kind: (typeof REFERENCE_KINDS)[number];
  readonly digest: string;
  readonly reason: string;
  readonly retiredAt: string;
}
