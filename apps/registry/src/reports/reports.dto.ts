import { IsIn, IsOptional } from 'class-validator';
import { LANGUAGES, type Language } from './report-blocks.ts';

export class PaperQuery {
  @IsIn(LANGUAGES)
  readonly language: Language;
}

export class ReportQuery extends PaperQuery {
  /**
   * What becomes of characters that the font lacks: the report is refused with their code points, or these are printed in
   * their place and named in the report. Refused unless said otherwise.
   */
  @IsOptional()
  @IsIn(['refuse', 'code-points'])
  readonly missing?: 'refuse' | 'code-points';
}

/** What the code on a paper tells anybody. A code that stands on no paper of this register is not genuine. */
export class NoticeView {
  readonly genuine: boolean;
  /** When the second of two persons signed; null unless genuine, like all that follows. */
  readonly confirmedAt: string | null;
  /** The name of the log, and where in it the signature stands. */
  readonly log: string | null;
  readonly leafIndex: number | null;
  /** True when the confirmation was taken back: the paper must not be relied on. */
  readonly withdrawn: boolean | null;
  readonly withdrawnAt: string | null;
}
