import { bytesText, textBytes } from './bytes.ts';
import { AuditError } from './errors.ts';

/** An entry bundle carries the length of an entry in 16 bits (C2SP tlog-tiles). */
export const MAX_EVENT_BYTES = 65_535;
const MAX_DEPTH = 64;

/**
 * The one text of a value: RFC 8785, restricted so that two readers never differ. Throws for what is left out: numbers
 * other than integers within 2^53 - 1 (write a likelihood ratio as a decimal string), undefined, bigint, lone
 * surrogates, holes in arrays, objects of a class, nesting deeper than 64.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** The value of `bytes` if they are exactly what `canonicalJson` writes for it, else undefined: no second spelling passes. */
export function parseCanonicalJson(bytes: Uint8Array): unknown {
  const text = bytesText(bytes);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isCanonicalJson = (bytes: Uint8Array): boolean => parseCanonicalJson(bytes) !== undefined;

/** The bytes of an event's canonical text. Throws if there are more than 65,535 of them. */
export function eventBytes(text: string): Uint8Array {
  const bytes = textBytes(text);
  if (bytes.length > MAX_EVENT_BYTES) {
    throw new AuditError('event-too-large', `The event has ${bytes.length} bytes; ${MAX_EVENT_BYTES} are allowed.`);
  }
  return bytes;
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw refuse(`nesting deeper than ${MAX_DEPTH}`);
  if (typeof value === 'string') return writeString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeInteger(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object') return writeObject(value as Readonly<Record<string, unknown>>, depth);
  throw refuse(`a value of type ${typeof value}`);
}

/** RFC 8785 section 3.2.3: members sorted by the UTF-16 code units of their names, which is JavaScript's own order. */
function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refuse('an object of a class');
  let members = '';
  for (const name of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${writeString(name)}:${write(value[name], depth + 1)}`;
  }
  return `{${members}}`;
}

/** RFC 8785 section 3.2.2.2 takes its escapes from ECMAScript. */
function writeString(text: string): string {
  if (NOTHING_TO_ESCAPE.test(text)) return `"${text}"`;
  if (/\p{Surrogate}/u.test(text)) throw refuse('a lone surrogate');
  return JSON.stringify(text);
}

/** No control character, quote, backslash or surrogate. Nearly every string of a log is such; this test is quick. */
const NOTHING_TO_ESCAPE = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function writeInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw refuse('a number that is not an integer within 2^53 - 1');
  return String(value);
}

const refuse = (what: string) => new AuditError('not-canonical', `Canonical JSON cannot hold ${what}.`);
