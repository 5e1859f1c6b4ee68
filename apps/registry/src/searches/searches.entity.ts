import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Disposition, Sought } from './searches.dto.ts';

/** A question to the registry as it was asked. `inputs` is canonical JSON: persons, profile versions, table, settings, rules. */
@Entity('search')
export class Search {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'case_id' }) readonly caseId: string;
  @Column('text') readonly question: Sought;
  @Column('text') readonly purpose: string;
  @Column('text') readonly inputs: string;
  @Column('text', { name: 'inputs_digest' }) readonly inputsDigest: string;
  @Column('boolean') readonly standing: boolean;
  @Column('uuid', { name: 'asked_by' }) readonly askedBy: string;
  @Column('timestamptz', { name: 'asked_at', default: () => 'now()' }) readonly askedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** A standing search that somebody ended. */
@Entity('search_ended')
export class SearchEnded {
  @PrimaryColumn('uuid', { name: 'search_id' }) readonly searchId: string;
  @Column('text') readonly reason: string;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('timestamptz', { name: 'ended_at', default: () => 'now()' }) readonly endedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** What one comparison left behind. `receipt` is canonical JSON. */
@Entity('search_receipt')
export class SearchReceipt {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('text') readonly kind: 'search' | 'standing' | 'all';
  @Column('uuid', { name: 'search_id', nullable: true }) readonly searchId: string | null;
  @Column('text') readonly outcome: 'done' | 'partial' | 'failed';
  @Column('text') readonly receipt: string;
  @Column('text', { name: 'error_code', nullable: true }) readonly errorCode: string | null;
  @Column('text', { name: 'engine_digest' }) readonly engineDigest: string;
  @Column('timestamptz', { name: 'finished_at', default: () => 'now()' }) readonly finishedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** A profile that reached the threshold, as one comparison found it. `facts` is canonical JSON. */
@Entity('search_candidate')
export class SearchCandidate {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'receipt_id' }) readonly receiptId: string;
  @Column('uuid', { name: 'search_id' }) readonly searchId: string;
  @Column('integer') readonly rank: number;
  @Column('uuid', { name: 'profile_id' }) readonly profileId: string;
  @Column('text') readonly log10: string;
  @Column('text') readonly facts: string;
  @Column('timestamptz', { name: 'found_at', default: () => 'now()' }) readonly foundAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** What somebody made of a candidate, and why. */
@Entity('candidate_disposition')
export class CandidateDisposition {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'candidate_id' }) readonly candidateId: string;
  @Column('text') readonly disposition: Disposition;
  @Column('text') readonly reason: string;
  @Column('uuid', { name: 'check_id', nullable: true }) readonly checkId: string | null;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('timestamptz', { name: 'disposed_at', default: () => 'now()' }) readonly disposedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}
