import { AuditError } from './errors.ts';
import type { EventFacts } from './event.ts';
import { parseVerifierKey } from './note.ts';
import type { Trust, TrustedKey } from './report.ts';
import type { LogSigner } from './signer.ts';

/**
 * The event that announces a new key. From the checkpoint that covers it on, both keys sign (`alsoSigning`) until every
 * reader has the new one; the checkpoint with both signatures is what ties the new key to the old.
 */
export const keyRotated = (from: LogSigner, to: LogSigner): EventFacts => ({
  type: 'key.rotated',
  actor: null,
  role: null,
  facts: { key: to.verifierKey, replaces: from.verifierKey },
});

/**
 * Reads a policy file: whom to trust, and each log key for which sizes of the log.
 * `{ "log": [{ "key": "...", "from": 0, "until": 5000 }, ...], "witnesses": ["..."], "quorum": 2 }`
 * A checkpoint carries no time, so a key is valid for tree sizes: from `from` up to, without, `until`.
 */
export function parsePolicy(text: string): Trust {
  const policy = parseObject(text);
  const log = asArray(policy.log, 'log').map(trustedKey);
  const witnesses = asArray(policy.witnesses ?? [], 'witnesses').map((key) => verifier(key, 'witnesses'));
  const quorum = policy.quorum ?? witnesses.length;
  if (!isSize(quorum) || quorum > witnesses.length || quorum < Math.min(1, witnesses.length)) {
    throw wrong('quorum must be between 1 and the number of witnesses');
  }
  if (log.length === 0) throw wrong('log must name at least one key');
  return { logKeys: log, witnesses, quorum };
}

function trustedKey(entry: unknown): TrustedKey {
  if (entry === null || typeof entry !== 'object') throw wrong('each entry of log must be an object with a key');
  const { key, from, until } = entry as Record<string, unknown>;
  for (const bound of [from, until]) {
    if (bound !== undefined && !isSize(bound)) throw wrong('from and until must be tree sizes');
  }
  return {
    key: verifier(key, 'log'),
    ...(from === undefined ? {} : { from: from as number }),
    ...(until === undefined ? {} : { until: until as number }),
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    throw wrong('it is not JSON');
  }
}

function asArray(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(`${name} must be a list`);
  return value;
}

/** Throws if this is no verifier key. */
function verifier(key: unknown, name: string): string {
  if (typeof key !== 'string') throw wrong(`${name} must hold verifier keys`);
  parseVerifierKey(key);
  return key;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const wrong = (what: string) => new AuditError('bad-key', `The policy file cannot be used: ${what}.`);
