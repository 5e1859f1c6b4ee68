import { randomBytes } from 'node:crypto';
import { appendEvent, canonicalJson, type EventFacts, type Sql, sha256Hex } from '@kinledger/audit';
import type { EntityManager } from 'typeorm';
import type { Actor } from './access/actor.ts';

/** What happened, beside who did it: no names, no alleles, only ids, digests and counts. */
export type Act = Pick<EventFacts, 'type' | 'case' | 'row' | 'facts'>;

/** TypeORM's connection as the audit library wants it. */
export function sqlOf(tx: { query(text: string, parameters?: unknown[]): Promise<unknown> }): Sql {
  return async (text, parameters) => (await tx.query(text, [...parameters])) as readonly Record<string, unknown>[];
}

/**
 * Records an act in the log, in the transaction of the act itself: both commit or neither does.
 * Returns the event's id, which the act's row keeps as `audit_event_id`.
 */
export function record(tx: EntityManager, actor: Actor | null, act: Act): Promise<string> {
  return appendEvent(
    sqlOf(tx),
    {
      ...act,
      actor: actor?.accountId ?? null,
      role: actor?.role ?? null,
      ...(actor?.laboratoryId ? { laboratory: actor.laboratoryId } : {}),
    },
    randomBytes,
  );
}

/**
 * How an event names the row its act wrote. Requires `facts.salt`, which stays in the row: without it a short row (a code,
 * a sex) could be found from the public digest by trying.
 */
export function rowOf(table: string, id: string, facts: { readonly salt: string }): NonNullable<Act['row']> {
  return { table, id, digest: sha256Hex(canonicalJson(facts)) };
}

/** 128 bits of chance (RFC 9901 section 9.3). */
export function newSalt(): string {
  return randomBytes(16).toString('base64url');
}
