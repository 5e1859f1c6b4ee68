import { canonicalJson, sha256Hex, verifyProof } from '@kinledger/audit';
import { type Journey, startJourney } from '../support/journey.ts';
import { type People, until } from '../support/people.ts';
import { TRIO, upload } from './profiles.ts';

// One identification from the upload to the withdrawal, over HTTP, on a fresh PostgreSQL, with the database looked at.

let journey: Journey;
let people: People;

beforeAll(async () => {
  journey = await startJourney();
  people = journey.people;
}, 240_000);
afterAll(() => journey?.end());

const ids: Record<string, string> = {};

test('a laboratory uploads three profiles and sees what was accepted, sample by sample', async () => {
  const { status, body } = await people.laboratory.upload(upload(TRIO));
  expect(status).toBe(201);
  expect(body).toMatchObject({ format: 'csv', accepted: 3, refused: 0, unchanged: 0 });
  for (const row of body.rows) ids[row.sample] = row.profileId;
  expect(Object.keys(ids).sort()).toEqual(['T-CHILD', 'T-FATHER', 'T-MOTHER']);
});

test('the same file again creates nothing', async () => {
  const { body } = await people.laboratory.upload(upload(TRIO));
  expect(body).toMatchObject({ accepted: 0, refused: 0, unchanged: 3 });
  expect((await journey.sql.query('SELECT count(*)::int AS n FROM profile')).rows[0].n).toBe(3);
});

test('a profile is corrected as a new version, and the old one stays', async () => {
  const corrected = { ...TRIO['T-FATHER'], TH01: ['6', '7'] };
  const refused = await people.laboratory.upload(upload({ 'T-FATHER': corrected }));
  expect(refused.body.rows[0]).toMatchObject({ status: 'refused', problems: [{ code: 'stands-already' }] });
  const wrong = { expectedVersion: 1, genotypes: corrected, reason: 'second typing at TH01' };
  const { status, body } = await people.laboratory.post(`/api/profiles/${ids['T-FATHER']}/versions`, wrong);
  expect(status).toBe(201);
  expect(body).toMatchObject({ version: 2, current: true });
  const stale = await people.laboratory.post(`/api/profiles/${ids['T-FATHER']}/versions`, {
    ...wrong,
    genotypes: TRIO['T-FATHER'],
  });
  expect([stale.status, stale.body.code]).toEqual([409, 'stale-version']);
  const back = { expectedVersion: 2, genotypes: TRIO['T-FATHER'], reason: 'the first typing was right' };
  const third = await people.laboratory.post(`/api/profiles/${ids['T-FATHER']}/versions`, back);
  expect(third.body.versions.map((each: { version: number }) => each.version).sort()).toEqual([1, 2, 3]);
});

test('a caseworker opens a case with three persons', async () => {
  const opened = await people.caseworker.post('/api/cases', {
    report: 'R 17',
    purpose: 'find a child',
    legalBasis: 'order 5',
  });
  expect(opened.status).toBe(201);
  ids.case = opened.body.id;
  for (const [code, category, sex] of [
    ['C', 'rescued-child', 'male'],
    ['M', 'parent-of-abducted-child', 'female'],
    ['F', 'parent-of-abducted-child', 'male'],
  ] as const) {
    const sample = { C: 'T-CHILD', M: 'T-MOTHER', F: 'T-FATHER' }[code];
    const { status, body } = await people.caseworker.post(`/api/cases/${ids.case}/persons`, {
      code,
      category,
      sex,
      profileId: ids[sample],
    });
    expect(status).toBe(201);
    ids[code] = body.persons.find((each: { code: string }) => each.code === code).id;
  }
  const { body } = await people.caseworker.get(`/api/cases/${ids.case}`);
  expect(body.persons.map((each: { profileVersion: number }) => each.profileVersion)).toEqual([1, 1, 3]);
});

test.each([
  ['one-parent', { child: 'C', parent: 'F' }],
  ['known-parent', { child: 'C', parent: 'F', otherParent: 'M' }],
  ['both-parents', { child: 'C', parent: 'M', otherParent: 'F' }],
] as const)('the %s question goes through the queue and is answered locus by locus', async (question, persons) => {
  const asked = Object.fromEntries(Object.entries(persons).map(([role, code]) => [role, ids[code]]));
  const { status, body } = await people.caseworker.post(`/api/cases/${ids.case}/checks`, {
    question,
    ...asked,
    population: 'NIST1036-Asian',
  });
  expect(status).toBe(202);
  ids[question] = body.id;
  const answer = await until(
    () => people.caseworker.get(`/api/checks/${body.id}`),
    (each) => each.body.state === 'done',
  );
  const { result, settings, population } = answer.body;
  expect(settings).toMatchObject({ theta: '0.01', minimumFrequency: '5/2N', mutation: { model: 'stepwise' } });
  expect(population).toMatchObject({ id: 'NIST1036-Asian', title: expect.stringContaining('NIST 1036') });
  expect(result.hypotheses.h1).toContain('C');
  expect(result.loci).toHaveLength(20);
  const sum = result.loci.reduce((log10: number, locus: { log10: string }) => log10 + Number(locus.log10), 0);
  expect(Number(result.combined.log10)).toBeCloseTo(sum, 10);
  expect(result.combined.inconsistentLoci).toBe(0);
});

test('a repeat with the same idempotency key asks one question only', async () => {
  const request = { question: 'one-parent', child: ids.C, parent: ids.M, population: 'NIST1036-Cauc' };
  const headers = { 'idempotency-key': 'ask-once-1' };
  const asked = await Promise.all(
    Array.from({ length: 5 }, () => people.caseworker.post(`/api/cases/${ids.case}/checks`, request, headers)),
  );
  expect(new Set(asked.map(({ body }) => body.id)).size).toBe(1);
});

test('two different persons sign the same content; the answer carries a receipt that verifies without the service', async () => {
  const check = ids['both-parents'];
  const { body: content } = await people.caseworker.get(`/api/checks/${check}/content`);
  const opened = await people.caseworker.post('/api/confirmations', {
    checkId: check,
    contentHash: content.contentHash,
  });
  expect([opened.status, opened.body.state]).toEqual([201, 'awaiting-second-signature']);
  ids.confirmation = opened.body.id;
  const other = await people.reviewer.post(`/api/confirmations/${ids.confirmation}/signature`, {
    contentHash: 'f'.repeat(64),
  });
  expect([other.status, other.body.code]).toEqual([409, 'other-content']);
  const { status, body } = await people.reviewer.post(`/api/confirmations/${ids.confirmation}/signature`, {
    contentHash: content.contentHash,
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    state: 'confirmed',
    signatures: [
      { order: 1, role: 'caseworker' },
      { order: 2, role: 'reviewer' },
    ],
  });
  const { verifierKey } = (await people.auditor.get('/api/history/log')).body;
  expect(await verifyProof(body.receipt, undefined, [verifierKey])).toMatchObject({
    index: body.leafIndex,
    fault: null,
  });
  const again = await people.reviewer.post(`/api/confirmations/${ids.confirmation}/signature`, {
    contentHash: content.contentHash,
  });
  expect(again.status).toBe(409);
});

test('PostgreSQL itself refuses one person twice, another content, and any change', async () => {
  const insert = `INSERT INTO confirmation_signature SELECT confirmation_id, 2, content_hash, account_id, 'reviewer', now(), salt, audit_event_id
    FROM confirmation_signature WHERE place = 1`;
  await expect(journey.sql.query(insert)).rejects.toThrow();
  await expect(journey.sql.query(`UPDATE check_result SET result = '{}'`)).rejects.toThrow('never changed');
  await expect(journey.sql.query('DELETE FROM confirmation_signature')).rejects.toThrow('never changed');
  await expect(journey.sql.query('TRUNCATE withdrawal')).rejects.toThrow('never changed');
});

test('a withdrawal is a new entry in the log; the confirmation stays', async () => {
  const { status, body } = await people.reviewer.post(`/api/confirmations/${ids.confirmation}/withdrawal`, {
    reason: 'the samples were swapped',
  });
  expect([status, body.state]).toEqual([201, 'withdrawn']);
  expect(body.signatures).toHaveLength(2);
  const events = await until(
    () => people.auditor.get('/api/history/events?type=confirmation.withdrawn'),
    (answer) => answer.body.length === 1,
  );
  expect(events.body[0].eventId).toBe(body.withdrawal.eventId);
});

test('an auditor sees the history, and recomputes the same digits', async () => {
  const { body: history } = await people.auditor.get('/api/confirmations?waiting=no');
  expect(history).toMatchObject([{ id: ids.confirmation, state: 'withdrawn', leafIndex: expect.any(Number) }]);
  const others = [`before=${ids.confirmation}`, 'waiting=yes', `check=${ids['one-parent']}`];
  for (const query of others) expect((await people.auditor.get(`/api/confirmations?${query}`)).body).toEqual([]);
  const { body } = await people.auditor.post(`/api/checks/${ids['both-parents']}/recomputation`);
  expect(body).toMatchObject({ same: true, storedDigest: body.recomputedDigest, log10Stored: body.log10Now });
});

test('no event holds a sample code, a person code, an allele or a sign-in name', async () => {
  const { rows } = await journey.sql.query(`SELECT convert_from(body, 'UTF8') AS text FROM audit.event`);
  const all = rows.map((row) => row.text).join('\n');
  for (const secret of ['T-FATHER', 'R 17', '"9.3"', 'find a child', 'case1', 'swapped'])
    expect(all).not.toContain(secret);
  expect(rows.length).toBeGreaterThan(20);
});

test('an event commits to its row by a digest that only the salt in the row explains', async () => {
  const { rows: events } = await journey.sql.query(`SELECT convert_from(body, 'UTF8') AS text FROM audit.event`);
  const all = events.map((row) => row.text).join('\n');
  const { rows: persons } = await journey.sql.query(
    `SELECT id, case_id AS "caseId", code, category, sex, profile_id AS "profileId", added_by AS "addedBy", salt FROM case_person`,
  );
  expect(persons).toHaveLength(3);
  for (const { salt, ...guessable } of persons) {
    expect(all).not.toContain(sha256Hex(canonicalJson(guessable)));
    expect(all).toContain(sha256Hex(canonicalJson({ ...guessable, salt })));
  }
  const { body } = await people.auditor.get(`/api/checks/${ids['one-parent']}`);
  expect(all).not.toContain(body.resultDigest);
});
