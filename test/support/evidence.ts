import { readFileSync } from 'node:fs';
import {
  canonicalJson,
  disclosureDigest,
  EVIDENCE_FORMAT,
  encodeDisclosure,
  formatProof,
  inclusionProof,
  MANIFEST,
  rowDigest,
  rowText,
  sha256Hex,
  withTiles,
} from '@kinledger/audit';
import { DEFAULT_SETTINGS, ENGINE_VERSION, type ParentageSettings, parentage } from '@kinledger/kinship';
import {
  type MutationTable,
  parseProfile,
  profileText,
  readFrequencyTable,
  readMutationTable,
} from '@kinledger/profile';
import { zipSync } from 'fflate';
import { testSigner } from './audit-log.ts';
import { checkpointOf, logFolder, readerOf } from './log-folder.ts';

// An evidence bundle as the service issues it, made from the definitions: rows, their events, a log, receipts.

type Row = Readonly<Record<string, unknown>>;

/** A row before it is recorded: its table, who recorded it, and what it holds. */
export interface Draft {
  readonly table: string;
  readonly type: string;
  readonly actor: string | null;
  readonly role: string | null;
  readonly row: Row;
  /** What stands in its place, as a `row.erased` event at the end of the log announces. */
  readonly tombstone?: Row;
}

const TABLE = readFileSync('database/reference/frequencies/NIST1036-Asian.json');
/** The rates of the study that a check may have chosen. */
export const RATES = readFileSync('database/reference/mutation/AABB-2003.json');
const TYPED = {
  child: { TH01: ['6', '9.3'], vWA: ['14', '17'], FGA: ['22', '24'], D3S1358: ['15', '16'] },
  parent: { TH01: ['6', '7'], vWA: ['17', '18'], FGA: ['22', '23'], D3S1358: ['15', '15'] },
};
const salt = 'AAAAAAAAAAAAAAAAAAAAAA';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/**
 * The rows of one confirmed check: two profiles, the question, its answer, the confirmation and both signatures. `chosen`:
 * with the rates of a study.
 */
export function confirmedCheck(chosen = false): Draft[] {
  const table = readFrequencyTable(JSON.parse(TABLE.toString()));
  const rates = readMutationTable(JSON.parse(RATES.toString()));
  const persons = Object.entries(TYPED).map(([role, typed], i) => {
    const genotypes = profileText(parseProfile(typed));
    const digest = disclosureDigest(encodeDisclosure({ salt, name: 'genotypes', value: genotypes }));
    return { role, genotypes, digest, id: id(10 + i) };
  });
  const person = (i: number) => ({
    sex: 'male' as const,
    code: `P${i}`,
    profile: parseProfile(TYPED[i === 0 ? 'child' : 'parent']),
  });
  const inputOf = (i: number) => {
    const { id: profileId, digest: profileDigest } = persons[i]!;
    return { personId: id(20 + i), code: `P${i}`, sex: 'male', profileId, profileDigest };
  };
  const answer = parentage({
    question: 'one-parent',
    child: person(0),
    parent: person(1),
    table,
    settings: chosen ? withRates(rates) : DEFAULT_SETTINGS,
  });
  const inputs = canonicalJson({
    question: 'one-parent',
    child: inputOf(0),
    parent: inputOf(1),
    population: { id: table.id, digest: table.digest },
    ...(chosen && { mutationTable: { id: rates.id, digest: rates.digest } }),
    settings: answer.settings,
    salt,
  });
  const result = canonicalJson(answer);
  const [inputsDigest, resultDigest] = [sha256Hex(inputs), sha256Hex(result)];
  const content = canonicalJson({ statement: 'It is so.', inputs: inputsDigest, result: resultDigest });
  const contentHash = sha256Hex(content);
  const [check, confirmation] = [id(1), id(2)];
  const signature = (place: number, accountId: string, role: string) => ({
    table: 'confirmation_signature',
    type: place === 1 ? 'confirmation.first-signature' : 'confirmation.confirmed',
    actor: accountId,
    role,
    row: { confirmationId: confirmation, place, contentHash, accountId, role, salt },
  });
  const engine = { engineVersion: ENGINE_VERSION, engineDigest: 'ab'.repeat(32) };
  const by = { actor: id(31), role: 'caseworker' };
  return [
    ...persons.map((each) => ({
      table: 'profile',
      type: 'profile.stored',
      actor: id(30),
      role: 'laboratory',
      row: { id: each.id, genotypes: each.genotypes, digest: each.digest, sample: each.role, version: 1, salt },
    })),
    {
      table: 'kinship_check',
      type: 'check.asked',
      ...by,
      row: { id: check, question: 'one-parent', inputs, inputsDigest, salt },
    },
    {
      table: 'check_result',
      type: 'check.answered',
      actor: null,
      role: null,
      row: { checkId: check, outcome: 'done', result, resultDigest, ...engine, salt },
    },
    {
      table: 'confirmation',
      type: 'confirmation.opened',
      ...by,
      row: { id: confirmation, checkId: check, content, contentHash, salt },
    },
    signature(1, id(31), 'caseworker'),
    signature(2, id(32), 'reviewer'),
  ];
}

function withRates({ loci }: MutationTable): ParentageSettings {
  const locusRates = Object.fromEntries(
    Object.entries(loci).map(([locus, { paternal, maternal }]) => [
      locus,
      { maleRate: Number(paternal), femaleRate: Number(maternal) },
    ]),
  );
  return { ...DEFAULT_SETTINGS, mutation: { ...DEFAULT_SETTINGS.mutation, locusRates } };
}

/** Changes one row as somebody would who writes the log anew: everything that is not re-signed is consistent again. */
export const withRow = (drafts: readonly Draft[], place: number, change: Row): Draft[] =>
  drafts.map((draft, i) => (i === place ? { ...draft, row: { ...draft.row, ...change } } : draft));

/** The bundle's files: the drafts as events of a log of their own, signed by the test's key. */
export async function bundleFiles(
  drafts: readonly Draft[],
  subject: { kind: string; id: string } = { kind: 'confirmation', id: id(2) },
): Promise<Map<string, Uint8Array>> {
  const signer = testSigner();
  const acts = drafts.map(({ table, type, actor, role, row }, i) => {
    return { type, actor, role, row: { table, id: String(row.id ?? i), digest: rowDigest(row) } };
  });
  const erasures = drafts.flatMap(({ tombstone }, i) => {
    if (tombstone === undefined) return [];
    return { type: 'row.erased', actor: null, role: null, facts: { event: id(100 + i), digest: rowDigest(tombstone) } };
  });
  const events = [...acts, ...erasures];
  const entries = events.map((each, i) =>
    Buffer.from(
      canonicalJson({ version: 1, id: id(100 + i), at: '2026-01-01T00:00:00.000000Z', nonce: String(i), ...each }),
    ),
  );
  const log = logFolder(entries, signer);
  const files = new Map<string, Uint8Array>();
  const manifest = { format: EVIDENCE_FORMAT, subject, log: { origin: signer.name, keys: [signer.verifierKey] } };
  files.set(MANIFEST, Buffer.from(canonicalJson(manifest)));
  const name = (i: number) => String(i).padStart(9, '0');
  for (const [i, { type }] of events.entries()) {
    const hashes = await withTiles(readerOf(log), events.length, (node) => inclusionProof(i, events.length, node));
    const proof = formatProof({ index: i, hashes, checkpoint: checkpointOf(log), extra: entries[i]! });
    files.set(`events/${name(i)}-${type}.tlog-proof`, Buffer.from(proof));
  }
  for (const [i, { table, row, tombstone }] of drafts.entries()) {
    files.set(`rows/${name(i)}-${table}.json`, Buffer.from(rowText(tombstone ?? row)));
  }
  files.set('tables/NIST1036-Asian.json', TABLE);
  files.set(
    'signed-content.json',
    Buffer.from(String(drafts.find(({ table }) => table === 'confirmation')?.row.content)),
  );
  return files;
}

export const zipOf = (files: ReadonlyMap<string, Uint8Array>): Uint8Array => zipSync(Object.fromEntries(files));
