import { IsOptional, Matches, ValidateIf } from 'class-validator';
import { PlainText } from '../plain-text.ts';
import { StandardEffectView } from './imports.dto.ts';

/** What is said beside a file of mutation rates or a kit; everything else stands in the file. */
export class ImportFigures {
  /** Digest of the version that this one takes the place of; needed exactly when the id stands already. */
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/, { message: 'supersedes is the digest of the newest version, 64 digits in hexadecimal' })
  readonly supersedes?: string;

  /** Why there is a new version. */
  @ValidateIf(({ supersedes, reason }: ImportFigures) => supersedes !== undefined || reason !== undefined)
  @PlainText(3, 1000)
  readonly reason?: string;
}

/** A locus at which the figures differ from those of the version before, in short. */
export class FiguresChangeView {
  /** @example 'vWA' */
  readonly locus: string;
  /**
   * Rates as "maternal / paternal"; ladders as the alleles that only this side has.
   * @example '0.0003 / 0.0017'
   */
  readonly before: string;
  /** @example '0.0004 / 0.0017' */
  readonly after: string;
}

/** Which loci differ from the version before; all are new in a first version. */
export class FiguresReportView {
  readonly fileSha256: string;
  /** @example ['Penta E'] */
  readonly added: string[];
  /** @example [] */
  readonly removed: string[];
  /** @example ['vWA'] */
  readonly changed: string[];
  readonly changes: FiguresChangeView[];
  /**
   * Loci whose rates are more than ten times higher or lower than those of every study that stands; of a kit none.
   * @example ['FGA']
   */
  readonly unusual: string[];
  /** Of rates: the standard cases with the rates of the version before, or with the defaults, and with these. */
  readonly effect: StandardEffectView | null;
}

export class ImportedFiguresView {
  readonly kind: 'mutation' | 'kit';
  /** @example 'Own-2026' */
  readonly id: string;
  /** @example 2 */
  readonly version: number;
  /** SHA-256 of the figures. */
  readonly digest: string;
  readonly report: FiguresReportView;
}

export class FiguresPreviewView {
  /** Whether the import would go through. */
  readonly acceptable: boolean;
  /**
   * Why not, as the import would say it; null when it would.
   * @example 'stale-table'
   */
  readonly conflict: string | null;
  readonly kind: 'mutation' | 'kit';
  /** @example 'Own-2026' */
  readonly id: string;
  /** @example 'Own study' */
  readonly title: string;
  /**
   * The version that it would be.
   * @example 2
   */
  readonly version: number;
  readonly digest: string;
  /** @example 23 */
  readonly loci: number;
  readonly report: FiguresReportView;
}
