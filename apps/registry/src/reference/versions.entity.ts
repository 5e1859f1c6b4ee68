import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ReferenceKind = 'frequencies' | 'mutation' | 'kit';

/** A version of a table or kit that an administrator brought in. `content` is the whole of it, in the shipped form. */
@Entity('reference_version')
export class ReferenceVersion {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('text') readonly kind: ReferenceKind;
  @Column('text') readonly name: string;
  @Column('integer') readonly version: number;
  @Column('text') readonly digest: string;
  @Column('text') readonly content: string;
  /** Canonical JSON: what the administrator was shown. */
  @Column('text') readonly report: string;
  @Column('text', { name: 'file_sha256' }) readonly fileSha256: string;
  /** Digest of the version before. */
  @Column('text', { nullable: true }) readonly supersedes: string | null;
  @Column('text', { nullable: true }) readonly reason: string | null;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('timestamptz', { name: 'imported_at', default: () => 'now()' }) readonly importedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** No new check uses figures that are retired; past results keep naming them. */
@Entity('reference_retired')
export class ReferenceRetired {
  @PrimaryColumn('text') readonly kind: ReferenceKind;
  @PrimaryColumn('text') readonly digest: string;
  @Column('text') readonly reason: string;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('timestamptz', { name: 'retired_at', default: () => 'now()' }) readonly retiredAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}
