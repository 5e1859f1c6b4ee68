import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { to as copyTo } from 'pg-copy-streams';
import { type PersonReference, refersTo } from '../../apps/registry/src/cases/pseudonyms.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { type People, until } from '../support/people.ts';
import { TRIO, upload } from './profiles.ts';

// A father is erased by order after his confirmation: nothing of him is left anywhere, and the log still verifies.

/** Planted where a person's data stands; none of them may be found afterwards. Alleles that nobody else in the test has. */
const CANARIES = {
  sample: 'CANARY-SAMPLE-7F',
  code: 'CANARY-CODE-8E',
  file: 'canary-file-9d.csv',
  reason: 'canary reason of the upload',
  correction: 'canary reason of the correction',
  withdrawal: 'canary reason of the withdrawal',
  report: 'CANARY-REPORT-6C',
  purpose: 'canary purpose of the case',
  legalBasis: 'canary basis of the case',
  allele: '"42.2"', // with its quotes: times of events end in such digits
} as const;
const ORDER = 'Court of Appeal 12/2026';
const FATHER = { ...TRIO['T-FATHER'], FGA: ['24', JSON.parse(CANARIES.allele)] };

let journey: Journey;
let people: People;
const ids: Record<string, string> = {};

beforeAll(async () => {
  journey = await startJourney();
  people = journey.people;
  await plant();
}, 240_000);
afterAll(() => journey?.end());

/** The whole road with the canaries on it, to a confirmation and its withdrawal. */
async function plant(): Promise<void> {
  const { caseworker, laboratory, reviewer } = people;
  const samples = { 'T-CHILD': TRIO['T-CHILD'], 'T-MOTHER': TRIO['T-MOTHER'], [CANARIES.sample]: FATHER };
  const file = { fileName: CANARIES.file, reason: CANARIES.reason };
  for (const row of (await laboratory.upload(upload(samples), file)).body.rows) ids[row.sample] = row.profileId;
  const changed = { [CANARIES.sample]: { ...FATHER, TH01: ['6', '7'] } };
  await laboratory.upload(upload(changed)); // refused: it stands with other alleles
  const path = `/api/profiles/${ids[CANARIES.sample]}/versions`;
  const second = { expectedVersion: 1, genotypes: changed[CANARIES.sample], reason: CANARIES.correction };
  await laboratory.post(path, second);
  await laboratory.post(path, { ...second, expectedVersion: 2, genotypes: FATHER });
  const { report, purpose, legalBasis } = CANARIES;
  ids.case = (await caseworker.post('/api/cases', { report, purpose, legalBasis })).body.id;
  ids.child = await add('C', 'rescued-child', 'T-CHILD');
  ids.mother = await add('M', 'parent-of-abducted-child', 'T-MOTHER', 'female');
  ids.father = await add(CANARIES.code, 'parent-of-abducted-child', CANARIES.sample);
  ids.check = await ask({ question: 'both-parents', child: ids.child, parent: ids.mother, otherParent: ids.father });
  ids.others = await ask({ question: 'one-parent', child: ids.child, parent: ids.mother });
  const { contentHash } = (await caseworker.get(`/api/checks/${ids.check}/content`)).body;
  ids.confirmation = (await caseworker.post('/api/confirmations', { checkId: ids.check, contentHash })).body.id;
  await reviewer.post(`/api/confirmations/${ids.confirmation}/signature`, { contentHash });
  const withdrawn = { reason: CANARIES.withdrawal };
  expect((await reviewer.post(`/api/confirmations/${ids.confirmation}/withdrawal`, withdrawn)).status).toBe(201);
}

async function add(code: string, category: string, sample: string, sex = 'male'): Promise<string> {
  const person = { code, category, sex, profileId: ids[sample] };
  const { body } = await people.caseworker.post(`/api/cases/${ids.case}/persons`, person);
  return body.persons.find((each: { code: string }) => each.code === code).id;
}

async function ask(question: object): Promise<string> {
  const request = { ...question, population: 'NIST1036-Asian' };
  const { body } = await people.caseworker.post(`/api/cases/${ids.case}/checks`, request);
  await until(
    () => people.caseworker.get(`/api/checks/${body.id}`),
    (answer) => answer.body.state === 'done',
    30_000,
  );
  return body.id;
}

/** Where a canary stands: every table of every schema of ours, as a dump holds it. */
async function found(): Promise<readonly string[]> {
  const { rows } = await journey.sql.query(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
  const places: string[] = [];
  for (const { name } of rows) {
    const dumped = await text(journey.sql.query(copyTo(`COPY ${name} TO STDOUT`)));
    for (const [canary, value] of Object.entries(CANARIES)) {
      const hex = Buffer.from(value).toString('hex');
      if (dumped.includes(value) || dumped.includes(hex)) places.push(`${canary} in ${name}`);
    }
  }
  return places;
}

test('every canary is found before: the scan can find', async () => {
  const seen = (await found()).join();
  for (const canary of Object.keys(CANARIES)) expect(seen).toContain(`${canary} in`);
  expect(seen).not.toContain('audit.event');
});

test('an order is entered by one and approved by another of another role; nobody else, and nothing before', async () => {
  const order = { subject: 'person', id: ids.father, orderReference: ORDER };
  expect((await people.otherCaseworker.post('/api/erasures', order)).status).toBe(404);
  const entered = await people.caseworker.post('/api/erasures', order);
  expect([entered.status, entered.body.approval]).toEqual([201, null]);
  expect(entered.body.concerns).toContainEqual({ table: 'profile', rows: 3 });
  ids.order = entered.body.id;
  const path = `/api/erasures/${ids.order}/approval`;
  expect((await people.caseworker.post(path)).status).toBe(403);
  const own = await people.administrator.post('/api/erasures', { ...order, subject: 'case', id: ids.case });
  ids.caseOrder = own.body.id;
  const same = await people.administrator.post(`/api/erasures/${ids.caseOrder}/approval`);
  expect([same.status, same.body.code]).toEqual([409, 'erasure-needs-two']);
  await expect(
    journey.sql.query(`UPDATE profile SET genotypes = '{}' WHERE id = $1`, [ids[CANARIES.sample]]),
  ).rejects.toThrow(/refused/);
  expect((await people.reviewer.get(`/api/profiles/${ids[CANARIES.sample]}`)).body.erased).toBeNull();
});

/** The events that name the person, as far as the key tells. */
async function linked(key: Buffer): Promise<readonly string[]> {
  const { rows } = await journey.sql.query(
    `SELECT convert_from(body, 'UTF8')::json AS event FROM audit.event ORDER BY event_id`,
  );
  const events: { type: string; facts?: { persons?: PersonReference[] } }[] = rows.map(({ event }) => event);
  return events.flatMap(({ type, facts }) => (facts?.persons?.some((each) => refersTo(each, key)) ? [type] : []));
}

test('the key of a person finds the events about the person, and goes with the person', async () => {
  const { rows } = await journey.sql.query('SELECT key FROM person_key WHERE person_id = $1', [ids.father]);
  expect(await linked(rows[0].key)).toEqual(['case.person-added', 'check.asked']);
});

test('after the approvals no canary is left in any table, in what the service printed, or in the log', async () => {
  const headers = { 'idempotency-key': 'erase-him-once' };
  const approve = () => people.reviewer.post(`/api/erasures/${ids.order}/approval`, undefined, headers);
  const { status, body } = await approve();
  expect(status).toBe(200);
  expect(body.approval).toMatchObject({ role: 'reviewer' });
  expect(body.concerns).toEqual([
    { table: 'case_person', rows: 1 },
    { table: 'check_result', rows: 1 },
    { table: 'confirmation', rows: 1 },
    { table: 'kinship_check', rows: 1 },
    { table: 'profile', rows: 3 },
    { table: 'submission', rows: 2 },
    { table: 'withdrawal', rows: 1 },
  ]);
  expect(await approve()).toMatchObject({ status: 200, body: { id: ids.order } });
  expect((await people.reviewer.post(`/api/erasures/${ids.caseOrder}/approval`)).status).toBe(200);
  await journey.sql.query('DELETE FROM idempotency'); // the sweep does so within a day
  expect(await found()).toEqual([]);
  expect((await journey.sql.query('SELECT person_id FROM person_key')).rows).toHaveLength(2);
  expect((await journey.sql.query('SELECT DISTINCT name FROM audit.disclosure ORDER BY name')).rows).toEqual(
    ['category', 'code', 'orderReference', 'profileId', 'sex'].map((name) => ({ name })),
  );
  for (const canary of Object.values(CANARIES)) expect(journey.service.output()).not.toContain(canary);
});

test('what is left says that it was erased, by which order, and computes nothing', async () => {
  const { caseworker, laboratory, reviewer } = people;
  const profile = await laboratory.get(`/api/profiles/${ids[CANARIES.sample]}`);
  expect(profile.body).toMatchObject({ genotypes: {}, erased: { orderReference: ORDER } });
  expect(profile.body.versions).toHaveLength(3);
  const check = await caseworker.get(`/api/checks/${ids.check}`);
  expect(check.body).toMatchObject({ state: 'failed', error: 'erased', result: null, verdict: null });
  expect(check.body.persons.child.code).toBe('C');
  expect(check.body.persons.otherParent).toMatchObject({ code: 'erased', erased: { orderReference: ORDER } });
  for (const refused of [
    await caseworker.post(`/api/checks/${ids.check}/recomputation`),
    await caseworker.get(`/api/checks/${ids.check}/content`),
    await caseworker.post(`/api/cases/${ids.case}/checks`, {
      question: 'one-parent',
      child: ids.child,
      parent: ids.father,
      population: 'NIST1036-Asian',
    }),
    await laboratory.post(`/api/profiles/${ids[CANARIES.sample]}/versions`, {
      expectedVersion: 3,
      genotypes: TRIO['T-FATHER'],
      reason: 'back again',
    }),
  ]) {
    expect([refused.status, refused.body.code]).toEqual([410, 'erased']);
  }
  const confirmation = await reviewer.get(`/api/confirmations/${ids.confirmation}`);
  expect(confirmation.body).toMatchObject({ state: 'withdrawn', verdict: 'erased', log10: null });
  expect(confirmation.body.receipt).toContain('c2sp.org/tlog-proof');
  expect((await caseworker.get(`/api/cases/${ids.case}`)).body.report).toBe('erased');
  const again = { subject: 'person', id: ids.father, orderReference: 'once more' };
  const repeated = await caseworker.post('/api/erasures', again);
  expect([repeated.status, repeated.body.code]).toEqual([409, 'already-erased']);
});

test('who was not erased keeps everything: the other check still computes to the same digits', async () => {
  const { status, body } = await people.caseworker.post(`/api/checks/${ids.others}/recomputation`);
  expect([status, body.same]).toEqual([200, true]);
});

test('a tombstone cannot be overwritten again, nor can anything else', async () => {
  for (const statement of [
    `UPDATE profile SET genotypes = '{"TH01":["6","7"]}' WHERE id = '${ids[CANARIES.sample]}'`,
    `UPDATE profile SET genotypes = '{}' WHERE id = '${ids['T-CHILD']}'`,
    `UPDATE check_result SET result = '{"erased":true}' WHERE check_id = '${ids.others}'`,
    `UPDATE submission_row SET sample = 'erased-nobody', problems = '[]'`,
    `DELETE FROM profile WHERE id = '${ids[CANARIES.sample]}'`,
    'DELETE FROM person_key',
    `UPDATE erased_row SET table_name = 'x'`,
  ]) {
    await expect(journey.sql.query(statement)).rejects.toThrow(/refused/);
  }
});

test('the log verifies as before, and every row of the database is what its event or its tombstone says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinledger-erasure-'));
  const { verifierKey } = (await people.auditor.get('/api/history/log')).body;
  const kinledger = (...words: string[]) =>
    spawnSync(process.execPath, ['dist/apps/cli/src/main.js', ...words], { encoding: 'utf8' });
  try {
    expect(kinledger('mirror', journey.service.url, folder).status).toBe(0);
    const verified = kinledger('verify', folder, '--log-key', verifierKey, '--reconcile', journey.databaseUrl);
    expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('11 of them erased by order') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a question that was under way while somebody was erased comes to nothing', async () => {
  const order = { subject: 'sample', id: ids['T-MOTHER'], orderReference: 'her own wish, letter 7' };
  const { body } = await people.administrator.post('/api/erasures', order);
  const waiting = (count: number) =>
    until(
      () => journey.sql.query(`SELECT FROM pg_locks WHERE NOT granted AND relation = 'kinship_check'::regclass`),
      ({ rows }) => rows.length >= count,
      30_000,
    );
  await journey.sql.query('BEGIN');
  await journey.sql.query('LOCK TABLE kinship_check IN SHARE MODE');
  const approving = people.reviewer.post(`/api/erasures/${body.id}/approval`);
  await waiting(1);
  const question = { question: 'one-parent', child: ids.child, parent: ids.mother, population: 'NIST1036-Asian' };
  const asking = people.caseworker.post(`/api/cases/${ids.case}/checks`, question);
  await waiting(2);
  await journey.sql.query('COMMIT');
  expect((await approving).status).toBe(200);
  const asked = await asking;
  expect([asked.status, asked.body.code]).toEqual([410, 'erased']);
  expect((await people.caseworker.get(`/api/checks/${ids.others}`)).body.error).toBe('erased');
});
