import {
  type AuditDatabase,
  auditDatabase,
  sealAll,
  steadyChance,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { appendEvent } from './append.store.ts';
import { canonicalJson } from './canonical.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { evidenceOf } from './evidence.store.ts';
import { EVIDENCE_FORMAT, type EvidenceFiles, MANIFEST, verifyEvidence } from './evidence.ts';
import { addCosignature, latestCheckpoint } from './log.ts';
import { rowDigest } from './row.ts';
import { sealPending } from './sealing.ts';
import { createWitness } from './signer.ts';

const signer = testSigner();
const trust = { logKeys: [signer.verifierKey] };
const chance = steadyChance('evidence');
const id = '00000000-0000-4000-8000-000000000001';
let database: AuditDatabase;
let events: string[];
let files: EvidenceFiles;
jest.setTimeout(240_000);

async function append(type: string, place?: number): Promise<string> {
  const facts = { id, place: place ?? 0, remark: null, salt: 'salt' };
  const row = place === undefined ? {} : { row: { table: 'sheet', id, digest: rowDigest(facts) } };
  const event = await appendEvent(database.sql, { type, actor: null, role: null, ...row }, chance);
  if (place !== undefined) {
    await database.sql('INSERT INTO sheet VALUES ($1, $2, $3, $4, $5)', [id, place, null, 'salt', event]);
  }
  return event;
}
const manifest = { format: EVIDENCE_FORMAT, subject: { kind: 'sheet', id }, log: { origin: 'x', keys: [] } };
const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : canonicalJson(value));
const text = (path: string): string => Buffer.from(files.get(path)!).toString();

beforeAll(async () => {
  database = await auditDatabase();
  await database.sql(
    `CREATE TABLE sheet (id uuid, place int, remark text, salt text,
       audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event)`,
    [],
  );
  events = [await append('sheet.opened', 1), await append('sheet.read'), await append('sheet.closed', 2)];
  await sealAll(database);
  files = new Map([[MANIFEST, bytes(manifest)], ...(await evidenceOf(database.sql, events))!]);
});
afterAll(() => database.close());

const verify = (changed: EvidenceFiles = files) => verifyEvidence(changed, trust);
const without = (path: string) => new Map([...files].filter(([other]) => other !== path));
const changed = (path: string, value: unknown) => new Map(files).set(path, bytes(value));

test('a bundle verifies alone, and gives its events with their rows in the order of the log', async () => {
  const report = await verifyEvidence(new Map(files).set('README.txt', bytes('read me')), trust);
  expect(report).toMatchObject({ verified: true, fault: null, manifest, others: ['README.txt'] });
  expect(report.events.map(({ leafIndex, event, row }) => [leafIndex, event.type, row?.place ?? null])).toEqual([
    [0, 'sheet.opened', 1],
    [1, 'sheet.read', null],
    [2, 'sheet.closed', 2],
  ]);
  expect(report.checked.join('\n')).toMatch(/3 leaves.*is signed.*3 events.*2 rows/s);
  expect(report.checked.filter((line) => line.includes('signed'))).toHaveLength(1);
  expect([...files.keys()].sort()).toEqual([
    'events/000000000-sheet.opened.tlog-proof',
    'events/000000001-sheet.read.tlog-proof',
    'events/000000002-sheet.closed.tlog-proof',
    MANIFEST,
    'rows/000000000-sheet.json',
    'rows/000000002-sheet.json',
  ]);
});

test('the same events give the same bytes after the log has grown', async () => {
  await append('sheet.read');
  await sealAll(database);
  const again = await evidenceOf(database.sql, events);
  expect([...again!]).toEqual([...files].slice(1));
});

test('nothing comes of events that are not sealed, unknown, none, or not cosigned enough', async () => {
  const waiting = await append('sheet.read');
  expect(await evidenceOf(database.sql, [...events, waiting])).toBeUndefined();
  expect(await evidenceOf(database.sql, [id])).toBeUndefined();
  expect(await evidenceOf(database.sql, [])).toBeUndefined();
  expect(await evidenceOf(database.sql, events, { cosigned: 1 })).toBeUndefined();
  await sealAll(database);
  const witness = createWitness(new Uint8Array(32).fill(9), 'w.example');
  const { note, size } = parseCheckpoint((await latestCheckpoint(database.sql))!);
  await addCosignature(database.sql, size, 'w', witness.cosign(note.text, 1));
  const cosigned = (await evidenceOf(database.sql, events, { cosigned: 1 }))!;
  expect(await evidenceOf(database.sql, events, { cosigned: 1, among: ['other'] })).toBeUndefined();
  const report = await verifyEvidence(new Map([...cosigned, [MANIFEST, bytes(manifest)]]), {
    ...trust,
    witnesses: [witness.verifierKey],
  });
  expect(report).toMatchObject({ verified: true, size });
});

test('a row that was deleted or whose table is gone cannot be passed off', async () => {
  const { sql, close } = await database.connect();
  try {
    await sql('BEGIN', []);
    await sql('DELETE FROM sheet WHERE place = 2', []);
    const deleted = new Map([...(await evidenceOf(sql, events))!, [MANIFEST, bytes(manifest)]]);
    expect(await verify(deleted)).toMatchObject({ fault: { code: 'row', index: 2 } });
    await sql('DROP TABLE sheet', []);
    const gone = new Map([...(await evidenceOf(sql, events))!, [MANIFEST, bytes(manifest)]]);
    expect(await verify(gone)).toMatchObject({ fault: { code: 'missing', index: 0 } });
  } finally {
    await sql('ROLLBACK', []);
    await close();
  }
});

test('a row that was erased by order is the tombstone that an event of the bundle announces', async () => {
  const { sql, close } = await database.connect();
  try {
    await sql('BEGIN', []);
    await sql('UPDATE sheet SET remark = $1 WHERE place = 2', ['erased']);
    const facts = { event: events[2]!, digest: rowDigest({ id, place: 2, remark: 'erased', salt: 'salt' }) };
    const act = { type: 'row.erased', actor: null, role: null };
    const erasures = [await appendEvent(sql, { ...act, facts }, chance), await appendEvent(sql, act, chance)];
    await sealPending(sql, signer);
    const bundle = async (ids: readonly string[]) =>
      verify(new Map([...(await evidenceOf(sql, ids))!, [MANIFEST, bytes(manifest)]]));
    const report = await bundle([...events, ...erasures]);
    expect(report).toMatchObject({ verified: true });
    expect(report.checked.at(-1)).toContain('1 of them erased by order');
    expect(await bundle(events)).toMatchObject({ fault: { code: 'row', index: 2 } });
  } finally {
    await sql('ROLLBACK', []);
    await close();
  }
});

const OPENED = 'events/000000000-sheet.opened.tlog-proof';
const ROW = 'rows/000000002-sheet.json';
test.each<[what: string, () => EvidenceFiles, code: string, index: number | null, words: string]>([
  ['no manifest', () => without(MANIFEST), 'missing', null, MANIFEST],
  ['a manifest that is not UTF-8', () => new Map(files).set(MANIFEST, Uint8Array.of(255)), 'missing', null, MANIFEST],
  ['a manifest that is no JSON', () => changed(MANIFEST, '{'), 'unreadable', null, 'not a JSON object'],
  ['a manifest that is a list', () => changed(MANIFEST, []), 'unreadable', null, 'not a JSON object'],
  ['another format', () => changed(MANIFEST, { ...manifest, format: 'x@1' }), 'unreadable', null, EVIDENCE_FORMAT],
  ['no subject', () => changed(MANIFEST, { format: EVIDENCE_FORMAT }), 'unreadable', null, 'what it is about'],
  [
    'a subject without id',
    () => changed(MANIFEST, { ...manifest, subject: { kind: 'x' } }),
    'unreadable',
    null,
    'what it is about',
  ],
  ['no log', () => changed(MANIFEST, { ...manifest, log: {} }), 'unreadable', null, 'what it is about'],
  ['no events', () => new Map([[MANIFEST, files.get(MANIFEST)!]]), 'missing', null, 'no receipt'],
  ['a receipt that is none', () => changed(OPENED, 'x'), 'unreadable', null, 'proof begins'],
  [
    'a receipt that is not UTF-8',
    () => new Map(files).set(OPENED, Uint8Array.of(255)),
    'unreadable',
    null,
    'proof begins',
  ],
  [
    'a receipt of another place',
    () => changed(OPENED, text(OPENED).replace('index 0', 'index 1')),
    'proof',
    1,
    'does not hold this event',
  ],
  [
    'a receipt without its event',
    () => changed(OPENED, text(OPENED).replace(/extra .*\n/, '')),
    'proof',
    0,
    'carry its event',
  ],
  [
    'a receipt under the name of another',
    () => changed('events/000000000-sheet.burnt.tlog-proof', text(OPENED)),
    'proof',
    0,
    'than its name says',
  ],
  ['a row that is missing', () => without(ROW), 'missing', 2, ROW],
  ['a row that was edited', () => changed(ROW, { id, place: 3, salt: 'salt' }), 'row', 2, 'digested'],
  ['a row of no event', () => changed('rows/000000001-sheet.json', {}), 'row', null, 'belongs to no event'],
])('%s is found', async (_, tampered, code, index, words) => {
  const report = await verify(tampered());
  expect(report).toMatchObject({ verified: false, events: [], fault: { code, index } });
  expect(report.fault!.message).toContain(words);
});

test('a bundle signed by another log is refused, and without a key nobody vouches for it', async () => {
  expect(await verifyEvidence(files, { logKeys: [testSigner(2).verifierKey] })).toMatchObject({
    verified: false,
    fault: { code: 'signature' },
  });
  expect((await verifyEvidence(files, {})).unchecked[0]).toContain('no key of the log was given');
});
