import { bytesText } from './bytes.ts';
import { disclosuresOf } from './disclosure.store.ts';
import { type Disclosure, disclosureDigest, encodeDisclosure } from './disclosure.ts';
import type { AuditEvent } from './event.ts';
import type { Explained } from './explained.ts';
import type { Sql } from './log.ts';
import type { FoundRow } from './reconcile.store.ts';
import { Found } from './report.ts';

/**
 * Compares what lies behind the salted digests of these entries (RFC 9901) with the digests. A digest that the event's own
 * row holds speaks of that row, which was compared. A value may be gone only with a row that was erased by order or lost
 * with a database. `rows`: those of the entries, by the id of the event. Throws `Found` at the first value that was edited,
 * deleted or put in; returns how many there are.
 */
export async function compareDisclosures(
  sql: Sql,
  from: number,
  entries: readonly Uint8Array[],
  rows: ReadonlyMap<string, FoundRow['row']>,
  explained: Explained,
): Promise<number> {
  const events = entries.map((entry) => JSON.parse(bytesText(entry)!) as Partial<AuditEvent> | null);
  const stored = await disclosuresOf(sql, from, from + entries.length);
  let count = 0;
  for (const [i, event] of events.entries()) {
    const disclosures = stored.get(from + i) ?? [];
    const left = new Set(digestsOf(event));
    for (const disclosure of disclosures) {
      if (left.delete(digestOf(disclosure))) continue;
      throw new Found(
        'row',
        from + i,
        `The value ${disclosure.name} of the event at leaf ${from + i} was edited or put in: the event committed to no such value.`,
      );
    }
    count += disclosures.length;
    for (const value of Object.values(rows.get(String(event?.id)) ?? {})) left.delete(value as string);
    if (left.size > 0 && !(await explained.isErased(String(event?.id))) && !(await explained.isGone(from + i))) {
      throw new Found(
        'row',
        from + i,
        `${left.size} values behind salted digests of the event at leaf ${from + i} were deleted, and no order in this copy of the log erased them.`,
      );
    }
  }
  return count;
}

function digestsOf(event: Partial<AuditEvent> | null): readonly string[] {
  const digests: unknown = event?.facts?._sd;
  return Array.isArray(digests) ? digests.map(String) : [];
}

/** Of no event when the value is not even JSON. */
function digestOf(disclosure: Disclosure): string {
  try {
    return disclosureDigest(encodeDisclosure(disclosure));
  } catch {
    return '';
  }
}
