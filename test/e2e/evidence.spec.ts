import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleCommitment } from '@kinledger/audit';
import { unzipSync, zipSync } from 'fflate';
import { type Journey, startJourney } from '../support/journey.ts';
import { type Person, until } from '../support/people.ts';
import { caseOfTrio, signedOnce } from './checks.ts';

// What an auditor takes home: evidence bundles, a random sample, what a change touches, and a database compared with its log.

let journey: Journey;
let folder: string;
let key: string;
const ids: Record<string, string> = {};
const PATIENCE_MS = 60_000;

beforeAll(async () => {
  journey = await startJourney();
  folder = mkdtempSync(join(tmpdir(), 'kinledger-evidence-'));
  const { reviewer, auditor } = journey.people;
  key = (await auditor.get('/api/history/log')).body.verifierKey;
  Object.assign(ids, await caseOfTrio(journey.people));
  const first = await signedOnce(journey.people, ids, 'NIST1036-Asian');
  const second = await signedOnce(journey.people, ids, 'NIST1036-Cauc');
  ids.first = first.confirmation;
  ids.second = second.confirmation;
  ids['first check'] = first.checkId;
  ids['second check'] = second.checkId;
  await reviewer.post(`/api/confirmations/${ids.first}/signature`, { contentHash: first.contentHash });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await journey?.end();
});

function kinledger(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/cli/src/main.js', ...args], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}
/** The bytes of a download; retried until what it rests on is sealed. */
async function download(who: Person, path: string): Promise<{ bytes: Uint8Array; headers: Headers }> {
  const fetched = await until(
    () => fetch(journey.service.url + path, { headers: { cookie: who.cookie ?? '' } }),
    ({ status }) => status !== 409,
    PATIENCE_MS,
  );
  expect(fetched.status).toBe(200);
  return { bytes: new Uint8Array(await fetched.arrayBuffer()), headers: fetched.headers };
}
function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
const evidenceOf = (name: string) => `/api/confirmations/${ids[name]}/evidence`;
async function mirrored(name: string): Promise<string> {
  const { auditor } = journey.people;
  await until(
    async () => (await journey.sql.query('SELECT count(*)::int AS n FROM audit.pending')).rows[0].n,
    (waiting) => waiting === 0,
    PATIENCE_MS,
  );
  expect((await auditor.get('/api/history/log')).body.size).toBeGreaterThan(0);
  const copy = join(folder, name);
  expect(kinledger('mirror', journey.service.url, copy)).toMatchObject({ status: 0 });
  return copy;
}

test('a confirmation’s bundle verifies and recomputes without the service, and its issuing is an event', async () => {
  const { bytes, headers } = await download(journey.people.auditor, evidenceOf('first'));
  expect(headers.get('content-disposition')).toBe(`attachment; filename="confirmation-${ids.first}.zip"`);
  const file = save('first.zip', bytes);
  const verified = kinledger('verify', file, '--log-key', key);
  expect(verified.said).toMatch(/3 profiles.*Two different persons signed it: caseworker.*VERIFIED/s);
  expect(verified.status).toBe(0);
  const recomputed = kinledger('recompute', file, '--log-key', key);
  expect(recomputed.said).toMatch(/TH01 +(\S+) +\1\n.*SAME: every digit/s);
  expect(recomputed.status).toBe(0);
  const names = Object.keys(unzipSync(bytes));
  expect(names.filter((name) => /^rows\/\d+-(profile|case_person)\.json$/.test(name))).toHaveLength(6);
  expect(names).toEqual(expect.arrayContaining(['README.txt', 'signed-content.json', 'tables/NIST1036-Asian.json']));
  const digest = createHash('sha256').update(bytes).digest('hex');
  const { rows } = await journey.sql.query(
    `SELECT convert_from(body, 'UTF8')::json -> 'facts' AS facts FROM audit.event WHERE audit.member(body, 'type') = 'evidence.issued'`,
  );
  const profiles = expect.arrayContaining([ids['T-CHILD'], ids['T-MOTHER'], ids['T-FATHER']]);
  expect(rows.map(({ facts }) => facts)).toContainEqual({ confirmations: [ids.first], profiles, digest });
});

test('asked for again it has the same bytes, and a changed allele in it is found', async () => {
  const [one, other] = [
    await download(journey.people.auditor, evidenceOf('first')),
    await download(journey.people.caseworker, evidenceOf('first')),
  ];
  expect(Buffer.from(one.bytes).equals(Buffer.from(other.bytes))).toBe(true);
  const files = Object.entries(unzipSync(one.bytes)).map(([name, content]) => {
    const changed = Buffer.from(content).toString().replace('"9.3"', '"9"').replace('\\"9.3\\"', '\\"9\\"');
    return [name, name.endsWith('-profile.json') ? Buffer.from(changed) : content] as const;
  });
  const { status, said } = kinledger(
    'verify',
    save('changed.zip', zipSync(Object.fromEntries(files))),
    '--log-key',
    key,
  );
  expect(said).toMatch(/NOT VERIFIED at leaf \d+\. rows\/\d+-profile\.json is not the row/);
  expect(status).toBe(1);
});

test('a check has a bundle of its own; there is none before the second signature, nor for others', async () => {
  const { people } = journey;
  const { bytes } = await download(people.reviewer, `/api/checks/${ids['second check']}/evidence`);
  expect(kinledger('verify', save('check.zip', bytes), '--log-key', key).status).toBe(0);
  expect(kinledger('recompute', join(folder, 'check.zip')).status).toBe(0);
  const early = await people.auditor.get(evidenceOf('second'));
  expect([early.status, early.body.code]).toEqual([409, 'not-confirmed']);
  expect((await people.otherCaseworker.get(evidenceOf('first'))).status).toBe(404);
  expect((await people.otherCaseworker.get(`/api/checks/${ids['first check']}/evidence`)).status).toBe(404);
  for (const who of [people.laboratory, people.administrator])
    expect((await who.get(evidenceOf('first'))).status).toBe(403);
});

test('an auditor takes all of them home at once; what cannot be had yet is named', async () => {
  const { bytes, headers } = await download(journey.people.auditor, '/api/history/evidence');
  expect(headers.get('link')).toBeNull();
  expect(Object.keys(unzipSync(bytes)).sort()).toEqual([`${ids.first}.zip`, 'left-out.json']);
  const { status, said } = kinledger('recompute', save('all.zip', bytes), '--json');
  expect([status, JSON.parse(said)]).toMatchObject([0, { file: `all.zip: ${ids.first}.zip`, same: true }]);
  expect((await journey.people.reviewer.get('/api/history/evidence')).status).toBe(403);
});

test('every confirmation that a table, an engine, a laboratory, a sample or a person touches is found, and no other', async () => {
  const { auditor, caseworker, reviewer } = journey.people;
  const touched = async (query: string) => {
    const { status, body } = await auditor.get(`/api/history/touched?${query}`);
    expect(status).toBe(200);
    return body.map(({ id }: { id: string }) => id);
  };
  const both = [ids.second, ids.first];
  const [{ engine, population, state, leafIndex }] = (
    await auditor.get('/api/history/touched?sample=T-CHILD')
  ).body.slice(1);
  expect([state, population.id]).toEqual(['confirmed', 'NIST1036-Asian']);
  expect(leafIndex).toBeGreaterThan(0);
  expect(await touched(`population=NIST1036-Asian`)).toEqual([ids.first]);
  expect(await touched(`population=${population.digest}`)).toEqual([ids.first]);
  expect(await touched('population=NIST1036-Hisp')).toEqual([]);
  expect(await touched(`engine=${engine.version}`)).toEqual(both);
  expect(await touched(`engine=${engine.digest}`)).toEqual(both);
  expect(await touched('engine=0.0.1')).toEqual([]);
  const laboratory = (await journey.sql.query("SELECT id FROM laboratory WHERE name = 'First laboratory'")).rows[0].id;
  expect(await touched(`laboratory=${laboratory}&sample=T-MOTHER`)).toEqual(both);
  expect(await touched(`laboratory=${ids.case}`)).toEqual([]);
  expect(await touched('sample=T-OTHER')).toEqual([]);
  const [case1, review] = await Promise.all(
    [caseworker, reviewer].map(async (who) => (await who.get('/api/session')).body.account.id),
  );
  expect(await touched(`account=${case1}`)).toEqual(both);
  expect(await touched(`account=${review}`)).toEqual([ids.first]);
  expect(await touched(`engine=${engine.version}&before=${ids.second}`)).toEqual([ids.first]);
  const none = await auditor.get('/api/history/touched');
  expect([none.status, none.body.code]).toEqual([400, 'no-criterion']);
  expect((await reviewer.get('/api/history/touched?engine=1')).status).toBe(403);
});

test('a random sample is announced, sealed and drawn; anybody draws it again from a copy of the log', async () => {
  const { auditor } = journey.people;
  const nonce = randomBytes(32).toString('hex');
  const announced = await auditor.post('/api/history/samples', { size: 10, commitment: sampleCommitment(nonce) });
  expect([announced.status, announced.body.drawn]).toEqual([201, []]);
  const path = `/api/history/samples/${announced.body.id}`;
  const other = await auditor.post(`${path}/drawing`, { nonce: randomBytes(32).toString('hex') });
  expect([other.status, other.body.code]).toEqual([422, 'other-nonce']);
  const drawn = await until(
    () => auditor.post(`${path}/drawing`, { nonce }),
    ({ status }) => status !== 409,
    PATIENCE_MS,
  );
  expect([drawn.status, drawn.body]).toMatchObject([200, { of: 1, nonce, drawn: [{ confirmationId: ids.first }] }]);
  expect(drawn.body.drawn[0].evidence).toBe(evidenceOf('first'));
  expect((await auditor.post(`${path}/drawing`, { nonce })).body).toEqual(drawn.body);
  expect((await auditor.get(path)).body).toEqual(drawn.body);
  expect((await auditor.get(`/api/history/samples/${ids.case}`)).status).toBe(404);
  const { status, said } = kinledger('sample', await mirrored('sampled'), '--log-key', key);
  expect(said).toContain(`leaf ${drawn.body.drawn[0].leafIndex}`);
  expect(status).toBe(0);
});

describe('the database is compared with a copy of its log', () => {
  /** As somebody with every right over the database. */
  async function tamper(table: string, statement: string): Promise<void> {
    await journey.sql.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await journey.sql.query(statement);
    await journey.sql.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  }

  test('untouched, every row of every table is the one that its event was written for', async () => {
    const { status, said } = kinledger(
      'verify',
      await mirrored('log'),
      '--log-key',
      key,
      '--reconcile',
      journey.databaseUrl,
    );
    expect(said).toMatch(/\d+ rows of \d+ tables, each the one its event was written for/);
    expect(status).toBe(0);
  });

  test('every table of records has its rows checked, and the others are named', async () => {
    const { said } = kinledger('verify', await mirrored('log'), '--reconcile', journey.databaseUrl);
    expect(said).toMatch(/not checked {2}Tables whose rows have no event: .*\bjob\b.*\bsession\b/);
    for (const table of ['profile', 'case_file', 'check_result', 'confirmation_signature', 'account']) {
      expect(said).not.toMatch(new RegExp(`have no event: .*\\b${table},`));
    }
  });

  test.each([
    [
      'an edited genotype',
      'profile',
      `UPDATE profile SET sample = 'T-OTHER' WHERE sample = 'T-CHILD'`,
      `UPDATE profile SET sample = 'T-CHILD' WHERE sample = 'T-OTHER'`,
    ],
    [
      'a moved signature',
      'confirmation_signature',
      `UPDATE confirmation_signature SET signed_at = signed_at - interval '1 day' WHERE place = 2`,
      `UPDATE confirmation_signature SET signed_at = signed_at + interval '1 day' WHERE place = 2`,
    ],
    [
      'a deleted check',
      'check_result',
      `CREATE TABLE kept AS SELECT * FROM check_result; ALTER TABLE confirmation DROP CONSTRAINT confirmation_check_id_fkey; DELETE FROM check_result`,
      `INSERT INTO check_result SELECT * FROM kept; DROP TABLE kept`,
    ],
  ])('%s is found, with table, id and leaf', async (_, table, edit, undo) => {
    const copy = await mirrored('log');
    await tamper(table, edit);
    const { status, said } = kinledger('verify', copy, '--log-key', key, '--reconcile', journey.databaseUrl);
    await tamper(table, undo);
    expect(said).toMatch(new RegExp(`NOT VERIFIED at leaf \\d+\\. The row [0-9a-f-]{36} of table ${table}, which`));
    expect(status).toBe(1);
  });
});

describe('after an erasure by order', () => {
  async function erase(subject: string, id: string | undefined): Promise<void> {
    const { administrator, caseworker } = journey.people;
    const order = await caseworker.post('/api/erasures', { subject, id, orderReference: 'court order 17' });
    expect(order.status).toBe(201);
    const { status } = await administrator.post(`/api/erasures/${order.body.id}/approval`);
    expect(status).toBeLessThan(300);
  }

  test('of the texts of a case, its bundle still verifies and recomputes, and says that they were erased', async () => {
    await erase('case', ids.case);
    const { bytes } = await download(journey.people.auditor, evidenceOf('first'));
    const { status, said } = kinledger('verify', save('erased.zip', bytes), '--log-key', key);
    expect(said).toContain('1 of them erased by order');
    expect(status).toBe(0);
    expect(kinledger('recompute', join(folder, 'erased.zip')).status).toBe(0);
  });

  test('of a person, there is no bundle any more, and the export says why', async () => {
    await erase('person', ids.C);
    const { status, body } = await journey.people.auditor.get(evidenceOf('first'));
    expect([status, body.code]).toEqual([410, 'erased']);
    const { bytes } = await download(journey.people.auditor, '/api/history/evidence');
    const left = Buffer.from(unzipSync(bytes)['left-out.json'] ?? []).toString();
    expect(JSON.parse(left)).toMatchObject({ [ids.first ?? '']: 'erased' });
  });
});
