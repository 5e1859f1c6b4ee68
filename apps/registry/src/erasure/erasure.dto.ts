import { IsIn, IsUUID } from 'class-validator';
import { PlainText } from '../plain-text.ts';

export const SUBJECTS = ['person', 'sample', 'case'] as const;
export type Subject = (typeof SUBJECTS)[number];

export class RequestErasure {
  /**
   * `person`: a person of a case, by the person's id, with the sample in all its versions and in every case; `sample`: the
   * same by a profile's id, for samples in no case; `case`: the texts a case was opened with, by the case's id.
   */
  @IsIn(SUBJECTS)
  readonly subject: Subject;

  /** Id of the person of a case, of any version of the profile, or of the case. */
  @IsUUID()
  readonly id: string;

  /** Reference of the order that demands it, such as a court's file number; kept for ever, so no names. */
  @PlainText(3, 200)
  readonly orderReference: string;
}

export class ErasedCount {
  readonly table: string;
  readonly rows: number;
}

export class ErasureApprovalView {
  /** Sign-in name. */
  readonly by: string;
  readonly role: string;
  readonly at: string;
  readonly eventId: string;
}

export class ErasureView {
  readonly id: string;
  readonly subject: Subject;
  readonly subjectId: string;
  readonly orderReference: string;
  /** Sign-in name. */
  readonly requestedBy: string;
  readonly requestedAs: string;
  readonly requestedAt: string;
  readonly eventId: string;
  /** Null until a second person has approved; then it has happened. */
  readonly approval: ErasureApprovalView | null;
  /** What was overwritten, or would be if it were approved now. */
  readonly concerns: ErasedCount[];
}
