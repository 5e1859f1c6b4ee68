import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { ApiKey, Laboratory } from './access.entity.ts';
import type { Actor } from './actor.ts';

/** A valid key's account, and the digest that the presented secret must have. */
export interface KeyHolder {
  readonly id: string;
  readonly secretHash: string;
  readonly actor: Actor;
}

interface HolderRow extends Omit<Actor, 'via'> {
  readonly id: string;
  readonly secretHash: string;
}

type NewKey = Pick<ApiKey, 'id' | 'prefix' | 'secretHash' | 'laboratoryId' | 'accountId' | 'label'>;

@Injectable()
export class KeysStore {
  constructor(private readonly database: DataSource) {}

  /** Inserts the key into a free slot of its laboratory; undefined when both are taken. */
  async insert(tx: EntityManager, key: NewKey): Promise<ApiKey | undefined> {
    await tx.findOneOrFail(Laboratory, { where: { id: key.laboratoryId }, lock: { mode: 'pessimistic_write' } });
    const valid = await tx.findBy(ApiKey, { laboratoryId: key.laboratoryId, revokedAt: IsNull() });
    const slot = [1, 2].find((number) => valid.every((other) => other.slot !== number));
    if (slot === undefined) return undefined;
    await tx.insert(ApiKey, { ...key, slot });
    return tx.findOneByOrFail(ApiKey, { id: key.id });
  }

  list(laboratoryId: string): Promise<ApiKey[]> {
    return this.database.getRepository(ApiKey).find({ where: { laboratoryId }, order: { createdAt: 'DESC' } });
  }

  /** False when the laboratory has no such key that is still valid. */
  async revoke(tx: EntityManager, laboratoryId: string, id: string): Promise<boolean> {
    const { affected } = await tx.update(
      ApiKey,
      { id, laboratoryId, revokedAt: IsNull() },
      { revokedAt: () => 'now()' },
    );
    return affected === 1;
  }

  async holder(prefix: string): Promise<KeyHolder | undefined> {
    const rows: readonly HolderRow[] = await this.database.query(
      `SELECT k.id, k.secret_hash AS "secretHash",
         a.id AS "accountId", a.name, a.role, a.laboratory_id AS "laboratoryId"
       FROM api_key k JOIN account a ON a.id = k.account_id
       WHERE k.prefix = $1 AND k.revoked_at IS NULL AND a.disabled_at IS NULL`,
      [prefix],
    );
    if (rows[0] === undefined) return undefined;
    const { id, secretHash, accountId, name, role, laboratoryId } = rows[0];
    return { id, secretHash, actor: { accountId, name, role, laboratoryId, via: 'key' } };
  }

  /** Marks the key as used, once a minute at most. */
  async used(id: string): Promise<void> {
    await this.database.query(
      `UPDATE api_key SET last_used_at = now()
       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [id],
    );
  }
}
