import { bytesText, sameBytes } from './bytes.ts';
import { labelsOf } from './event.ts';
import { Explained } from './explained.ts';
import { leafHash } from './hash.ts';
import type { Sql } from './log.ts';
import {
  countRows,
  type FoundEvent,
  type FoundRow,
  type RecordTable,
  readFoundEvents,
  readPlaces,
  readRowsOf,
  readTables,
} from './reconcile.store.ts';
import { compareDisclosures } from './reconcile-disclosures.ts';
import { type Draft, Found, type Trust } from './report.ts';
import { factName, rowDigest } from './row.ts';
import { type ReadFile, readBundle, TILE_WIDTH } from './tiles.ts';

/** Entry bundles compared with one round of questions to the database. */
const BUNDLES = 8;

/** What an event says of the row its act wrote. */
interface Claim {
  readonly leaf: number;
  readonly eventId: string;
  readonly at: string;
  readonly table: string;
  readonly id: string;
  readonly digest: string;
}

/**
 * Compares a database with a log that was verified: every stored event, every row against the digest in its event, every
 * event that names a row against the table. Ends with `Found` at the first row that was edited, deleted or put in, with
 * table, id and leaf index. Requires a transaction in which every row can be seen and nothing changes (REPEATABLE READ,
 * `row_security` off). `logKeys`: without them nobody can have said that rows were lost.
 */
export async function reconcile(
  read: ReadFile,
  size: number,
  sql: Sql,
  draft: Draft,
  logKeys: Trust['logKeys'] = [],
): Promise<void> {
  const { records, others } = await readTables(sql);
  const tables = new Map(records.map((table) => [table.name, table]));
  const matched = new Map(records.map(({ name }) => [name, 0]));
  const explained = new Explained(read, size, logKeys);
  let opened = 0;
  for (let from = 0; from < size; from += BUNDLES * TILE_WIDTH) {
    const entries = await readEntries(read, size, from);
    await compareEvents(sql, from, entries);
    const rows = new Map<string, FoundRow['row']>();
    for (const [table, claims] of byTable(entries.flatMap((entry, i) => claimOf(entry, from + i) ?? []))) {
      const found = await compareRows(sql, tables.get(table), claims, explained);
      for (const [eventId, row] of found) rows.set(eventId, row);
      matched.set(table, matched.get(table)! + found.size);
    }
    opened += await compareDisclosures(sql, from, entries, rows, explained);
  }
  let newer = 0;
  for (const [table, count] of matched) newer += await findInserted(read, size, sql, table, count);
  draft.checked.push(`The database holds the ${size} events of the log, byte for byte.`);
  draft.checked.push(
    `${[...matched.values()].reduce((sum, count) => sum + count, 0)} rows of ${records.length} tables, each the one its event was written for; none is missing and none was put in.`,
  );
  if (opened > 0)
    draft.checked.push(`${opened} values behind salted digests, each the one that its event committed to.`);
  if (explained.erased > 0)
    draft.checked.push(`${explained.erased} of them erased by order: each the tombstone its order's event announced.`);
  if (explained.lost > 0)
    draft.unchecked.push(
      `${explained.lost} rows that were lost with a database, as the log says at leaf ${explained.saidAt}: only their events are left.`,
    );
  if (newer > 0) draft.unchecked.push(`${newer} rows newer than this copy of the log: mirror it again to check them.`);
  if (others.length > 0) draft.unchecked.push(`Tables whose rows have no event: ${others.join(', ')}.`);
}

/** The entries of up to eight bundles, from leaf `from` on. */
async function readEntries(read: ReadFile, size: number, from: number): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  const end = Math.min(size, from + BUNDLES * TILE_WIDTH);
  for (let first = from; first < end; first += TILE_WIDTH) entries.push(...(await readBundle(read, size, first)));
  return entries;
}

async function compareEvents(sql: Sql, from: number, entries: readonly Uint8Array[]): Promise<void> {
  const stored = await readFoundEvents(sql, from, from + entries.length);
  entries.forEach((entry, i) => {
    const what = differenceOf(stored.get(from + i), entry);
    if (what !== undefined) throw new Found('row', from + i, `The database ${what} at leaf ${from + i}.`);
  });
}

function differenceOf(found: FoundEvent | undefined, entry: Uint8Array): string | undefined {
  if (found === undefined) return 'does not hold the event';
  if (!sameBytes(found.hash, leafHash(entry))) return 'holds another event than the log';
  const { type, caseId } = labelsOf(JSON.parse(bytesText(entry)!));
  return found.type === type && found.caseId === caseId ? undefined : 'looks up by another type or case the event';
}

/** The claim of an entry that says something of a row; undefined for every other. */
function claimOf(entry: Uint8Array, leaf: number): Claim | undefined {
  const event = JSON.parse(bytesText(entry)!) as { id?: unknown; at?: unknown; row?: Record<string, unknown> } | null;
  const { table, id, digest } = event?.row ?? {};
  if (typeof table !== 'string') return undefined;
  return { leaf, eventId: String(event!.id), at: String(event!.at), table, id: String(id), digest: String(digest) };
}

function byTable(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const tables = new Map<string, Claim[]>();
  for (const claim of claims) tables.set(claim.table, [...(tables.get(claim.table) ?? []), claim]);
  return tables;
}

/** Returns the rows that are there, by event. */
async function compareRows(
  sql: Sql,
  table: RecordTable | undefined,
  claims: readonly Claim[],
  explained: Explained,
): Promise<ReadonlyMap<string, FoundRow['row']>> {
  if (table === undefined) throw wrong(claims[0]!, 'is gone with its whole table');
  const rows = new Map<string, FoundRow['row'][]>();
  const ids = claims.map(({ eventId }) => eventId);
  for (const { eventId, row } of await readRowsOf(sql, table, ids)) {
    rows.set(eventId, [...(rows.get(eventId) ?? []), row]);
  }
  const found = new Map<string, FoundRow['row']>();
  for (const claim of claims) {
    const [row, second] = rows.get(claim.eventId) ?? [];
    if (row === undefined && (await explained.isLost(claim.leaf))) continue;
    if (row === undefined) throw wrong(claim, 'was deleted');
    found.set(claim.eventId, row);
    if (second !== undefined) throw wrong(claim, 'is there twice');
    const digest = digestOf(row, table);
    if (digest !== claim.digest && !(await explained.isTombstone(claim.eventId, digest))) {
      throw wrong(
        claim,
        'was edited: neither the row that was digested, nor erased by an order in this copy of the log',
      );
    }
    const moved = table.times.find((column) => row[column] !== claim.at);
    if (moved !== undefined) throw wrong(claim, `was edited: ${moved} is not the time of its event`);
  }
  return found;
}

/** Undefined when the row holds what canonical JSON cannot, and so no row of ours. */
function digestOf(row: FoundRow['row'], { values }: RecordTable): string | undefined {
  try {
    return rowDigest(Object.fromEntries(values.map((column) => [factName(column), row[column]])));
  } catch {
    return undefined;
  }
}

const wrong = ({ table, id, leaf }: Claim, what: string) =>
  new Found('row', leaf, `The row ${id} of table ${table}, which the event at leaf ${leaf} wrote, ${what}.`);

/**
 * Finds the first row that no event of the log wrote, when there are more rows than events that name one. The log tables
 * of the database only say where to look; the log decides. Returns how many rows are newer than the log.
 */
async function findInserted(read: ReadFile, size: number, sql: Sql, table: string, matched: number): Promise<number> {
  const { sealed, newer, unknown } = await countRows(sql, table, size);
  if (sealed === matched && unknown === 0) return newer;
  const pageAfter = (after: string | null) => readPlaces(sql, table, after, 1000);
  for (let page = await pageAfter(null); page.length > 0; page = await pageAfter(page.at(-1)!.eventId)) {
    for (const { eventId, leafIndex, waits, row } of page) {
      if (leafIndex === null ? waits : leafIndex >= size) continue;
      const claim = leafIndex === null ? undefined : await claimAt(read, size, leafIndex);
      if (claim?.eventId === eventId && claim.table === table) continue;
      const id = String(row.id ?? eventId);
      throw new Found('row', leafIndex, `The row ${id} of table ${table} was put in: no event of the log wrote it.`);
    }
  }
  throw new Found('row', null, `Table ${table} has ${sealed} places in the log, but ${matched} events name its rows.`);
}

async function claimAt(read: ReadFile, size: number, leaf: number): Promise<Claim | undefined> {
  const place = leaf % TILE_WIDTH;
  return claimOf((await readBundle(read, size, leaf - place))[place]!, leaf);
}
