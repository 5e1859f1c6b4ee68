import { type Journey, startJourney } from '../support/journey.ts';
import { type People, type Person, person, signIn, until } from '../support/people.ts';
import { TRIO, upload } from './profiles.ts';

// Who has read what: every answer that shows a person's data leaves an event before it leaves the service.

interface Reading {
  readonly type: string;
  readonly role: string;
  readonly case?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

let journey: Journey;
let people: People;
const ids: Record<string, string> = {};
let readers = 0;

beforeAll(async () => {
  journey = await startJourney();
  people = journey.people;
  for (const row of (await people.laboratory.upload(upload(TRIO))).body.rows) ids[row.sample] = row.profileId;
  const opened = { report: 'R 1', purpose: 'find a child', legalBasis: 'order 5' };
  ids.case = (await people.caseworker.post('/api/cases', opened)).body.id;
  for (const [code, sample] of [
    ['C', 'T-CHILD'],
    ['F', 'T-FATHER'],
  ] as const) {
    const added = { code, category: 'relative', sex: 'male', profileId: ids[sample] };
    const { body } = await people.caseworker.post(`/api/cases/${ids.case}/persons`, added);
    ids[code] = body.persons.find((each: { code: string }) => each.code === code).id;
  }
}, 240_000);
afterAll(() => journey?.end());

/** What was recorded as read while `act` ran. */
async function readingsOf(act: () => Promise<unknown>): Promise<readonly Reading[]> {
  const all = async () => {
    const { rows } = await journey.sql.query(`SELECT convert_from(body, 'UTF8') AS text FROM audit.event
      WHERE audit.member(body, 'type') LIKE '%.read' ORDER BY event_id`);
    return rows.map(({ text }) => JSON.parse(text) as Reading);
  };
  const before = (await all()).length;
  await act();
  return (await all()).slice(before);
}

test('reading a profile is one event, however often the page asks; another reader is another event', async () => {
  const path = `/api/profiles/${ids['T-CHILD']}`;
  const first = await readingsOf(() => people.auditor.get(path));
  expect(first).toMatchObject([{ type: 'profile.read', role: 'auditor', facts: { profiles: [ids['T-CHILD']] } }]);
  expect(await readingsOf(() => people.auditor.get(path))).toEqual([]);
  expect(await readingsOf(() => people.reviewer.get(path))).toMatchObject([{ role: 'reviewer' }]);
});

test('a check names every profile it showed, its case and itself, in one event', async () => {
  const request = { question: 'one-parent', child: ids.C, parent: ids.F, population: 'NIST1036-Asian' };
  const { body } = await people.caseworker.post(`/api/cases/${ids.case}/checks`, request);
  ids.check = body.id;
  const polled = await readingsOf(() =>
    until(
      () => people.caseworker.get(`/api/checks/${body.id}`),
      (answer) => answer.body.state === 'done',
    ),
  );
  expect(polled).toHaveLength(1);
  const [reading] = polled;
  expect(reading).toMatchObject({ type: 'profile.read', case: ids.case, facts: { check: ids.check } });
  expect(reading?.facts.profiles).toEqual([ids['T-CHILD'], ids['T-FATHER']].sort());
});

test.each([
  ['a case', () => `/api/cases/${ids.case}`],
  ['the list of cases, which shows their reports', () => '/api/cases'],
  ['the checks of a case, which show verdicts', () => `/api/cases/${ids.case}/checks`],
  ['what would be signed', () => `/api/checks/${ids.check}/content`],
])('%s is read as the case', async (_, path) => {
  const reader = await freshReader();
  const readings = await readingsOf(() => reader.get(path()));
  expect(readings).toMatchObject([{ type: 'case.read', case: ids.case, facts: { cases: [ids.case] } }]);
});

test('lists of codes and counts are no reading, nor is what was refused', async () => {
  const silent = await readingsOf(async () => {
    expect((await people.auditor.get('/api/profiles')).status).toBe(200);
    expect((await people.auditor.get('/api/submissions')).status).toBe(200);
    expect((await people.otherLaboratory.get(`/api/profiles/${ids['T-CHILD']}`)).status).toBe(404);
    expect((await people.otherCaseworker.get(`/api/cases/${ids.case}`)).status).toBe(404);
    expect((await people.administrator.get(`/api/cases/${ids.case}`)).status).toBe(403);
  });
  expect(silent).toEqual([]);
});

test('a program of a laboratory that fetches alleles is recorded as one', async () => {
  const { body } = await people.laboratory.post('/api/keys', { label: 'robot' });
  const headers = { authorization: `Bearer ${body.key}` };
  const fetched = () => fetch(`${journey.service.url}/api/profiles/${ids['T-CHILD']}`, { headers });
  expect(await readingsOf(fetched)).toMatchObject([
    { type: 'profile.read', role: 'laboratory', facts: { via: 'key' } },
  ]);
});

test('an auditor asks who has read a profile, and finds the readers', async () => {
  const asked = () => people.auditor.get(`/api/history/events?type=profile.read&about=${ids['T-CHILD']}`);
  const { body } = await until(asked, (answer) => answer.body.length >= 4);
  expect(body.map(({ role }: Reading) => role).sort()).toEqual(['auditor', 'caseworker', 'laboratory', 'reviewer']);
  expect((await people.auditor.get('/api/history/events?about=nobody')).status).toBe(400);
});

test('what cannot be recorded is not shown', async () => {
  const path = `/api/profiles/${ids['T-FATHER']}`;
  const stop = `CHECK (audit.member(body, 'type') <> 'profile.read') NOT VALID`;
  await journey.sql.query(`ALTER TABLE audit.event ADD CONSTRAINT stopped ${stop}`);
  const refused = await people.auditor.get(path);
  await journey.sql.query('ALTER TABLE audit.event DROP CONSTRAINT stopped');
  expect([refused.status, refused.body.code]).toEqual([503, 'reading-not-recorded']);
  expect(JSON.stringify(refused.body)).not.toContain('genotypes');
  expect(await readingsOf(() => people.auditor.get(path))).toHaveLength(1);
});

/** Nobody who has read anything within the last minute. */
async function freshReader(): Promise<Person> {
  readers += 1;
  const name = `reader-${readers}`;
  const { body } = await people.administrator.post('/api/invitations', { name, role: 'auditor' });
  const accept = { invitation: body.invitation, password: 'a password of this test' };
  await person(journey.service).post('/api/invitations/accept', accept);
  return signIn(journey.service, name, accept.password);
}
