import { hex } from './bytes.ts';
import { eventBytes } from './canonical.ts';

/** What an act says about itself. No names, no alleles: persons are ids and codes, contents are digests. */
export interface EventFacts {
  /** `confirmation.signed`, `profile.read` ... */
  readonly type: string;
  /** Account id and role of who acted; null when the service itself did. */
  readonly actor: string | null;
  readonly role: string | null;
  readonly laboratory?: string;
  readonly case?: string;
  readonly request?: string;
  /** The row the act wrote, with the SHA-256 of its canonical form: an edit of the row is found by it. */
  readonly row?: { readonly table: string; readonly id: string; readonly digest: string };
  /** Anything more: values that canonical JSON can hold. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** An event as it is read back. */
export interface AuditEvent extends EventFacts {
  readonly version: typeof EVENT_VERSION;
  readonly id: string;
  readonly at: string;
  readonly nonce: string;
}

/** Random bytes, handed in. */
export type Chance = (bytes: number) => Uint8Array;

/** `body`: the bytes that are stored and hashed. */
export interface BuiltEvent {
  readonly id: string;
  readonly body: Uint8Array;
}

export const EVENT_VERSION = 1;

/**
 * The event as it is hashed. `at`: database time, RFC 3339 in UTC with microseconds. The nonce (128 bits) keeps anyone
 * who knows the form from guessing an event from its leaf hash.
 */
export function buildEvent(facts: EventFacts, at: string, chance: Chance): BuiltEvent {
  return eventWithId(eventId(at, chance(8)), facts, at, chance);
}

/** Events of the same moment; their ids sort in the order of `acts`. */
export function buildEvents(acts: readonly EventFacts[], at: string, chance: Chance): readonly BuiltEvent[] {
  const ids = acts.map(() => eventId(at, chance(8))).sort();
  return acts.map((facts, i) => eventWithId(ids[i]!, facts, at, chance));
}

function eventWithId(id: string, facts: EventFacts, at: string, chance: Chance): BuiltEvent {
  const { type, actor, role, laboratory, case: caseId, request, row, facts: more } = facts;
  const event: AuditEvent = {
    version: EVENT_VERSION,
    id,
    at,
    type,
    actor,
    role,
    ...(laboratory === undefined ? {} : { laboratory }),
    ...(caseId === undefined ? {} : { case: caseId }),
    ...(request === undefined ? {} : { request }),
    ...(row === undefined ? {} : { row }),
    ...(more === undefined ? {} : { facts: more }),
    nonce: hex(chance(16)),
  };
  return { id, body: eventBytes(event) };
}

/**
 * A UUID of version 7 whose 12 bits behind the milliseconds are the microseconds, so that ids sort by database time.
 * RFC 9562 sections 5.7 and 6.2, method 3. Requires `at` with microseconds and eight random bytes.
 */
export function eventId(at: string, random: Uint8Array): string {
  const milliseconds = Date.parse(at).toString(16).padStart(12, '0');
  const fraction = Math.floor((Number(at.slice(23, 26)) * 4096) / 1000)
    .toString(16)
    .padStart(3, '0');
  const variant = (0x80 | (random[0]! & 0x3f)).toString(16);
  const rest = hex(random.subarray(1, 8));
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${fraction}-${variant}${rest.slice(0, 2)}-${rest.slice(2)}`;
}
