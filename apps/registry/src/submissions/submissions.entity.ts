import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Category } from './categories.ts';
import type { RowStatus, StoredProblem } from './fate.ts';

/** A file as a laboratory handed it in, without the file itself. Rows of these tables are never changed. */
@Entity('submission')
export class Submission {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'laboratory_id' }) readonly laboratoryId: string;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('text', { name: 'file_name' }) readonly fileName: string;
  @Column('text') readonly format: string;
  @Column('text') readonly sha256: string;
  @Column('text', { nullable: true }) readonly reason: string | null;
  @Column('timestamptz', { name: 'received_at', default: () => 'now()' }) readonly receivedAt: Date;
  /** Null while, and after, a large file is worked off: its counts are those of its outcome. */
  @Column('integer', { nullable: true }) readonly accepted: number | null;
  @Column('integer', { nullable: true }) readonly refused: number | null;
  @Column('integer', { nullable: true }) readonly unchanged: number | null;
  @Column('integer', { name: 'rules_version' }) readonly rulesVersion: number;
  @Column('uuid', { name: 'mapping_id', nullable: true }) readonly mappingId: string | null;
  @Column('text', { nullable: true }) readonly category: Category | null;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** What became of one sample of a submission. */
@Entity('submission_row')
export class SubmissionRow {
  @PrimaryColumn('uuid', { name: 'submission_id' }) readonly submissionId: string;
  @PrimaryColumn('integer') readonly place: number;
  @Column('integer') readonly row: number;
  @Column('text') readonly sample: string;
  @Column('text') readonly status: RowStatus;
  @Column('uuid', { name: 'profile_id', nullable: true }) readonly profileId: string | null;
  @Column('json') readonly problems: readonly StoredProblem[];
}

/** One version of a sample's profile. `genotypes` is its canonical text, `digest` its salted digest. */
@Entity('profile')
export class StoredProfile {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'laboratory_id' }) readonly laboratoryId: string;
  @Column('text') readonly sample: string;
  @Column('integer') readonly version: number;
  @Column('text') readonly genotypes: string;
  @Column('text') readonly statuses: string;
  @Column('text') readonly digest: string;
  @Column('uuid', { name: 'submission_id', nullable: true }) readonly submissionId: string | null;
  @Column('uuid', { nullable: true }) readonly supersedes: string | null;
  @Column('text', { nullable: true }) readonly reason: string | null;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('timestamptz', { name: 'received_at', default: () => 'now()' }) readonly receivedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}
