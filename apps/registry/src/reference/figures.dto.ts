import { IsOptional, Matches, ValidateIf } from 'class-validator';
import { PlainText } from '../plain-text.ts';

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

/** Which loci differ from the version before; all are new in a first version. */
export class FiguresReportView {
  readonly fileSha256: string;
  readonly added: string[];
  readonly removed: string[];
  readonly changed: string[];
}

export class ImportedFiguresView {
  readonly kind: 'mutation' | 'kit';
  readonly id: string;
  readonly version: number;
  /** SHA-256 of the figures. */
  readonly digest: string;
  readonly report: FiguresReportView;
}
