import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import type { AuditEvent, EventFacts } from './event.ts';
import { ED25519, ML_DSA_44, parseVerifierKey } from './note.ts';
import type { TrustedKey } from './report.ts';
import type { LogSigner } from './signer.ts';
import { signStatement, statementKey } from './statement.ts';
import { bundleEntries, type ReadFile, TILE_WIDTH, tilePath, tilesOfLevel } from './tiles.ts';

// The life of a log's keys stands in the log itself. `key.rotated` brings the Ed25519 key that takes the place of the one
// that signs the event, `key.added` an ML-DSA-44 key beside it, `key.retired` ends a key. Each holds the signature of a key
// that the log had already (statement.ts).

const TYPES = ['key.rotated', 'key.added', 'key.retired'] as const;
type KeyEventType = (typeof TYPES)[number];

/**
 * The event about a verifier key `key`, signed by an Ed25519 key of the log: the one that `key` replaces, the one beside
 * which it is added, or the one that goes on when `key` is retired. From the checkpoint that covers `key.rotated` on, both
 * keys sign (`alsoSigning`) until every reader has the new one.
 */
export const keyEvent = (type: KeyEventType, key: string, by: LogSigner): EventFacts => ({
  type,
  actor: null,
  role: null,
  facts: { key, ...signStatement(`${type} ${key}`, by) },
});

/** What an event says of a key, once the signature in it is found to be by the key that it names. */
export interface KeyStatement {
  readonly type: KeyEventType;
  readonly key: string;
  readonly by: string;
}

/** Undefined for an event that is not about a key, or not signed as it says, or that brings a key of the wrong kind. */
export function keyStatement({ type, facts = {} }: Pick<AuditEvent, 'type' | 'facts'>): KeyStatement | undefined {
  const { key, by, signature } = facts;
  const known = TYPES.find((each) => each === type);
  if (known === undefined || typeof key !== 'string' || typeof by !== 'string') return undefined;
  const signer = statementKey(`${type} ${key}`, by, signature);
  return signer && key !== by && isKeyOf(signer.name, key, BRINGS[known]) ? { type: known, key, by } : undefined;
}

/** The kinds of keys that each event may speak of. */
const BRINGS: Readonly<Record<KeyEventType, readonly number[]>> = {
  'key.rotated': [ED25519],
  'key.added': [ML_DSA_44],
  'key.retired': [ED25519, ML_DSA_44],
};

function isKeyOf(origin: string, text: string, kinds: readonly number[]): boolean {
  try {
    const { name, type } = parseVerifierKey(text);
    return name === origin && kinds.includes(type);
  } catch {
    return false;
  }
}

/** An event about a key at its place in the log. */
export interface KeyEvent {
  readonly leafIndex: number;
  readonly event: Pick<AuditEvent, 'type' | 'facts'>;
}

/** Which key counts when, and the leaves that speak of keys without the right to. */
export interface KeysOverTime {
  readonly keys: readonly TrustedKey[];
  readonly disregarded: readonly number[];
}

/**
 * Which key is trusted for which sizes of the log, from the first key and what the log says of its successors. A key
 * counts from the first checkpoint that covers its `key.rotated` or `key.added`, and until, without, the first that covers
 * its `key.retired`. An event counts only if it is signed by a key that the log has at that place; what was said before
 * may be said again and changes nothing, so a key that was retired never comes back.
 */
export function keysOverTime(firstKey: string, events: readonly KeyEvent[]): KeysOverTime {
  const keys: TrustedKey[] = [{ key: firstKey }];
  const disregarded: number[] = [];
  const standing = (key: string) => keys.findIndex((known) => known.key === key && known.until === undefined);
  for (const { leafIndex, event } of [...events].sort((a, b) => a.leafIndex - b.leafIndex)) {
    const said = keyStatement(event);
    const bound = leafIndex + 1;
    if (said === undefined || standing(said.by) < 0) disregarded.push(leafIndex);
    else if (said.type === 'key.retired') {
      const at = standing(said.key);
      if (at >= 0) keys[at] = { ...keys[at]!, until: bound };
    } else if (keys.every(({ key }) => key !== said.key)) keys.push({ key: said.key, from: bound });
  }
  return { keys, disregarded };
}

/** The events about keys in a folder of the log (C2SP tlog-tiles). Requires a folder that `verifyLog` finds right. */
export async function readKeyEvents(read: ReadFile): Promise<readonly KeyEvent[]> {
  const checkpoint = await read('checkpoint');
  const { size } = parseCheckpoint(text(checkpoint));
  const found: KeyEvent[] = [];
  for (const place of tilesOfLevel('entries', size)) {
    const bundle = await read(tilePath(place));
    if (bundle === undefined) throw new AuditError('bad-tile', `${tilePath(place)} is missing.`);
    bundleEntries(bundle, place.width).forEach((entry, i) => {
      const event = Object(JSON.parse(text(entry))) as AuditEvent;
      if (/^key\./.test(event.type)) found.push({ leafIndex: place.index * TILE_WIDTH + i, event });
    });
  }
  return found;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
