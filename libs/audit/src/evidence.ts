import { base64, bytesText } from './bytes.ts';
import { isCanonicalJson } from './canonical.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { AuditEvent } from './event.ts';
import { sha256, sha256Hex } from './hash.ts';
import { parseProof } from './proof-text.ts';
import { type Draft, Found, type Report, report, type Trust } from './report.ts';
import { assertProved } from './verify-proof.ts';

// An evidence bundle: what somebody needs who checks one confirmation years later and trusts nobody. It is a handful of
// files; here is the part of it that any log of rows could have. `events/` holds a receipt for each event, with the event
// inside; `rows/` the canonical text of each row an event speaks of, under the same leaf index. So
// `sha256sum rows/000000017-confirmation.json` must print the digest that stands in the event of leaf 17.

export const EVIDENCE_FORMAT = 'kinledger-evidence@1';
export const MANIFEST = 'evidence.json';

/** Files of a bundle by their path. */
export type EvidenceFiles = ReadonlyMap<string, Uint8Array>;

/** What a bundle says of itself. Nothing here is believed: the keys only spare a look-up for whoever knows them already. */
export interface EvidenceManifest {
  readonly format: typeof EVIDENCE_FORMAT;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly log: { readonly origin: string; readonly keys: readonly string[]; readonly witnesses?: readonly string[] };
}

/** An event that was proved, with the row its act wrote when it speaks of one. */
export interface ProvedEvent {
  readonly leafIndex: number;
  readonly event: AuditEvent;
  readonly row: Readonly<Record<string, unknown>> | null;
  /** True if an event of the bundle says that this row, erased by order, is not the one its own event was written for. */
  readonly erased: boolean;
}

export interface EvidenceReport extends Report {
  readonly manifest: EvidenceManifest | null;
  /** In the order of the log; empty when there is a fault. */
  readonly events: readonly ProvedEvent[];
  /** Files that this part of the format says nothing of. */
  readonly others: readonly string[];
}

const padded = (leafIndex: number): string => String(leafIndex).padStart(9, '0');

export const receiptPath = (leafIndex: number, type: string): string =>
  `events/${padded(leafIndex)}-${type}.tlog-proof`;
export const rowPath = (leafIndex: number, table: string): string => `rows/${padded(leafIndex)}-${table}.json`;

/**
 * Checks what a bundle says against the log: every receipt, and every row against the digest in its event. Each event that
 * speaks of a row must have it, each row its event.
 */
export async function verifyEvidence(files: EvidenceFiles, trust: Trust): Promise<EvidenceReport> {
  let manifest: EvidenceManifest | null = null;
  let events: readonly ProvedEvent[] = [];
  const result = await report(trust, async (draft) => {
    manifest = readManifest(files.get(MANIFEST));
    const proved = proveAll(files, trust, draft);
    const rows = new Map([...files].filter(([path]) => path.startsWith('rows/')));
    const tombstones = new Map(proved.flatMap(({ event }) => tombstoneOf(event)));
    const withRows = proved.map(({ leafIndex, event }) => {
      return { leafIndex, event, ...takeRow(rows, leafIndex, event, tombstones.get(event.id)) };
    });
    const [stray] = rows.keys();
    if (stray !== undefined) throw new Found('row', null, `${stray} belongs to no event of the bundle.`);
    const count = withRows.filter(({ row }) => row !== null).length;
    draft.checked.push(`${proved.length} events, each at its place in the log and in canonical form.`);
    draft.checked.push(`${count} rows, each against the salted digest in its event.`);
    const erased = withRows.filter((each) => each.erased).length;
    if (erased > 0) draft.checked.push(`${erased} of them erased by order, as an event in the bundle announces.`);
    draft.unchecked.push('What else stands in the log, such as a later withdrawal: a bundle speaks of its day only.');
    events = withRows;
  });
  const others = [...files.keys()].filter((path) => !/^(rows|events)\//.test(path) && path !== MANIFEST).sort();
  return { ...result, manifest, events, others };
}

function readManifest(bytes: Uint8Array | undefined): EvidenceManifest {
  const text = bytes && bytesText(bytes);
  if (text === undefined) throw new Found('missing', null, `The bundle has no readable ${MANIFEST}.`);
  const manifest = parsed(text, MANIFEST);
  const { format, subject, log } = manifest as unknown as EvidenceManifest;
  if (format !== EVIDENCE_FORMAT) throw unreadable(`${MANIFEST} does not say that it is ${EVIDENCE_FORMAT}`);
  if (typeof subject?.kind !== 'string' || typeof subject.id !== 'string' || typeof log?.origin !== 'string') {
    throw unreadable(`${MANIFEST} does not say what it is about`);
  }
  return { format, subject, log };
}

function proveAll(
  files: EvidenceFiles,
  trust: Trust,
  draft: Draft,
): readonly { leafIndex: number; event: AuditEvent }[] {
  const judged = new Set<string>();
  const paths = [...files.keys()].filter((path) => path.startsWith('events/')).sort();
  if (paths.length === 0) throw new Found('missing', null, 'The bundle holds no receipt of an event.');
  return paths.map((path) => {
    const proof = parseProof(bytesText(files.get(path)!) ?? '');
    const checkpoint = parseCheckpoint(proof.checkpoint);
    const seen = base64(sha256(new TextEncoder().encode(proof.checkpoint)));
    if (!judged.has(seen)) draft.judge(checkpoint, trust);
    judged.add(seen);
    const body = proof.extra;
    assertProved(proof, checkpoint, body);
    const event = parsed(bytesText(body)!, path) as unknown as AuditEvent;
    if (path !== receiptPath(proof.index, String(event.type))) {
      throw new Found('proof', proof.index, `${path} holds the receipt of another event than its name says.`);
    }
    return { leafIndex: proof.index, event };
  });
}

/** The event of the row that was erased and the digest of what stands in its place, if this event says so. */
function tombstoneOf({ type, facts }: AuditEvent): readonly (readonly [string, string])[] {
  return type === 'row.erased' && facts !== undefined ? [[String(facts.event), String(facts.digest)]] : [];
}

/** The row of an event, or its tombstone, taken out of `rows`; null when the event speaks of none. */
function takeRow(
  rows: Map<string, Uint8Array>,
  leafIndex: number,
  { row }: AuditEvent,
  tombstone: string | undefined,
): Pick<ProvedEvent, 'row' | 'erased'> {
  if (row === undefined) return { row: null, erased: false };
  const path = rowPath(leafIndex, row.table);
  const bytes = rows.get(path);
  if (bytes === undefined) {
    throw new Found('missing', leafIndex, `${path}, the row that the event at leaf ${leafIndex} wrote, is missing.`);
  }
  const digest = sha256Hex(bytes);
  if ((digest !== row.digest && digest !== tombstone) || !isCanonicalJson(bytes)) {
    throw new Found('row', leafIndex, `${path} is not the row that the event at leaf ${leafIndex} digested.`);
  }
  rows.delete(path);
  return { row: parsed(bytesText(bytes)!, path), erased: digest !== row.digest };
}

function parsed(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw unreadable(`${path} is not a JSON object`);
}

const unreadable = (what: string) => new Found('unreadable', null, `The bundle cannot be read: ${what}.`);
