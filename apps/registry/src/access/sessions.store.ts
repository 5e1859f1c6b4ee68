import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from './actor.ts';

const HOURS_AT_MOST = 12;
const MINUTES_IDLE = 30;

/** Failures within the last quarter of an hour that bar further tries. Counted alike for names that do not exist. */
const WINDOW = `failed_at > now() - interval '15 minutes'`;
const MOST = { nameAndAddress: 10, name: 30, address: 50 };

interface Seen extends Omit<Actor, 'via'> {
  readonly unseen: boolean;
}

/** Who tries to sign in, from where; digests, so that the table holds neither names nor addresses. */
export interface Attempt {
  readonly nameDigest: string;
  readonly addressDigest: string;
}

/** Sessions, and the failures that slow down guessing. All times are the database's. */
@Injectable()
export class SessionsStore {
  constructor(private readonly database: DataSource) {}

  async insert(tx: EntityManager, tokenHash: string, accountId: string): Promise<void> {
    await tx.query(
      `INSERT INTO session (token_hash, account_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))`,
      [tokenHash, accountId, HOURS_AT_MOST],
    );
  }

  /** The account behind a session that has neither ended nor been left idle. Marks it as seen once a minute at most. */
  async actor(tokenHash: string): Promise<Actor | undefined> {
    const rows: readonly Seen[] = await this.database.query(
      `SELECT a.id AS "accountId", a.name, a.role, a.laboratory_id AS "laboratoryId",
         s.last_seen_at < now() - interval '1 minute' AS unseen
       FROM session s JOIN account a ON a.id = s.account_id
       WHERE s.token_hash = $1 AND s.expires_at > now()
         AND NOT EXISTS (SELECT FROM account_disabled d WHERE d.account_id = a.id)
         AND s.last_seen_at > now() - make_interval(mins => $2)`,
      [tokenHash, MINUTES_IDLE],
    );
    if (rows[0] === undefined) return undefined;
    const { unseen, ...actor } = rows[0];
    if (unseen) await this.database.query('UPDATE session SET last_seen_at = now() WHERE token_hash = $1', [tokenHash]);
    return { ...actor, via: 'session' };
  }

  async remove(tx: EntityManager, tokenHash: string): Promise<void> {
    await tx.query('DELETE FROM session WHERE token_hash = $1', [tokenHash]);
  }

  async removeOthers(tx: EntityManager, accountId: string, tokenHash: string): Promise<void> {
    await tx.query('DELETE FROM session WHERE account_id = $1 AND token_hash <> $2', [accountId, tokenHash]);
  }

  /**
   * Counts the attempt as failed until `forgive`, before the password is looked at: parallel guesses cannot outrun the
   * limit. False, and nothing counted, when there were too many failures already.
   */
  admit({ nameDigest, addressDigest }: Attempt): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [nameDigest]);
      const [failures]: readonly { both: number; name: number; address: number }[] = await tx.query(
        `SELECT count(*) FILTER (WHERE name_digest = $1 AND address_digest = $2)::int AS both,
           count(*) FILTER (WHERE name_digest = $1)::int AS name,
           count(*) FILTER (WHERE address_digest = $2)::int AS address
         FROM sign_in_failure WHERE (name_digest = $1 OR address_digest = $2) AND ${WINDOW}`,
        [nameDigest, addressDigest],
      );
      const { both = 0, name = 0, address = 0 } = failures ?? {};
      if (both >= MOST.nameAndAddress || name >= MOST.name || address >= MOST.address) return false;
      await tx.query('INSERT INTO sign_in_failure (name_digest, address_digest) VALUES ($1, $2)', [
        nameDigest,
        addressDigest,
      ]);
      return true;
    });
  }

  /** Forgets the failures of someone who has now shown the password, from this address. */
  async forgive(tx: EntityManager, { nameDigest, addressDigest }: Attempt): Promise<void> {
    await tx.query('DELETE FROM sign_in_failure WHERE name_digest = $1 AND address_digest = $2', [
      nameDigest,
      addressDigest,
    ]);
  }

  /** Removes what can no longer have an effect. */
  async sweep(): Promise<void> {
    await this.database.query(
      `DELETE FROM session WHERE expires_at < now() OR last_seen_at < now() - make_interval(mins => $1)`,
      [MINUTES_IDLE],
    );
    await this.database.query(`DELETE FROM sign_in_failure WHERE NOT (${WINDOW})`);
  }
}
