import { appendEvent } from './append.store.ts';
import type { AuditEvent, Chance, EventFacts } from './event.ts';
import type { Sql } from './log.ts';
import { keyRetired } from './rotation.ts';

/**
 * Writes down, once, that the log signs with `current` instead of `former`; or, when nothing stands for the former any
 * more, that the key `current` has replaced is retired. In a transaction of its own, before anything is sealed with
 * `current`. Several processes may do so at once.
 */
export async function recordKeys(
  sql: Sql,
  current: string,
  former: string | undefined,
  chance: Chance,
): Promise<string | undefined> {
  await sql(`SELECT pg_advisory_xact_lock(hashtext('audit.key'))`, []);
  const due = dueEvent(await keyEvents(sql), current, former);
  return due && appendEvent(sql, due, chance);
}

function dueEvent(
  said: readonly Pick<AuditEvent, 'type' | 'facts'>[],
  current: string,
  former: string | undefined,
): EventFacts | undefined {
  const rotated = said.find(({ type, facts }) => type === 'key.rotated' && facts?.key === current);
  if (former !== undefined) {
    const facts = { key: current, replaces: former };
    return rotated === undefined ? { type: 'key.rotated', actor: null, role: null, facts } : undefined;
  }
  const replaced = rotated?.facts?.replaces as string | undefined;
  const retired = said.some(({ type, facts }) => type === 'key.retired' && facts?.key === replaced);
  return replaced === undefined || retired ? undefined : keyRetired(replaced, current);
}

/** Sealed or not: what waits was said too. */
async function keyEvents(sql: Sql): Promise<readonly Pick<AuditEvent, 'type' | 'facts'>[]> {
  const rows = await sql(
    `SELECT convert_from(body, 'UTF8') AS text FROM audit.event
     WHERE audit.member(body, 'type') = 'key.rotated' OR audit.member(body, 'type') = 'key.retired'`,
    [],
  );
  return rows.map(({ text }) => JSON.parse(text as string) as AuditEvent);
}
