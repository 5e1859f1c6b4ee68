import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { KeptAnswer } from './access.entity.ts';

export type Claim = Pick<KeptAnswer, 'accountId' | 'key' | 'salt' | 'requestDigest'>;

@Injectable()
export class IdempotencyStore {
  constructor(private readonly database: DataSource) {}

  /**
   * Takes the key for this transaction; false when it was taken before. Waits for a request that holds the key right
   * now, at most the given time (then PostgreSQL's 55P03): waiting requests must not use up all connections.
   */
  async claim(
    tx: EntityManager,
    { accountId, key, salt, requestDigest }: Claim,
    milliseconds: number,
  ): Promise<boolean> {
    await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [String(milliseconds)]);
    const taken: readonly unknown[] = await tx.query(
      `INSERT INTO idempotency (account_id, key, salt, request_digest) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account_id, key) DO NOTHING RETURNING key`,
      [accountId, key, salt, requestDigest],
    );
    await tx.query(`SELECT set_config('lock_timeout', '0', true)`);
    return taken.length === 1;
  }

  find(tx: EntityManager, { accountId, key }: Claim): Promise<KeptAnswer> {
    return tx.findOneByOrFail(KeptAnswer, { accountId, key });
  }

  async keep(tx: EntityManager, { accountId, key }: Claim, response: unknown): Promise<void> {
    await tx.query('UPDATE idempotency SET response = $3 WHERE account_id = $1 AND key = $2', [
      accountId,
      key,
      JSON.stringify(response ?? null),
    ]);
  }

  /** Answers are kept for a day, longer than any client goes on repeating. */
  async sweep(): Promise<void> {
    await this.database.query(`DELETE FROM idempotency WHERE created_at < now() - interval '1 day'`);
  }
}
