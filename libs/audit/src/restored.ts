import type { AuditEvent, EventFacts } from './event.ts';
import type { LogSigner } from './signer.ts';
import { signStatement, statementKey } from './statement.ts';

const TYPE = 'log.restored';
const said = (from: unknown, to: unknown): string => `${TYPE} ${from} ${to}`;

/** The leaves from `from` up to, without, `to` came back from a copy of the log, without the rows of their acts. */
export const logRestored = (from: number, to: number, by: LogSigner): EventFacts => ({
  type: TYPE,
  actor: null,
  role: null,
  facts: { from, to, ...signStatement(said(from, to), by) },
});

/** Leaves whose rows were lost with a database, and the key that has signed this. */
export interface LostRows {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** Undefined for every other event, and for one that is not signed as it says. */
export function lostRows({ type, facts = {} }: Pick<AuditEvent, 'type' | 'facts'>): LostRows | undefined {
  const { from, to, by, signature } = facts;
  if (type !== TYPE || !Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return undefined;
  if (statementKey(said(from, to), by, signature) === undefined) return undefined;
  return { from: from as number, to: to as number, by: by as string };
}
