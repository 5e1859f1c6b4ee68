import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { absent, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import type { IssuedKey, KeyView, NewKey } from './access.dto.ts';
import type { Actor } from './actor.ts';
import { Idempotency } from './idempotency.ts';
import { type KeyRow, KeysStore } from './keys.store.ts';
import { digestOf, keyText, newKey } from './secrets.ts';

/** A laboratory's keys. Only its people issue and revoke them: a key that leaked cannot make itself a successor. */
@Injectable()
export class KeysService {
  constructor(
    private readonly store: KeysStore,
    private readonly idempotency: Idempotency,
  ) {}

  async list(actor: Actor): Promise<KeyView[]> {
    return (await this.store.list(laboratoryOf(actor))).map(view);
  }

  issue(actor: Actor, { label }: NewKey, key?: string): Promise<IssuedKey> {
    const laboratoryId = laboratoryInPerson(actor);
    const act = (tx: EntityManager) => this.insert(tx, actor, laboratoryId, label);
    const kept = (answer: IssuedKey) => ({ ...answer, key: null });
    return this.idempotency.once({ actor, key, request: { issueKey: label } }, act, kept);
  }

  async revoke(actor: Actor, id: string, key?: string): Promise<void> {
    const laboratoryId = laboratoryInPerson(actor);
    await this.idempotency.once({ actor, key, request: { revokeKey: id } }, async (tx) => {
      if (!(await this.store.isValid(tx, laboratoryId, id))) throw absent('valid key');
      const revoked = { keyId: id, revokedBy: actor.accountId };
      const act = { type: 'key.revoked', facts: { key: id } };
      await this.store.revoke(tx, await recordRow(tx, actor, act, 'api_key_revoked', [id, revoked]));
    });
  }

  private async insert(tx: EntityManager, actor: Actor, laboratoryId: string, label: string): Promise<IssuedKey> {
    const parts = newKey();
    const free = await this.store.freeSlot(tx, laboratoryId);
    if (free === undefined) {
      const detail = 'A laboratory has at most two valid keys. Revoke one of them first.';
      throw new Problem(409, 'too-many-keys', detail);
    }
    const facts = { id: newId(), prefix: parts.prefix, secretHash: digestOf(parts.secret), ...free };
    const key = { ...facts, laboratoryId, accountId: actor.accountId, label };
    const act = { type: 'key.created', facts: { key: key.id } };
    const row = await this.store.insert(tx, await recordRow(tx, actor, act, 'api_key', [key.id, key]));
    return { ...view(row), key: keyText(parts) };
  }
}

function laboratoryInPerson(actor: Actor): string {
  if (actor.via === 'session') return laboratoryOf(actor);
  throw new Problem(403, 'not-by-key', 'Keys are issued and revoked by a person who has signed in, not by a key.');
}

function laboratoryOf({ laboratoryId }: Actor): string {
  if (laboratoryId !== null) return laboratoryId;
  throw new Problem(403, 'not-allowed', 'Only people of a laboratory have keys.');
}

function view({ id, label, prefix, createdAt, lastUsedAt, revokedAt }: KeyRow): KeyView {
  const ended = { lastUsedAt: lastUsedAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null };
  return { id, label, prefix, createdAt: createdAt.toISOString(), ...ended };
}
