import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A case as it was opened. Rows are never changed. */
@Entity('case_file')
export class CaseFile {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('text') readonly number: string;
  @Column('text') readonly report: string;
  @Column('text') readonly purpose: string;
  @Column('text', { name: 'legal_basis' }) readonly legalBasis: string;
  @Column('uuid', { name: 'opened_by' }) readonly openedBy: string;
  @Column('timestamptz', { name: 'opened_at', default: () => 'now()' }) readonly openedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** A person of a case under a code; who that is stands nowhere in these tables. */
@Entity('case_person')
export class CasePerson {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'case_id' }) readonly caseId: string;
  @Column('text') readonly code: string;
  @Column('text') readonly category: string;
  @Column('text') readonly sex: 'male' | 'female' | 'unknown';
  @Column('uuid', { name: 'profile_id' }) readonly profileId: string;
  @Column('uuid', { name: 'added_by' }) readonly addedBy: string;
  @Column('timestamptz', { name: 'added_at', default: () => 'now()' }) readonly addedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}
