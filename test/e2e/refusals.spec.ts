import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Journey, startJourney } from '../support/journey.ts';
import { type People, person, until } from '../support/people.ts';
import { type Samples, TRIO, upload } from './profiles.ts';

// Everything that must be refused, with a sentence that says what to do, and with nothing half done.

const LIMIT_MB = 50;
let journey: Journey;
let people: People;

beforeAll(async () => {
  journey = await startJourney({ env: { UPLOAD_LIMIT_MB: String(LIMIT_MB) } });
  people = journey.people;
}, 240_000);
afterAll(() => journey?.end());

const profiles = async (): Promise<number> =>
  (await journey.sql.query('SELECT count(*)::int AS n FROM profile')).rows[0].n;
const head = 'Sample Name,Marker,Allele 1,Allele 2';

test.each([
  ['an unknown locus', `${head}\nX1,D99S1,12,13\n`, 'unknown-locus'],
  ['four alleles', `${head},Allele 3,Allele 4\nX1,TH01,6,7,8,9\n`, 'three-alleles'],
  ['an allele out of range', `${head}\nX1,TH01,6,77\n`, 'allele-out-of-range'],
  ['an off-ladder call', `${head}\nX1,TH01,6,OL\n`, 'off-ladder'],
  ['something that is no allele', `${head}\nX1,TH01,6,nine\n`, 'not-an-allele'],
  ['a sample that comes twice', `${head}\nX1,TH01,6,7\nX2,TH01,6,7\nX1,TH01,7,8\n`, 'duplicate-sample'],
])('%s refuses the sample and nothing is stored of it', async (_, content, code) => {
  const before = await profiles();
  const { status, body } = await people.laboratory.upload(content);
  expect(status).toBe(201);
  const refused = body.rows.filter((row: { status: string }) => row.status === 'refused');
  expect(
    refused.flatMap((row: { problems: { code: string }[] }) => row.problems.map((problem) => problem.code)),
  ).toContain(code);
  expect(await profiles()).toBe(before + body.accepted);
  expect(JSON.stringify(body.rows)).not.toMatch(/\b77\b|nine/);
});

test.each([
  ['an empty file', '', 'empty-file'],
  ['a wrong encoding', Uint8Array.from([0x53, 0xe4, 0xff, 0x0a, 0xfe, 0x80]), 'wrong-encoding'],
  ['a file without the columns', 'a,b\n1,2\n', 'missing-column'],
])('%s is refused as a whole', async (_, content, code) => {
  const before = await profiles();
  const { status, type, body } = await people.laboratory.upload(content);
  expect([status, body.code]).toEqual([422, code]);
  expect(type).toContain('application/problem+json');
  expect(body.detail.length).toBeGreaterThan(20);
  expect(await profiles()).toBe(before);
});

test('a file above the limit is refused with 413, and the service goes on', async () => {
  const { status, body } = await people.laboratory.upload(new Uint8Array((LIMIT_MB + 1) * 1024 * 1024));
  expect([status, body.code]).toEqual([413, 'too-large']);
  expect((await people.laboratory.get('/api/health/ready')).status).toBe(200);
}, 240_000);

async function caseWith(samples: Samples): Promise<{ id: string; persons: Record<string, string> }> {
  const { body: submission } = await people.laboratory.upload(upload(samples));
  const { body } = await people.caseworker.post('/api/cases', { report: 'R', purpose: 'P', legalBasis: 'L' });
  const persons: Record<string, string> = {};
  for (const { sample, profileId } of submission.rows) {
    const added = { code: sample, category: 'relative', sex: 'unknown', profileId };
    const view = await people.caseworker.post(`/api/cases/${body.id}/persons`, added);
    persons[sample] = view.body.persons.at(-1).id;
  }
  return { id: body.id, persons };
}

test('samples without a locus in common: the check is refused and says what to type', async () => {
  const { id, persons } = await caseWith({ N1: { TH01: ['6', '7'] }, N2: { FGA: ['21', '22'] } });
  const request = { question: 'one-parent', child: persons.N1, parent: persons.N2, population: 'NIST1036-Cauc' };
  const { status, body } = await people.caseworker.post(`/api/cases/${id}/checks`, request);
  expect([status, body.code]).toEqual([422, 'no-common-loci']);
});

test('an inconclusive check cannot be confirmed, a stale one neither', async () => {
  const two = { S1: { TH01: ['6', '7'], FGA: ['21', '22'] }, S2: { TH01: ['6', '9'], FGA: ['22', '24'] } };
  const weak = await caseWith(two);
  const asked = { question: 'one-parent', population: 'NIST1036-Cauc' };
  const first = await answered(weak.id, { ...asked, child: weak.persons.S1, parent: weak.persons.S2 });
  const inconclusive = await people.caseworker.post('/api/confirmations', await contentFor(first));
  expect([inconclusive.status, inconclusive.body.code]).toEqual([422, 'not-supported']);

  const trio = await caseWith(TRIO);
  const [child, parent, otherParent] = ['T-CHILD', 'T-FATHER', 'T-MOTHER'].map((code) => trio.persons[code]);
  const check = await answered(trio.id, { ...asked, question: 'both-parents', child, parent, otherParent });
  const { body: view } = await people.caseworker.get(`/api/checks/${check}`);
  const corrected = { expectedVersion: 1, genotypes: { ...TRIO['T-CHILD'], TH01: ['7', '9'] }, reason: 'typed again' };
  await people.laboratory.post(`/api/profiles/${view.persons.child.profileId}/versions`, corrected);
  const stale = await people.caseworker.post('/api/confirmations', await contentFor(check));
  expect([stale.status, stale.body.code]).toEqual([409, 'stale-version']);
  expect((await journey.sql.query('SELECT count(*)::int AS n FROM confirmation')).rows[0].n).toBe(0);
});

async function answered(caseId: string, request: object): Promise<string> {
  const { body } = await people.caseworker.post(`/api/cases/${caseId}/checks`, request);
  await until(
    () => people.caseworker.get(`/api/checks/${body.id}`),
    (answer) => answer.body.state === 'done',
  );
  return body.id;
}

async function contentFor(checkId: string): Promise<{ checkId: string; contentHash: string }> {
  const { body } = await people.caseworker.get(`/api/checks/${checkId}/content`);
  return { checkId, contentHash: body.contentHash };
}

test("others' profiles and cases look absent, and roles keep to their part", async () => {
  const { id } = await caseWith({ A1: { TH01: ['6', '7'] } });
  expect((await people.otherCaseworker.get(`/api/cases/${id}`)).status).toBe(404);
  const { body: list } = await people.laboratory.get('/api/profiles');
  expect((await people.otherLaboratory.get(`/api/profiles/${list[0].id}`)).status).toBe(404);
  expect((await people.otherLaboratory.get('/api/profiles')).body).toEqual([]);
  expect((await people.auditor.post('/api/cases', { report: 'R', purpose: 'P', legalBasis: 'L' })).status).toBe(403);
  expect((await people.caseworker.upload(upload(TRIO))).status).toBe(403);
  expect((await person(journey.service).get('/api/cases')).status).toBe(401);
});

test('requests in the wrong form are refused by field, without their values', async () => {
  const { status, type, body } = await people.caseworker.post('/api/cases', {
    report: '',
    purpose: 7,
    secret: 'Alice',
  });
  expect([status, body.code]).toEqual([400, 'malformed-request']);
  expect(type).toContain('application/problem+json');
  expect(body.errors.join()).toMatch(/report.*purpose/s);
  expect(JSON.stringify(body)).not.toContain('Alice');
  expect((await people.caseworker.get('/api/cases/not-an-id')).status).toBe(400);
  expect((await people.caseworker.get('/api/nowhere')).body.code).toBe('not-found');
});

test.each([
  ['a NUL character', 'a\u0000b'],
  ['half a character', 'a\ud800b'],
  ['a number', 5],
  ['far too much', 'x'.repeat(100_000)],
])('%s in a text is refused, not stumbled over', async (_, report) => {
  const { status, body } = await people.caseworker.post('/api/cases', { report, purpose: 'P', legalBasis: 'L' });
  expect([status, body.code]).toEqual([400, 'malformed-request']);
});

test('a body that is nested without end, an address that cannot be read, a leaf index beyond all logs: refused', async () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  const nested = await people.caseworker.post('/api/cases', `{"report":${deep}}`);
  expect([nested.status, nested.body.code]).toEqual([400, 'malformed-request']);
  const unreadable = await person(journey.service).get('/log/tile/0/000%');
  expect([unreadable.status, unreadable.body.code]).toEqual([400, 'malformed-request']);
  expect((await people.auditor.get('/api/history/events?before=1e30')).status).toBe(400);
  const large = await people.caseworker.post('/api/cases', { report: 'x'.repeat(2_000_000) });
  expect([large.status, large.body.code]).toEqual([413, 'too-large']);
});

test('nobody is checked against the own sample', async () => {
  const { id, persons } = await caseWith({ E1: { TH01: ['6', '7'] } });
  const { body } = await people.caseworker.get(`/api/cases/${id}`);
  const again = { code: 'E1 again', category: 'relative', sex: 'unknown', profileId: body.persons[0].profileId };
  const { body: two } = await people.caseworker.post(`/api/cases/${id}/persons`, again);
  const request = { question: 'one-parent', child: persons.E1, parent: two.persons[1].id, population: 'NIST1036-Cauc' };
  const { status, body: refused } = await people.caseworker.post(`/api/cases/${id}/checks`, request);
  expect([status, refused.code]).toEqual([422, 'same-sample']);
});

test('every route of the API says who may call it', async () => {
  const { body } = await person(journey.service).get('/api/openapi.json');
  const routes = Object.entries(body.paths as Record<string, Record<string, { 'x-roles'?: string[] }>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({ route: `${method} ${path}`, roles: route['x-roles'] })),
  );
  expect(routes.length).toBeGreaterThan(30);
  expect(routes.filter(({ roles }) => roles === undefined)).toEqual([]);
});

test('the types of the pages are those of the API', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinledger-types-'));
  const { body } = await person(journey.service).get('/api/openapi.json');
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(body));
  const generator = 'node_modules/@hey-api/openapi-ts/bin/run.js';
  const args = ['-i', join(folder, 'openapi.json'), '-o', join(folder, 'types'), '-p', '@hey-api/typescript'];
  const { status, stderr } = spawnSync(process.execPath, [generator, ...args], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const [fresh, committed] = [join(folder, 'types'), 'apps/console/src/api.gen'].map((each) =>
    readFileSync(join(each, 'types.gen.ts'), 'utf8').replace(/baseUrl: .*/, ''),
  );
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  expect(committed).toBe(fresh);
}, 240_000);

test('what the service prints holds no sample code, allele or sign-in name', () => {
  expect(journey.service.output()).not.toMatch(/T-CHILD|"9\.3"|case1|battery/);
});
