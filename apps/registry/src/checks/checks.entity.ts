import type { Question } from '@kinledger/kinship';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A question as it was asked. `inputs` is canonical JSON: persons, profile versions, table and settings with their digests. */
@Entity('kinship_check')
export class KinshipCheck {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'case_id' }) readonly caseId: string;
  @Column('text') readonly question: Question;
  @Column('text') readonly inputs: string;
  @Column('text', { name: 'inputs_digest' }) readonly inputsDigest: string;
  @Column('uuid', { name: 'asked_by' }) readonly askedBy: string;
  @Column('timestamptz', { name: 'asked_at', default: () => 'now()' }) readonly askedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** What the engine answered, once and for all. `result` is canonical JSON, `resultDigest` its SHA-256. */
@Entity('check_result')
export class CheckResult {
  @PrimaryColumn('uuid', { name: 'check_id' }) readonly checkId: string;
  @Column('text') readonly outcome: 'done' | 'failed';
  @Column('text', { nullable: true }) readonly result: string | null;
  @Column('text', { name: 'result_digest', nullable: true }) readonly resultDigest: string | null;
  @Column('text', { name: 'error_code', nullable: true }) readonly errorCode: string | null;
  @Column('text', { name: 'engine_version' }) readonly engineVersion: string;
  @Column('text', { name: 'engine_digest' }) readonly engineDigest: string;
  @Column('timestamptz', { name: 'finished_at', default: () => 'now()' }) readonly finishedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}
