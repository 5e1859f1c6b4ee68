import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ApiKey, RevokedKey } from './access.entity.ts';
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

/** A key as its laboratory sees it. */
export interface KeyRow extends Pick<ApiKey, 'id' | 'label' | 'prefix' | 'createdAt'> {
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A place for a new key of a laboratory. */
export type FreeSlot = Pick<ApiKey, 'slot' | 'replaces'>;

const KEY = `
SELECT k.id, k.label, k.prefix, k.created_at AS "createdAt", u.last_used_at AS "lastUsedAt", r.revoked_at AS "revokedAt"
FROM api_key k LEFT JOIN api_key_use u ON u.key_id = k.id LEFT JOIN api_key_revoked r ON r.key_id = k.id`;

@Injectable()
export class KeysStore {
  constructor(private readonly database: DataSource) {}

  /** A free slot of the laboratory, or undefined when both hold a valid key. Nobody else takes it until `tx` ends. */
  async freeSlot(tx: EntityManager, laboratoryId: string): Promise<FreeSlot | undefined> {
    await this.lock(tx, laboratoryId);
    const rows: readonly FreeSlot[] = await tx.query(
      `SELECT s.slot, k.id AS replaces FROM (VALUES (1), (2)) s (slot)
         LEFT JOIN api_key k ON k.laboratory_id = $1 AND k.slot = s.slot
           AND NOT EXISTS (SELECT FROM api_key n WHERE n.replaces = k.id)
       WHERE k.id IS NULL OR EXISTS (SELECT FROM api_key_revoked r WHERE r.key_id = k.id)
       ORDER BY s.slot LIMIT 1`,
      [laboratoryId],
    );
    return rows[0];
  }

  async insert(tx: EntityManager, key: Omit<ApiKey, 'createdAt'>): Promise<KeyRow> {
    await tx.insert(ApiKey, key);
    const rows: readonly KeyRow[] = await tx.query(`${KEY} WHERE k.id = $1`, [key.id]);
    return rows[0]!;
  }

  list(laboratoryId: string): Promise<KeyRow[]> {
    return this.database.query(`${KEY} WHERE k.laboratory_id = $1 ORDER BY k.created_at DESC`, [laboratoryId]);
  }

  /** Whether the laboratory has such a key that is still valid. Nobody else revokes it until `tx` ends. */
  async isValid(tx: EntityManager, laboratoryId: string, id: string): Promise<boolean> {
    await this.lock(tx, laboratoryId);
    const rows: readonly unknown[] = await tx.query(
      `SELECT FROM api_key k WHERE id = $2 AND laboratory_id = $1
         AND NOT EXISTS (SELECT FROM api_key_revoked r WHERE r.key_id = k.id)`,
      [laboratoryId, id],
    );
    return rows.length === 1;
  }

  async revoke(tx: EntityManager, revoked: Omit<RevokedKey, 'revokedAt'>): Promise<void> {
    await tx.insert(RevokedKey, revoked);
  }

  async holder(prefix: string): Promise<KeyHolder | undefined> {
    const rows: readonly HolderRow[] = await this.database.query(
      `SELECT k.id, k.secret_hash AS "secretHash",
         a.id AS "accountId", a.name, a.role, a.laboratory_id AS "laboratoryId"
       FROM api_key k JOIN account a ON a.id = k.account_id
       WHERE k.prefix = $1 AND NOT EXISTS (SELECT FROM api_key_revoked r WHERE r.key_id = k.id)
         AND NOT EXISTS (SELECT FROM account_disabled d WHERE d.account_id = a.id)`,
      [prefix],
    );
    if (rows[0] === undefined) return undefined;
    const { id, secretHash, accountId, name, role, laboratoryId } = rows[0];
    return { id, secretHash, actor: { accountId, name, role, laboratoryId, via: 'key' } };
  }

  /** Marks the key as used, once a minute at most. */
  async used(id: string): Promise<void> {
    await this.database.query(
      `INSERT INTO api_key_use AS u (key_id, last_used_at) VALUES ($1, now())
       ON CONFLICT (key_id) DO UPDATE SET last_used_at = now() WHERE u.last_used_at < now() - interval '1 minute'`,
      [id],
    );
  }

  private async lock(tx: EntityManager, laboratoryId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('keys of ' || $1::uuid, 0))`, [laboratoryId]);
  }
}
