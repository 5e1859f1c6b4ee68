import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Account, DisabledAccount, Invitation, Laboratory, RevokedKey, StoredPassword } from './access.entity.ts';
import type { Role } from './actor.ts';

/** An account as people see it. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly laboratory: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

/** An account with what a sign-in needs. */
export interface SignInRow extends Pick<Account, 'id' | 'name' | 'role' | 'laboratoryId'> {
  readonly passwordHash: string;
  readonly disabled: boolean;
}

const ACCOUNT = `
SELECT a.id, a.name, a.role, a.created_at AS "createdAt", d.disabled_at AS "disabledAt",
  CASE WHEN l.id IS NULL THEN NULL ELSE json_build_object('id', l.id, 'name', l.name) END AS laboratory
FROM account a LEFT JOIN account_disabled d ON d.account_id = a.id LEFT JOIN laboratory l ON l.id = a.laboratory_id`;

const EXPIRY = 'i.created_at + make_interval(hours => i.valid_hours)';

/** Unused and in time; a disabled administrator's invitations are no longer valid. */
const VALID_INVITATION = `${EXPIRY} > now() AND NOT EXISTS (SELECT FROM account a WHERE a.invitation_id = i.id)
  AND NOT EXISTS (SELECT FROM account_disabled d WHERE d.account_id = i.created_by)`;

/** Laboratories, accounts and the invitations to become one. */
@Injectable()
export class AccountsStore {
  constructor(private readonly database: DataSource) {}

  async insertLaboratory(tx: EntityManager, laboratory: Omit<Laboratory, 'createdAt'>): Promise<void> {
    await tx.insert(Laboratory, laboratory);
  }

  laboratories(): Promise<Laboratory[]> {
    return this.database.getRepository(Laboratory).find({ order: { name: 'ASC' } });
  }

  laboratory(tx: EntityManager, id: string): Promise<Laboratory | null> {
    return tx.findOneBy(Laboratory, { id });
  }

  laboratoryNamed(tx: EntityManager, name: string): Promise<Laboratory | null> {
    return tx.createQueryBuilder(Laboratory, 'l').where('lower(l.name) = lower(:name)', { name }).getOne();
  }

  async insert(tx: EntityManager, account: Omit<Account, 'createdAt'>): Promise<void> {
    await tx.insert(Account, account);
  }

  async named(name: string, tx: EntityManager = this.database.manager): Promise<SignInRow | null> {
    const rows: readonly SignInRow[] = await tx.query(
      `SELECT a.id, a.name, a.role, a.laboratory_id AS "laboratoryId", p.password_hash AS "passwordHash",
         d.account_id IS NOT NULL AS disabled
       FROM account a JOIN account_password p ON p.account_id = a.id LEFT JOIN account_disabled d ON d.account_id = a.id
       WHERE lower(a.name) = lower($1)`,
      [name],
    );
    return rows[0] ?? null;
  }

  async view(id: string, tx: EntityManager = this.database.manager): Promise<AccountRow | undefined> {
    const rows: readonly AccountRow[] = await tx.query(`${ACCOUNT} WHERE a.id = $1`, [id]);
    return rows[0];
  }

  list(): Promise<AccountRow[]> {
    return this.database.query(`${ACCOUNT} ORDER BY lower(a.name)`);
  }

  count(tx: EntityManager): Promise<number> {
    return tx.count(Account);
  }

  async setPassword(tx: EntityManager, password: StoredPassword): Promise<void> {
    await tx.upsert(StoredPassword, password, ['accountId']);
  }

  /** Locks and returns the administrators who can still sign in, so that the last one cannot be lost in a race. */
  async lockAdministrators(tx: EntityManager): Promise<readonly string[]> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kinledger administrators'))`);
    const rows: readonly { id: string }[] = await tx.query(
      `SELECT id FROM account a WHERE role = 'administrator'
         AND NOT EXISTS (SELECT FROM account_disabled d WHERE d.account_id = a.id)`,
    );
    return rows.map(({ id }) => id);
  }

  /** Ends the account with its sessions. */
  async disable(tx: EntityManager, ended: Omit<DisabledAccount, 'disabledAt'>): Promise<void> {
    await tx.insert(DisabledAccount, ended);
    await tx.query('DELETE FROM session WHERE account_id = $1', [ended.accountId]);
  }

  /** The keys of an account that are still valid. Nobody else revokes them until `tx` ends. */
  async validKeys(tx: EntityManager, accountId: string): Promise<readonly string[]> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('keys of ' || laboratory_id, 0)) FROM account
        WHERE id = $1 AND laboratory_id IS NOT NULL`,
      [accountId],
    );
    const rows: readonly { id: string }[] = await tx.query(
      `SELECT id FROM api_key k WHERE account_id = $1
         AND NOT EXISTS (SELECT FROM api_key_revoked r WHERE r.key_id = k.id)`,
      [accountId],
    );
    return rows.map(({ id }) => id);
  }

  async revokeKey(tx: EntityManager, revoked: Omit<RevokedKey, 'revokedAt'>): Promise<void> {
    await tx.insert(RevokedKey, revoked);
  }

  /** Returns when it expires. */
  async insertInvitation(tx: EntityManager, invitation: Omit<Invitation, 'createdAt'>): Promise<Date> {
    await tx.insert(Invitation, invitation);
    const rows: readonly { expires: Date }[] = await tx.query(
      `SELECT ${EXPIRY} AS expires FROM invitation i WHERE id = $1`,
      [invitation.id],
    );
    return rows[0]!.expires;
  }

  /** The invitation with this token, while it can be used. */
  invitation(tokenHash: string, tx: EntityManager = this.database.manager): Promise<Invitation | null> {
    return tx
      .createQueryBuilder(Invitation, 'i')
      .where('i.token_hash = :tokenHash', { tokenHash })
      .andWhere(VALID_INVITATION)
      .getOne();
  }

  /** Whether an invitation that can still be used names `name`. */
  async isInvited(tx: EntityManager, name: string): Promise<boolean> {
    const rows: readonly unknown[] = await tx.query(
      `SELECT 1 FROM invitation i WHERE lower(name) = lower($1) AND ${VALID_INVITATION}`,
      [name],
    );
    return rows.length > 0;
  }

  /** Lets one process at a time decide whether first accounts are needed. Held until the transaction ends. */
  async lockFirstAccounts(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kinledger first accounts'))`);
  }
}
