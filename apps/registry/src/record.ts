import { randomBytes } from 'node:crypto';
import {
  appendEvents,
  appendRow,
  commit,
  type EventFacts,
  rowDigest,
  type Sql,
  storeDisclosures,
} from '@kinledger/audit';
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
export async function record(tx: EntityManager, actor: Actor | null, act: Act): Promise<string> {
  const [id] = await recordAll(tx, actor, [act]);
  return id!;
}

/** Records the acts that one request is made of, in this order, as `record` does one. Returns their events' ids. */
export function recordAll(tx: EntityManager, actor: Actor | null, acts: readonly Act[]): Promise<readonly string[]> {
  const who = whoOf(actor);
  return appendEvents(
    sqlOf(tx),
    acts.map((act) => ({ ...act, ...who })),
    randomBytes,
  );
}

function whoOf(actor: Actor | null): Pick<EventFacts, 'actor' | 'role' | 'laboratory'> {
  return {
    actor: actor?.accountId ?? null,
    role: actor?.role ?? null,
    ...(actor?.laboratoryId ? { laboratory: actor.laboratoryId } : {}),
  };
}

/**
 * Records an act with the row that it writes. Returns the row as it is to be inserted: PostgreSQL refuses any other, and
 * takes the row's own time from the event. Requires every column of the row, by its name in camel case.
 */
export async function recordRow<Row extends object>(
  tx: EntityManager,
  actor: Actor | null,
  act: Omit<Act, 'row'>,
  table: string,
  [id, values]: readonly [id: string, values: Row],
): Promise<Row & { readonly salt: string; readonly auditEventId: string }> {
  const row = { ...values, salt: newSalt() };
  return { ...row, auditEventId: await record(tx, actor, { ...act, row: rowOf(table, id, row) }) };
}

/**
 * Records an act and inserts the row that it writes, in one statement, for what is done most. Requires every column of the
 * row but salt, time and event, by its name in camel case; texts, numbers and booleans only. Returns the event's id.
 */
export function writeRecord(
  tx: EntityManager,
  actor: Actor | null,
  act: Omit<Act, 'row'>,
  [table, id, values]: readonly [
    table: string,
    id: string,
    values: Readonly<Record<string, string | number | boolean>>,
  ],
): Promise<string> {
  return appendRow(sqlOf(tx), { ...act, ...whoOf(actor) }, [table, id, { ...values, salt: newSalt() }], randomBytes);
}

/**
 * Records an act as `recordRow` does, with values that may have to be forgotten one day: the event commits to each of them
 * by a salted digest (RFC 9901), and what opens the digests is kept where an erasure reaches it.
 */
export async function recordPersonal<Row extends object>(
  tx: EntityManager,
  actor: Actor | null,
  act: Omit<Act, 'row'>,
  [table, id, values]: readonly [table: string, id: string, values: Row],
  personal: Readonly<Record<string, unknown>>,
): Promise<Row & { readonly salt: string; readonly auditEventId: string }> {
  const { facts, disclosures } = commit(personal, randomBytes);
  const row = await recordRow(tx, actor, { ...act, facts: { ...act.facts, ...facts } }, table, [id, values]);
  await storeDisclosures(sqlOf(tx), row.auditEventId, disclosures);
  return row;
}

/**
 * How an event names the row its act wrote. Requires in `facts` every column of the row, by its name in camel case, apart
 * from times and `audit_event_id`; a column left out is not guarded, and `kinledger verify --reconcile` finds the row edited.
 */
export function rowOf(table: string, id: string, facts: { readonly salt: string }): NonNullable<Act['row']> {
  return { table, id, digest: rowDigest(facts) };
}

/** 128 bits of chance (RFC 9901 section 9.3). */
export function newSalt(): string {
  return randomBytes(16).toString('base64url');
}
