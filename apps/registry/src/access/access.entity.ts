import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from './actor.ts';

@Entity('laboratory')
export class Laboratory {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('text') readonly name: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** Someone who may sign in. Nothing of it ever changes; the database refuses it. */
@Entity('account')
export class Account {
  @PrimaryColumn('uuid') readonly id: string;
  /** The name to sign in with, unique whatever its case. */
  @Column('text') readonly name: string;
  @Column('text') readonly role: Role;
  @Column('uuid', { name: 'laboratory_id', nullable: true }) readonly laboratoryId: string | null;
  /** Null for a trial's accounts. */
  @Column('uuid', { name: 'invitation_id', nullable: true }) readonly invitationId: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** That an account has ended. */
@Entity('account_disabled')
export class DisabledAccount {
  @PrimaryColumn('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('uuid', { name: 'disabled_by' }) readonly disabledBy: string;
  @Column('timestamptz', { name: 'disabled_at', default: () => 'now()' }) readonly disabledAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** The password that holds now. The database takes another one only beside an event with its digest. */
@Entity('account_password')
export class StoredPassword {
  @PrimaryColumn('uuid', { name: 'account_id' }) readonly accountId: string;
  /** argon2id in PHC form. */
  @Column('text', { name: 'password_hash' }) readonly passwordHash: string;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'set_by_event' }) readonly setByEvent: string;
}

/** The right to make one account, held by whoever knows the token. */
@Entity('invitation')
export class Invitation {
  @PrimaryColumn('uuid') readonly id: string;
  /** SHA-256 of the token, hexadecimal. */
  @Column('text', { name: 'token_hash' }) readonly tokenHash: string;
  @Column('text') readonly name: string;
  @Column('text') readonly role: Role;
  @Column('uuid', { name: 'laboratory_id', nullable: true }) readonly laboratoryId: string | null;
  /** Null for the first administrator's, made by the service itself. */
  @Column('uuid', { name: 'created_by', nullable: true }) readonly createdBy: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
  @Column('smallint', { name: 'valid_hours' }) readonly validHours: number;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

@Entity('session')
export class Session {
  /** SHA-256 of the token in the cookie, hexadecimal. */
  @PrimaryColumn('text', { name: 'token_hash' }) readonly tokenHash: string;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' }) readonly lastSeenAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) readonly expiresAt: Date;
}

/** A sign-in that failed, kept for as long as it slows down the next ones. */
@Entity('sign_in_failure')
export class SignInFailure {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS' }) readonly id: string;
  @Column('text', { name: 'name_digest' }) readonly nameDigest: string;
  @Column('text', { name: 'address_digest' }) readonly addressDigest: string;
  @Column('timestamptz', { name: 'failed_at', default: () => 'now()' }) readonly failedAt: Date;
}

/** A laboratory's key for its own programs. */
@Entity('api_key')
export class ApiKey {
  @PrimaryColumn('uuid') readonly id: string;
  /** The part of the key that finds its row; not a secret. */
  @Column('text') readonly prefix: string;
  /** SHA-256 of the secret, hexadecimal. */
  @Column('text', { name: 'secret_hash' }) readonly secretHash: string;
  @Column('uuid', { name: 'laboratory_id' }) readonly laboratoryId: string;
  @Column('uuid', { name: 'account_id' }) readonly accountId: string;
  @Column('text') readonly label: string;
  /** 1 or 2: at most two keys of a laboratory are valid at once. */
  @Column('smallint') readonly slot: number;
  /** The revoked key whose slot it took; null for the first in its slot. */
  @Column('uuid', { nullable: true }) readonly replaces: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** That a key has ended. */
@Entity('api_key_revoked')
export class RevokedKey {
  @PrimaryColumn('uuid', { name: 'key_id' }) readonly keyId: string;
  @Column('uuid', { name: 'revoked_by' }) readonly revokedBy: string;
  @Column('timestamptz', { name: 'revoked_at', default: () => 'now()' }) readonly revokedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** What a request with an Idempotency-Key was answered. */
@Entity('idempotency')
export class KeptAnswer {
  @PrimaryColumn('uuid', { name: 'account_id' }) readonly accountId: string;
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly salt: string;
  /** SHA-256 of salt and request, hexadecimal. */
  @Column('text', { name: 'request_digest' }) readonly requestDigest: string;
  @Column('json', { nullable: true }) readonly response: unknown;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
}

/** The one row that says what this database is for. */
@Entity('installation')
export class Installation {
  @PrimaryColumn('boolean', { default: true }) readonly single: boolean;
  @Column('boolean') readonly trial: boolean;
  @Column('timestamptz', { name: 'decided_at', default: () => 'now()' }) readonly decidedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

/** That the simulated registry was loaded; a trial's database only. */
@Entity('demo_load')
export class DemoLoad {
  @PrimaryColumn('boolean', { default: true }) readonly single: boolean;
  @Column('boolean') readonly trial: boolean;
  @Column('timestamptz', { name: 'loaded_at', default: () => 'now()' }) readonly loadedAt: Date;
  @Column('text') readonly salt: string;
  @Column('uuid', { name: 'audit_event_id' }) readonly auditEventId: string;
}

export const ACCESS_ENTITIES = [
  Laboratory,
  Account,
  DisabledAccount,
  StoredPassword,
  Invitation,
  Session,
  SignInFailure,
  ApiKey,
  RevokedKey,
  KeptAnswer,
  Installation,
  DemoLoad,
];
