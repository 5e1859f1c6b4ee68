import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is to be signed, fixed when the first person signs. `contentHash` is the SHA-256 of `content`. */
@Entity('confirmation')
export class Confirmation {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('uuid', { name: 'check_id' }) readonly checkId: string;
  @Column('text') readonly content: string;
  @Column('text', { name: 'content_hash' }) readonly contentHash: string;
  @Column('timestamptz', { name: 'opened_at', default: () => 'now()' }) readonly openedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** One person's signature. PostgreSQL refuses the same account twice and any other content hash. */
@Entity('confirmation_signature')
export class Signature {
  @PrimaryColumn('uuid', { name: 'confirmation_id' }) readonly confirmationId: string;
  @PrimaryColumn('smallint') readonly place: 1 | 2;
  @Column('text', { name: 'content_hash' }) readonly contentHash: string;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('text') readonly role: string;
  @Column('timestamptz', { name: 'signed_at', default: () => 'now()' }) readonly signedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** A confirmation taken back: a new entry, never an edit. */
@Entity('withdrawal')
export class Withdrawal {
  @PrimaryColumn('uuid', { name: 'confirmation_id' }) readonly confirmationId: string;
  @Column('text') readonly reason: string;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('timestamptz', { name: 'withdrawn_at', default: () => 'now()' }) readonly withdrawnAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}
