import { base64, textBytes } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import { AuditError } from './errors.ts';
import type { AuditEvent, Chance } from './event.ts';
import { sha256 } from './hash.ts';

// RFC 9901: an event names what it was about only by salted digests. Whoever holds a disclosure can show that the event
// was about this value; when the disclosures are erased, nobody can, and the log stays as it is.

const SALT_BYTES = 16; // RFC 9901 section 9.3: at least 128 bits. An unsalted digest of a genotype is guessed in seconds.

export interface Disclosure {
  readonly name: string;
  /** Base64url. */
  readonly salt: string;
  /** Canonical JSON of the value. */
  readonly value: string;
}

export interface Commitment {
  /** To be put into the facts of the event. */
  readonly facts: { readonly _sd: readonly string[]; readonly _sd_alg: 'sha-256' };
  /** To be kept where they can be erased. */
  readonly disclosures: readonly Disclosure[];
}

/** Commits to each of the values. The digests are sorted, so that their order tells nothing. */
export function commit(values: Readonly<Record<string, unknown>>, chance: Chance): Commitment {
  const disclosures = Object.entries(values).map(([name, value]) => {
    if (name === '_sd' || name === '...')
      throw new AuditError('not-canonical', `A disclosure cannot be named ${name}.`);
    return { name, salt: base64Url(chance(SALT_BYTES)), value: canonicalJson(value) };
  });
  const digests = disclosures.map((disclosure) => disclosureDigest(encodeDisclosure(disclosure))).sort();
  return { facts: { _sd: digests, _sd_alg: 'sha-256' }, disclosures };
}

/** RFC 9901 section 4.2.1: base64url of the JSON of salt, name and value. */
export const encodeDisclosure = ({ salt, name, value }: Disclosure): string =>
  base64Url(textBytes(canonicalJson([salt, name, JSON.parse(value)])));

/** RFC 9901 section 4.2.3: over the encoded text as it stands, never over a decoded and rewritten one. */
export const disclosureDigest = (encoded: string): string => base64Url(sha256(textBytes(encoded)));

/** True if the event committed to this value under this name. */
export function isDisclosed(event: AuditEvent, disclosure: Disclosure): boolean {
  const digests: unknown = event.facts?._sd;
  return Array.isArray(digests) && digests.includes(disclosureDigest(encodeDisclosure(disclosure)));
}

const base64Url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
