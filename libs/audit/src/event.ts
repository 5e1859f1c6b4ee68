import { hex, textBytes } from './bytes.ts';
import { canonicalJson, eventBytes } from './canonical.ts';

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

/** What an event is looked up by; `event`: whatever canonical JSON held. */
export function labelsOf(event: unknown): { readonly type: string | null; readonly caseId: string | null } {
  const { type, case: caseId } = Object(event) as { readonly type?: unknown; readonly case?: unknown };
  return { type: typeof type === 'string' ? type : null, caseId: typeof caseId === 'string' ? caseId : null };
}

/** Random bytes, handed in. */
export type Chance = (bytes: number) => Uint8Array;

export const EVENT_VERSION = 1;

/**
 * An event but for its time and its id: the database has the clock and puts both over blanks of the same length, so that
 * writing an event is one statement. Places count bytes from 1, as SQL does. `chance` becomes the end of the id.
 */
export interface EventDraft {
  readonly body: Uint8Array;
  readonly atPlace: number;
  readonly idPlace: number;
  readonly chance: Uint8Array;
}

const BLANK_AT = '0000-00-00T00:00:00.000000Z';
const BLANK_ID = '00000000-0000-7000-8000-000000000000';

/**
 * Drafts an event. The nonce (128 bits) keeps anyone who knows the form from guessing an event from its leaf hash.
 * Canonical JSON sorts by name: what stands before the id can be written by itself, and tells where the id begins.
 */
export function draftEvent(facts: EventFacts, chance: Chance): EventDraft {
  const { type, actor, role, laboratory, case: caseId, request, row, facts: more } = facts;
  const drawn = chance(24);
  const first = canonicalJson({ actor });
  const before = canonicalJson({
    actor,
    at: BLANK_AT,
    ...(caseId === undefined ? {} : { case: caseId }),
    ...(more === undefined ? {} : { facts: more }),
  });
  const behind = canonicalJson({
    id: BLANK_ID,
    ...(laboratory === undefined ? {} : { laboratory }),
    nonce: hex(drawn.subarray(8)),
    ...(request === undefined ? {} : { request }),
    role,
    ...(row === undefined ? {} : { row }),
    type,
    version: EVENT_VERSION,
  });
  const body = eventBytes(`${before.slice(0, -1)},${behind.slice(1)}`);
  return { body, atPlace: valuePlace(first, 'at'), idPlace: valuePlace(before, 'id'), chance: variantOf(drawn) };
}

/** Where the text of member `name` begins when it follows the members of `object`. */
const valuePlace = (object: string, name: string): number => textBytes(object).length - 1 + `,"${name}":"`.length + 1;

/** The last eight bytes of a UUID: RFC 9562 section 4.1 wants its variant in their first two bits. */
function variantOf(drawn: Uint8Array): Uint8Array {
  const end = drawn.slice(0, 8);
  end[0] = 0x80 | (end[0]! & 0x3f);
  return end;
}
