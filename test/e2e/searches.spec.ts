import { simulateRegistry, uploadText } from '../../apps/registry/src/demo/simulated-registry.ts';
import { readShipped } from '../../apps/registry/src/reference/shipped.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { type People, until } from '../support/people.ts';

// Searching the whole registry over HTTP, on the simulated registry, with the database looked at.

const POPULATION = 'NIST1036-Asian';

let journey: Journey;
let people: People;
const profiles: Record<string, string> = {};
const persons: Record<string, string> = {};
let caseId: string;
let csv: string;

beforeAll(async () => {
  journey = await startJourney();
  people = journey.people;
  const table = readShipped(process.cwd()).frequencies.get(POPULATION)!.value;
  csv = uploadText(simulateRegistry(table).samples);
  const { body } = await people.laboratory.upload(csv);
  for (const row of body.rows) profiles[row.sample] = row.profileId;
  const opened = await people.caseworker.post('/api/cases', {
    report: 'R',
    purpose: 'find a child',
    legalBasis: 'order',
  });
  caseId = opened.body.id;
  await addPerson('M', 'parent-of-abducted-child', 'female', 'SIM-F1-MOTHER');
  await addPerson('F', 'parent-of-abducted-child', 'male', 'SIM-F1-FATHER');
  await addPerson('C', 'rescued-child', 'female', 'SIM-F2-CHILD');
}, 240_000);
afterAll(() => journey?.end());

async function addPerson(code: string, category: string, sex: string, sample: string): Promise<void> {
  const request = { code, category, sex, profileId: profiles[sample] };
  const { body } = await people.caseworker.post(`/api/cases/${caseId}/persons`, request);
  persons[code] = body.persons.find((each: { code: string }) => each.code === code).id;
}

const searchFor = (question: object) =>
  people.caseworker.post(`/api/cases/${caseId}/searches`, {
    purpose: 'find the child',
    population: POPULATION,
    ...question,
  });

/** Asks, waits for the answer, and brings its newest receipt and its candidates. */
async function answered(question: object) {
  const { status, body } = await searchFor(question);
  expect([status, body.code]).toEqual([202, undefined]);
  const { body: search } = await until(
    () => people.caseworker.get(`/api/searches/${body.id}`),
    (each) => !['queued', 'running'].includes(each.body.state),
  );
  const { body: candidates } = await people.caseworker.get(`/api/searches/${body.id}/candidates`);
  return { search, receipt: search.receipts[0], candidates };
}

const profilesInAll = async () => (await journey.sql.query('SELECT count(*)::int AS n FROM profile')).rows[0].n;
const skippedInAll = (skipped: Record<string, number>) => Object.values(skipped).reduce((sum, count) => sum + count, 0);

test('a mother is typed: her child is found, and the receipt accounts for every profile', async () => {
  const { search, receipt, candidates } = await answered({ sought: 'child', person: persons.M });
  expect(search).toMatchObject({ state: 'done', about: ['M'], sought: 'child', candidates: candidates.length });
  expect(candidates[0]).toMatchObject({ rank: 1, sample: 'SIM-F1-ADULT-SON', inconsistentLoci: 0, loci: 23 });
  expect(Number(candidates[0].log10)).toBeGreaterThan(4);
  expect(receipt).toMatchObject({ outcome: 'done', kind: 'search', skipped: { askedAbout: 0, category: 2 } });
  expect(receipt.compared + skippedInAll(receipt.skipped)).toBe(receipt.registry.size);
  expect(receipt.registry.size).toBe(await profilesInAll());
  expect(Number(receipt.expectedByChance.high)).toBeLessThan(0.01);
  expect(Number(receipt.suggested.log10)).toBeLessThan(4);
  expect(Number(candidates[0].posterior)).toBeGreaterThan(0.9999);
  const kinds = candidates[0].alternatives.map(({ kind }: { kind: string }) => kind);
  expect(kinds).toEqual(['full-sibling', 'half-sibling', 'uncle-or-aunt']);
});

test('a pair with one inconsistent locus is found, and it is said what explains it', async () => {
  await addPerson('D', 'parent-of-abducted-child', 'male', 'SIM-F3-FATHER');
  const { candidates } = await answered({ sought: 'child', person: persons.D });
  expect(candidates[0]).toMatchObject({ sample: 'SIM-F3-CHILD', inconsistentLoci: 1 });
  expect(candidates[0].missed).toEqual([
    { locus: expect.any(String), cause: 'mutation-one-step', log10: expect.any(String) },
  ]);
});

test('a profile accepted while a search runs is in its receipt, or later than it', async () => {
  const uploads = Promise.all(
    [1, 2, 3, 4].map((n) => people.laboratory.upload(uploadText([]).concat(later(`DURING-${n}`, 'SIM-STRANGER-3')))),
  );
  for (let n = 0; n < 4; n += 1) {
    const before = await profilesInAll();
    const { receipt } = await answered({ sought: 'child', person: persons.M });
    const seen = await journey.sql.query(
      `SELECT count(DISTINCT changed)::int AS n FROM registry_change, unnest(profile_ids) AS changed
        WHERE pg_visible_in_snapshot(xid, $1::pg_snapshot)`,
      [receipt.registry.snapshot],
    );
    expect(receipt.registry.size).toBe(seen.rows[0].n);
    expect(receipt.registry.size).toBeGreaterThanOrEqual(before);
  }
  await uploads;
  expect((await answered({ sought: 'child', person: persons.M })).receipt.registry.size).toBe(await profilesInAll());
});

test.each([
  ['the child of both parents', { sought: 'child', person: 'M', otherPerson: 'F' }, 'SIM-F1-ADULT-SON'],
  ['a parent of a child', { sought: 'parent', person: 'C' }, 'SIM-F2-FATHER'],
])('%s is found first', async (_, { person, otherPerson, ...question }: Record<string, string>, sample) => {
  const asked = { ...question, person: persons[person!], ...(otherPerson && { otherPerson: persons[otherPerson] }) };
  const { candidates, receipt } = await answered(asked);
  expect(candidates[0]).toMatchObject({ rank: 1, sample, inconsistentLoci: 0 });
  expect(receipt.compared + skippedInAll(receipt.skipped)).toBe(receipt.registry.size);
});

test('who is asked about is not compared with himself, and elimination profiles with nobody', async () => {
  const marked = await people.laboratory.post(`/api/profiles/${profiles['SIM-STRANGER-1']}/elimination`, {
    kind: 'staff',
  });
  expect(marked.status).toBe(201);
  await addPerson('P', 'adult-of-unknown-origin', 'female', 'SIM-F4-RESCUED-CHILD');
  await addPerson('I', 'personal-item', 'female', 'SIM-F4-SAME-CHILD-AGAIN');
  const { candidates, receipt } = await answered({ sought: 'same-person', person: persons.I });
  expect(candidates.map(({ sample }: { sample: string }) => sample)).toEqual(['SIM-F4-RESCUED-CHILD']);
  expect(receipt.skipped).toMatchObject({ elimination: 1, askedAbout: 0 });
  expect(receipt.compared + skippedInAll(receipt.skipped)).toBe(receipt.registry.size);
});

test('a question that cannot be asked is refused, and says why', async () => {
  const refused = async (question: object) => (await searchFor(question)).body.code;
  expect(await refused({ sought: 'same-person', person: persons.M, otherPerson: persons.F })).toBe('other-person');
  expect(await refused({ sought: 'child', person: persons.M, otherPerson: persons.M })).toBe('same-person');
  expect(await refused({ sought: 'child', person: persons.C })).toBe('no-match-rule');
  expect(await refused({ sought: 'child', person: persons.M, population: 'Atlantis' })).toBe('unknown-population');
  expect(await refused({ sought: 'child', person: persons.M, purpose: '' })).toBe('malformed-request');
});

test('a search and its candidates are seen by who may see its case', async () => {
  const { search, candidates } = await answered({ sought: 'child', person: persons.M });
  for (const path of [
    `/api/searches/${search.id}`,
    `/api/searches/${search.id}/candidates`,
    `/api/candidates/${candidates[0].id}`,
  ]) {
    expect((await people.otherCaseworker.get(path)).status).toBe(404);
    expect((await people.laboratory.get(path)).status).toBe(403);
    expect((await people.reviewer.get(path)).status).toBe(200);
  }
  const { body } = await people.caseworker.get(`/api/searches/${search.id}/progress`);
  expect(body).toContain('event: progress\ndata: {"state":"done"');
});

test('a candidate leads to a check in the case and to nothing else; what was made of it is kept, each step', async () => {
  const { candidates } = await answered({ sought: 'child', person: persons.M });
  const path = `/api/candidates/${candidates[0].id}`;
  expect((await people.caseworker.post(`${path}/dispositions`, { disposition: 'checked', reason: 'x' })).status).toBe(
    400,
  );
  await people.caseworker.post(`${path}/dispositions`, { disposition: 'more-loci', reason: 'only 23 loci' });
  const request = { code: 'K', category: 'adult-of-unknown-origin', sex: 'male', reason: 'best of all' };
  const headers = { 'idempotency-key': 'check-this-candidate' };
  const checked = await people.caseworker.post(`${path}/check`, request, headers);
  expect([checked.status, checked.body.code]).toEqual([201, undefined]);
  const again = await people.caseworker.post(`${path}/check`, request, headers);
  expect(again.body.dispositions).toEqual(checked.body.dispositions);
  expect(checked.body.dispositions).toMatchObject([
    { disposition: 'checked', reason: 'best of all', by: 'case1' },
    { disposition: 'more-loci', reason: 'only 23 loci', checkId: null },
  ]);
  const check = await until(
    () => people.caseworker.get(`/api/checks/${checked.body.dispositions[0].checkId}`),
    (each) => each.body.state === 'done',
  );
  expect(check.body).toMatchObject({ verdict: 'supported', about: { child: 'K', parent: 'M' } });
});

describe('a standing search', () => {
  let search: { id: string };
  beforeAll(async () => {
    ({ search } = await answered({ sought: 'child', person: persons.F, standing: true }));
  });

  test('is put to every profile that is accepted later, and each round leaves a receipt', async () => {
    const before = await people.caseworker.get(`/api/searches/${search.id}/candidates`);
    const lines = uploadText([]).concat(
      later('LATER-CHILD', 'SIM-F1-ADULT-SON'),
      later('LATER-STRANGER', 'SIM-STRANGER-2'),
    );
    const { body } = await people.laboratory.upload(lines);
    expect(body).toMatchObject({ accepted: 2 });
    const { body: after } = await until(
      () => people.caseworker.get(`/api/searches/${search.id}/candidates`),
      (each) => each.body.length > before.body.length,
    );
    expect(after[0]).toMatchObject({ sample: 'LATER-CHILD', rank: 1 });
    expect(after.slice(1)).toEqual(before.body);
    const { body: view } = await people.caseworker.get(`/api/searches/${search.id}`);
    expect(view.receipts.map(({ kind }: { kind: string }) => kind)).toEqual(['standing', 'search']);
    expect(view.receipts[0]).toMatchObject({ outcome: 'done', compared: 2, candidates: 1, kept: 1 });
  });

  test('all standing searches are put to the whole registry again, and nothing is found twice', async () => {
    const before = (await people.caseworker.get(`/api/searches/${search.id}/candidates`)).body;
    expect((await people.auditor.post('/api/search-rounds')).status).toBe(403);
    expect((await people.administrator.post('/api/search-rounds')).status).toBe(202);
    const { body } = await until(
      () => people.auditor.get('/api/search-rounds'),
      (each) => each.body[0]?.kind === 'all',
    );
    const [{ pairs, searches, compared, skipped, candidates, kept, registry }] = body;
    expect(registry.size).toBe(await profilesInAll());
    expect([pairs, searches, kept]).toEqual([registry.size, 1, 0]);
    expect([compared + skippedInAll(skipped), candidates]).toEqual([pairs, before.length]);
    expect((await people.caseworker.get(`/api/searches/${search.id}/candidates`)).body).toEqual(before);
  });

  test('is compared no more once it is ended', async () => {
    expect((await people.caseworker.post(`/api/searches/${search.id}/end`, { reason: 'found' })).status).toBe(200);
    const again = await people.caseworker.post(`/api/searches/${search.id}/end`, { reason: 'found' });
    expect([again.status, again.body.code]).toEqual([409, 'ended-already']);
    const before = (await people.caseworker.get(`/api/searches/${search.id}/candidates`)).body;
    await people.laboratory.upload(uploadText([]).concat(later('LATEST-CHILD', 'SIM-F1-ADULT-SON')));
    const waiting = 'SELECT FROM registry_change WHERE to_compare AND NOT compared';
    await until(
      () => journey.sql.query(waiting),
      ({ rowCount }) => rowCount === 0,
    );
    expect((await people.caseworker.get(`/api/searches/${search.id}/candidates`)).body).toEqual(before);
  });
});

/** The genotypes of a simulated sample under another name, in the form of an upload without its head. */
function later(name: string, like: string): string {
  return csv
    .split('\n')
    .filter((line) => line.startsWith(`${like},`))
    .map((line) => `${line.replace(like, name)}\n`)
    .join('');
}

test('every receipt, candidate and judgement is a record with its event, and events tell of no allele', async () => {
  const { rows } = await journey.sql.query(
    `SELECT convert_from(body, 'UTF8') AS text FROM audit.event WHERE audit.member(body, 'type') ~ '^(search|candidate)'`,
  );
  const types = rows.map(({ text }) => JSON.parse(text).type);
  for (const type of [
    'search.asked',
    'search.finished',
    'search.compared',
    'search.ended',
    'candidate.found',
    'candidate.disposed',
  ]) {
    expect(types).toContain(type);
  }
  for (const text of ['best of all', '"9.3"', 'SIM-', 'find the child'])
    expect(JSON.stringify(rows)).not.toContain(text);
});

test('when the person who was asked about is erased, so is what was asked and found; the log and its rows still agree', async () => {
  const { search, candidates } = await answered({ sought: 'child', person: persons.D });
  const path = `/api/candidates/${candidates[0].id}`;
  await people.caseworker.post(`${path}/dispositions`, { disposition: 'to-check', reason: 'canary of the desk' });
  const order = { subject: 'person', id: persons.D, orderReference: 'court 12/2026' };
  const { body: erasure } = await people.caseworker.post('/api/erasures', order);
  expect((await people.reviewer.post(`/api/erasures/${erasure.id}/approval`)).body.approval).toMatchObject({
    by: 'review',
  });
  const { body: view } = await people.caseworker.get(`/api/searches/${search.id}`);
  expect(view).toMatchObject({ about: ['erased'], purpose: 'erased' });
  const { body: left } = await people.caseworker.get(path);
  expect(left).toMatchObject({ log10: null, loci: null, posterior: null, dispositions: [{ reason: 'erased' }] });
  const late = await people.caseworker.post(`${path}/dispositions`, { disposition: 'excluded', reason: 'too late' });
  expect([late.status, late.body.code]).toEqual([410, 'erased']);
  const { rows } = await journey.sql.query(
    `SELECT count(*)::int AS n FROM search_candidate c JOIN erased_row e ON e.row_event = c.audit_event_id
      WHERE e.tombstone_digest = audit.row_digest(row_to_json(c), ARRAY['audit_event_id', 'found_at'])`,
  );
  expect(rows[0].n).toBeGreaterThan(0);
  const again = await answered({ sought: 'child', person: persons.M });
  expect(again.receipt.skipped.erased).toBe(1);
});
