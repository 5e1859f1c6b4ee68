import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import type { AuditEvent, EventFacts } from './event.ts';
import { parseVerifierKey } from './note.ts';
import type { TrustedKey } from './report.ts';
import { bundleEntries, type ReadFile, TILE_WIDTH, tilePath, tilesOfLevel } from './tiles.ts';

// The life of a log's keys stands in the log itself: `key.rotated` (see policy.ts) brings a new one, `key.retired` ends an
// old one. Both name verifier keys, which are public.

/** The event that ends a key: checkpoints that cover it are signed without that key. */
export const keyRetired = (key: string, by: string): EventFacts => ({
  type: 'key.retired',
  actor: null,
  role: null,
  facts: { key, by },
});

/** An event about a key at its place in the log. */
export interface KeyEvent {
  readonly leafIndex: number;
  readonly event: Pick<AuditEvent, 'type' | 'facts'>;
}

/**
 * Which key is trusted for which sizes of the log, from the first key and what the log says of its successors. A key
 * counts from the first checkpoint that covers its `key.rotated`, and until, without, the first that covers its
 * `key.retired`. Throws if a key is replaced or retired that was none of the log's at that place.
 */
export function keysOverTime(firstKey: string, events: readonly KeyEvent[]): readonly TrustedKey[] {
  const keys: TrustedKey[] = [{ key: firstKey }];
  for (const { leafIndex, event } of [...events].sort((a, b) => a.leafIndex - b.leafIndex)) {
    if (event.type !== 'key.rotated' && event.type !== 'key.retired') continue;
    const { key, replaces } = event.facts ?? {};
    const bound = leafIndex + 1;
    const rotated = event.type === 'key.rotated';
    const at = keys.findIndex((known) => known.key === (rotated ? replaces : key) && known.until === undefined);
    if (at < 0) throw unknownKey(leafIndex);
    if (rotated) keys.push({ key: keyOf(key, leafIndex), from: bound });
    else keys[at] = { ...keys[at]!, until: bound };
  }
  return keys;
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
      if (/^key\.(rotated|retired)$/.test(event.type)) {
        found.push({ leafIndex: place.index * TILE_WIDTH + i, event });
      }
    });
  }
  return found;
}

function keyOf(key: unknown, leafIndex: number): string {
  if (typeof key !== 'string') throw unknownKey(leafIndex);
  parseVerifierKey(key);
  return key;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

const unknownKey = (leafIndex: number) =>
  new AuditError('bad-key', `Leaf ${leafIndex} speaks of a key that is not one of this log at that place.`);
