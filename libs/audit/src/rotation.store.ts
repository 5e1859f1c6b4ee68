import { appendEvents } from './append.store.ts';
import { AuditError } from './errors.ts';
import type { AuditEvent, Chance, EventFacts } from './event.ts';
import type { Sql } from './log.ts';
import { type KeyEvent, type KeyStatement, keyEvent, keyStatement, keysOverTime } from './rotation.ts';
import type { LogSigner } from './signer.ts';

/** Who signs the log from now on. */
export interface LogKeys {
  readonly signer: LogSigner;
  /** The key before it, while it is being replaced. */
  readonly former?: LogSigner | undefined;
  /** The second signature, by ML-DSA-44. */
  readonly mlDsa?: LogSigner | undefined;
}

/**
 * Writes down, once, what is new: that the log signs with `signer` instead of `former`; that `mlDsa` signs beside it; that
 * a key which stood there before signs no more. In a transaction of its own, before anything is sealed with these keys.
 * Several processes may do so at once. Returns the ids of the events. Throws when `signer` was retired: whoever follows
 * the log trusts it no more.
 */
export async function recordKeys(sql: Sql, keys: LogKeys, chance: Chance): Promise<readonly string[]> {
  await sql(`SELECT pg_advisory_xact_lock(hashtext('audit.key'))`, []);
  const said = await keyEvents(sql);
  const [own] = keysOverTime(keys.signer.verifierKey, said).keys;
  if (own!.until !== undefined) throw new AuditError('bad-key', 'The log key was retired in this log; make a new one.');
  return appendEvents(
    sql,
    dueEvents(
      said.flatMap(({ event }) => keyStatement(event) ?? []),
      keys,
    ),
    chance,
  );
}

/** What others have signed is not taken for said: whoever reaches the database could keep us from saying it. */
function dueEvents(said: readonly KeyStatement[], { signer, former, mlDsa }: LogKeys): readonly EventFacts[] {
  const [own, second] = [signer.verifierKey, mlDsa?.verifierKey];
  const isSaid = (type: string, key: string, by: string) =>
    said.some((each) => each.type === type && each.key === key && each.by === by);
  const due: EventFacts[] = [];
  if (former && !isSaid('key.rotated', own, former.verifierKey)) due.push(keyEvent('key.rotated', own, former));
  if (second && !isSaid('key.added', second, own)) due.push(keyEvent('key.added', second, signer));
  const replaced = said.filter(({ type, key }) => type === 'key.rotated' && key === own).map(({ by }) => by);
  const seconds = said.filter(({ type, key }) => type === 'key.added' && key !== second).map(({ key }) => key);
  for (const key of new Set([...(former ? [] : replaced), ...seconds])) {
    if (!isSaid('key.retired', key, own)) due.push(keyEvent('key.retired', key, signer));
  }
  return due;
}

/** In the order in which they were written, sealed or not: what waits was said too. */
async function keyEvents(sql: Sql): Promise<readonly KeyEvent[]> {
  const rows = await sql(
    `SELECT convert_from(body, 'UTF8') AS text
       FROM audit.events_of('{key.rotated,key.added,key.retired}') ORDER BY event_id`,
    [],
  );
  return rows.map(({ text }, leafIndex) => ({ leafIndex, event: JSON.parse(text as string) as AuditEvent }));
}
