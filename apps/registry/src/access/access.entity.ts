import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from './actor.ts';

@Entity('laboratory')
export class Laboratory {
  @PrimaryColumn('uuid') readonly id: string;
  @Column('text') readonly name: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
}

/** Someone who may sign in. Name, role and laboratory never change; the database refuses it. */
@Entity('account')
export class Account {
  @PrimaryColumn('uuid') readonly id: string;
  /** The name to sign in with, unique whatever its case. */
  @Column('text') readonly name: string;
  @Column('text') readonly role: Role;
  @Column('uuid', { name: 'laboratory_id', nullable: true }) readonly laboratoryId: string | null;
  /** argon2id in PHC form. */
  @Column('text', { name: 'password_hash' }) readonly passwordHash: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
  @Column('timestamptz', { name: 'disabled_at', nullable: true }) readonly disabledAt: Date | null;
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
  @Column('timestamptz', { name: 'expires_at' }) readonly expiresAt: Date;
  @Column('timestamptz', { name: 'used_at', nullable: true }) readonly usedAt: Date | null;
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
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) readonly lastUsedAt: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) readonly revokedAt: Date | null;
}

/** What a request with an Idempotency-Key was answered. */
@Entity('idempotency')
export class KeptAnswer {
  @PrimaryColumn('uuid', { name: 'account_id' }) readonly accountId: string;
  @PrimaryColumn('text') readonly key: string;
  /** SHA-256 of the request, hexadecimal. */
  @Column('text', { name: 'request_digest' }) readonly requestDigest: string;
  @Column('json', { nullable: true }) readonly response: unknown;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) readonly createdAt: Date;
}

/** The one row that says what this database is for. */
@Entity('installation')
export class Installation {
  @PrimaryColumn('boolean', { default: true }) readonly single: boolean;
  @Column('boolean') readonly trial: boolean;
  @Column('timestamptz', { name: 'demo_loaded_at', nullable: true }) readonly demoLoadedAt: Date | null;
}

export const ACCESS_ENTITIES = [
  Laboratory,
  Account,
  Invitation,
  Session,
  SignInFailure,
  ApiKey,
  KeptAnswer,
  Installation,
];
