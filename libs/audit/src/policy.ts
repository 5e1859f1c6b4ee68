import { base64 } from './bytes.ts';
import { AuditError } from './errors.ts';
import { COSIGNATURE, ED25519, ML_DSA_44, parseVerifierKey, type VerifierKey } from './note.ts';
import type { Trust, TrustedKey } from './report.ts';

/** Where a witness takes checkpoints (C2SP tlog-witness "submission prefix"): `/add-checkpoint` is added to it. */
export interface WitnessAddress {
  readonly key: string;
  readonly url: string;
}

/** Whom to trust, and where to ask. */
export interface Policy extends Trust {
  readonly logKeys: readonly TrustedKey[];
  readonly witnesses: readonly string[];
  readonly quorum: number;
  /** Of those witnesses whose address is known: who verifies needs none, who runs the log needs all. */
  readonly addresses: readonly WitnessAddress[];
}

/**
 * Reads a policy file: whom to trust, and each log key for which sizes of the log.
 * `{ "log": [{ "key": "...", "from": 0, "until": 5000 }, ...], "witnesses": [{ "key": "...", "url": "..." }], "quorum": 2 }`
 * A checkpoint carries no time, so a key is valid for tree sizes: from `from` up to, without, `until`. A witness may
 * stand as its key alone. Unless said otherwise, all witnesses must have cosigned. What is not understood is refused:
 * a misspelt quorum would ask for nothing.
 */
export function parsePolicy(text: string): Policy {
  const policy = asObject(parseJson(text), ['log', 'witnesses', 'quorum'], 'the whole');
  const logKeys = asArray(policy.log, 'log').map(trustedKey);
  const addresses = asArray(policy.witnesses ?? [], 'witnesses').map(witnessEntry);
  const witnesses = addresses.map(({ key }) => key);
  assertDistinct(witnesses);
  const quorum = policy.quorum ?? witnesses.length;
  if (!isSize(quorum) || quorum > witnesses.length || quorum < Math.min(1, witnesses.length)) {
    throw wrong('quorum must be between 1 and the number of witnesses');
  }
  if (logKeys.length === 0) throw wrong('log must name at least one key');
  return { logKeys, witnesses, quorum, addresses: addresses.filter((entry) => 'url' in entry) };
}

function witnessEntry(entry: unknown): WitnessAddress | { readonly key: string } {
  if (typeof entry === 'string') return { key: verifier(entry, 'witnesses', [COSIGNATURE, ML_DSA_44]) };
  const { key, url } = asObject(entry, ['key', 'url'], 'each entry of witnesses');
  const known = { key: verifier(key, 'witnesses', [COSIGNATURE, ML_DSA_44]) };
  if (url === undefined) return known;
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw wrong('the url of a witness must begin with https:// or http://');
  }
  return { ...known, url };
}

/** Two names for one key would count one witness twice. */
function assertDistinct(keys: readonly string[]): void {
  const own = new Set(keys.map((key) => base64(parseVerifierKey(key).publicKey)));
  if (own.size < keys.length) throw wrong('a witness stands there twice');
}

function trustedKey(entry: unknown): TrustedKey {
  const { key, from, until } = asObject(entry, ['key', 'from', 'until'], 'each entry of log');
  for (const bound of [from, until]) {
    if (bound !== undefined && !isSize(bound)) throw wrong('from and until must be tree sizes');
  }
  return {
    key: verifier(key, 'log', [ED25519, ML_DSA_44]),
    ...(from === undefined ? {} : { from: from as number }),
    ...(until === undefined ? {} : { until: until as number }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('it is not JSON');
  }
}

function asObject(value: unknown, names: readonly string[], what: string): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrong(`${what} must be an object`);
  const strange = Object.keys(value).find((name) => !names.includes(name));
  if (strange === undefined) return value as Record<string, unknown>;
  throw wrong(`${what} may hold ${names.join(', ')} and nothing else`);
}

function asArray(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(`${name} must be a list`);
  return value;
}

/** Throws if this is no verifier key, or one that serves another purpose. */
function verifier(key: unknown, name: string, types: readonly VerifierKey['type'][]): string {
  if (typeof key !== 'string') throw wrong(`${name} must hold verifier keys`);
  if (!types.includes(parseVerifierKey(key).type)) throw wrong(`a key under ${name} is of another kind`);
  return key;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const wrong = (what: string) => new AuditError('bad-key', `The policy file cannot be used: ${what}.`);
