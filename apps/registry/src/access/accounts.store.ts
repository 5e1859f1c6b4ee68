import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Account, Invitation, Laboratory } from './access.entity.ts';
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

type NewAccount = Pick<Account, 'id' | 'name' | 'role' | 'laboratoryId' | 'passwordHash'>;
type NewInvitation = Pick<Invitation, 'id' | 'tokenHash' | 'name' | 'role' | 'laboratoryId' | 'createdBy'>;

const ACCOUNT = `
SELECT a.id, a.name, a.role, a.created_at AS "createdAt", a.disabled_at AS "disabledAt",
  CASE WHEN l.id IS NULL THEN NULL ELSE json_build_object('id', l.id, 'name', l.name) END AS laboratory
FROM account a LEFT JOIN laboratory l ON l.id = a.laboratory_id`;

/** A disabled administrator's invitations are no longer valid. */
const VALID_INVITATION = `used_at IS NULL AND expires_at > now()
  AND NOT EXISTS (SELECT FROM account a WHERE a.id = created_by AND a.disabled_at IS NOT NULL)`;

/** Laboratories, accounts and the invitations to become one. */
@Injectable()
export class AccountsStore {
  constructor(private readonly database: DataSource) {}

  async insertLaboratory(tx: EntityManager, laboratory: Pick<Laboratory, 'id' | 'name'>): Promise<void> {
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

  async insert(tx: EntityManager, account: NewAccount): Promise<void> {
    await tx.insert(Account, account);
  }

  async named(name: string, tx: EntityManager = this.database.manager): Promise<Account | null> {
    return tx.createQueryBuilder(Account, 'a').where('lower(a.name) = lower(:name)', { name }).getOne();
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

  async setPassword(tx: EntityManager, id: string, passwordHash: string): Promise<void> {
    await tx.update(Account, { id }, { passwordHash });
  }

  /** Locks and returns the administrators who can still sign in, so that the last one cannot be lost in a race. */
  async lockAdministrators(tx: EntityManager): Promise<readonly string[]> {
    const rows: readonly { id: string }[] = await tx.query(
      `SELECT id FROM account WHERE role = 'administrator' AND disabled_at IS NULL ORDER BY id FOR UPDATE`,
    );
    return rows.map(({ id }) => id);
  }

  /** Returns the ids of the keys that ended with the account. Requires an account that is not disabled yet. */
  async disable(tx: EntityManager, id: string): Promise<readonly string[]> {
    await tx.query('UPDATE account SET disabled_at = now() WHERE id = $1', [id]);
    await tx.query('DELETE FROM session WHERE account_id = $1', [id]);
    const keys: readonly { id: string }[] = await tx.query(
      `WITH ended AS (UPDATE api_key SET revoked_at = now() WHERE account_id = $1 AND revoked_at IS NULL RETURNING id)
       SELECT id FROM ended ORDER BY id`,
      [id],
    );
    return keys.map((key) => key.id);
  }

  /** Returns when the invitation ends. */
  async insertInvitation(tx: EntityManager, invitation: NewInvitation, hours: number): Promise<Date> {
    const { id, tokenHash, name, role, laboratoryId, createdBy } = invitation;
    const rows: readonly { expires_at: Date }[] = await tx.query(
      `INSERT INTO invitation (id, token_hash, name, role, laboratory_id, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(hours => $7)) RETURNING expires_at`,
      [id, tokenHash, name, role, laboratoryId, createdBy, hours],
    );
    return rows[0]!.expires_at;
  }

  invitation(tokenHash: string): Promise<Invitation | null> {
    return this.database
      .createQueryBuilder(Invitation, 'i')
      .where('i.token_hash = :tokenHash', { tokenHash })
      .andWhere(VALID_INVITATION)
      .getOne();
  }

  /** Marks the invitation as used; false when someone else was first. */
  async useInvitation(tx: EntityManager, id: string): Promise<boolean> {
    const used: readonly unknown[] = await tx.query(
      `WITH used AS (UPDATE invitation SET used_at = now() WHERE id = $1 AND ${VALID_INVITATION} RETURNING id) SELECT id FROM used`,
      [id],
    );
    return used.length === 1;
  }

  /** Whether an invitation that can still be used names `name`. */
  async isInvited(tx: EntityManager, name: string): Promise<boolean> {
    const rows: readonly unknown[] = await tx.query(
      `SELECT 1 FROM invitation WHERE lower(name) = lower($1) AND ${VALID_INVITATION}`,
      [name],
    );
    return rows.length > 0;
  }

  /** Lets one process at a time decide whether first accounts are needed. Held until the transaction ends. */
  async lockFirstAccounts(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kinledger first accounts'))`);
  }
}
