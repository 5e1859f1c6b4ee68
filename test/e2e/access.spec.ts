import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Answer, invitePeople, type People, type Person, person, signIn } from '../support/people.ts';
import { migratedDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Service, startService } from '../support/service.ts';

// Who may call, over HTTP, on the whole service and a fresh PostgreSQL, with the database looked at.

const PASSWORD = 'a password of this test';

let database: TestDatabase;
let dataFolder: string;
let service: Service;
let people: People;
let sql: Client;

beforeAll(async () => {
  database = await migratedDatabase();
  dataFolder = mkdtempSync(join(tmpdir(), 'kinledger-access-'));
  service = await startService({ databaseUrl: database.url, dataFolder });
  people = await invitePeople(service);
  sql = new Client({ connectionString: database.url });
  await sql.connect();
}, 240_000);

afterAll(async () => {
  await sql?.end();
  await service?.stop();
  await database?.close();
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20 });
});

const told = ({ status, body }: Answer) => [status, body.code];
const token = ({ cookie }: Person) => cookie?.split('=')[1] ?? '';

async function count(table: string, where = 'true'): Promise<number> {
  return (await sql.query(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`)).rows[0].n;
}

/** Someone new of this role, signed in. */
async function enter(name: string, role = 'caseworker'): Promise<{ readonly id: string; readonly session: Person }> {
  const { body } = await people.administrator.post('/api/invitations', { name, role });
  const accepted = await person(service).post('/api/invitations/accept', {
    invitation: body.invitation,
    password: PASSWORD,
  });
  return { id: accepted.body.account.id, session: await signIn(service, name, PASSWORD) };
}

async function remove(path: string, headers: Record<string, string>): Promise<number> {
  return (await fetch(service.url + path, { method: 'DELETE', headers })).status;
}

test('a session tells who is signed in, until the sign-out', async () => {
  const { id, session } = await enter('brief');
  const account = { id, name: 'brief', role: 'caseworker', laboratory: null };
  expect((await session.get('/api/session')).body).toEqual({ account });
  expect(await remove('/api/session', { cookie: session.cookie ?? '' })).toBe(204);
  expect(told(await session.get('/api/session'))).toEqual([401, 'not-signed-in']);
});

test('a laboratory account carries its laboratory', async () => {
  const { body } = await people.laboratory.get('/api/session');
  expect(body.account).toMatchObject({ role: 'laboratory', laboratory: { name: 'First laboratory' } });
});

test('an unknown name and a wrong password get the very same answer', async () => {
  const ask = (name: string) => person(service).post('/api/session', { name, password: 'not the password' });
  const [unknown, wrong] = [await ask('nobody'), await ask('audit')];
  expect(told(unknown)).toEqual([401, 'sign-in-refused']);
  expect(wrong).toEqual(unknown);
});

test('ten failures bar the name, known or not, with the same answer', async () => {
  await enter('barred');
  const barred = await Promise.all(
    ['barred', 'not an account'].map(async (name) => {
      const ask = (password: string) => person(service).post('/api/session', { name, password });
      for (let i = 0; i < 10; i += 1) expect(told(await ask(`wrong password ${i}`))).toEqual([401, 'sign-in-refused']);
      return ask(PASSWORD);
    }),
  );
  expect(told(barred[0]!)).toEqual([429, 'too-many-attempts']);
  expect(barred[1]).toEqual(barred[0]);
  await sql.query('DELETE FROM sign_in_failure');
}, 240_000);

test('the answer to another role is 403 and nothing happens', async () => {
  const before = await count('laboratory');
  for (const other of [people.laboratory, people.caseworker, people.reviewer, people.auditor]) {
    expect(told(await other.post('/api/laboratories', { name: 'Uninvited' }))).toEqual([403, 'not-allowed']);
    expect(told(await other.get('/api/accounts'))).toEqual([403, 'not-allowed']);
  }
  expect(told(await person(service).post('/api/laboratories', { name: 'Uninvited' }))).toEqual([401, 'not-signed-in']);
  expect(await count('laboratory')).toBe(before);
});

test('a disabled account is out at once, and stays in the list', async () => {
  const { id, session } = await enter('leaver');
  expect((await session.get('/api/session')).status).toBe(200);
  const disabled = await people.administrator.post(`/api/accounts/${id}/disable`);
  expect([disabled.status, disabled.body.disabledAt]).toEqual([200, expect.stringMatching(/^\d{4}-/)]);
  expect(told(await session.get('/api/session'))).toEqual([401, 'not-signed-in']);
  expect(await count('session', `account_id = '${id}'`)).toBe(0);
  const again = await person(service).post('/api/session', { name: 'leaver', password: PASSWORD });
  expect(told(again)).toEqual([401, 'sign-in-refused']);
  const { body } = await people.administrator.get('/api/accounts');
  expect(body.find((account: { id: string }) => account.id === id).disabledAt).not.toBeNull();
});

test.each([
  ['after twelve hours', `expires_at = now() - interval '1 second'`],
  ['after thirty idle minutes', `last_seen_at = now() - interval '31 minutes'`],
])('a session ends %s', async (_, change) => {
  const session = await signIn(service, 'audit', 'correct horse battery staple');
  const digest = `encode(sha256('${token(session)}'), 'hex')`;
  expect((await session.get('/api/session')).status).toBe(200);
  await sql.query(`UPDATE session SET ${change} WHERE token_hash = ${digest}`);
  expect(told(await session.get('/api/session'))).toEqual([401, 'not-signed-in']);
});

test('an API key opens the routes of its laboratory, is shown once, and ends when revoked', async () => {
  const issued = await people.laboratory.post('/api/keys', { label: 'robot' });
  expect(issued.status).toBe(201);
  const headers = { authorization: `Bearer ${issued.body.key}` };
  const ask = async () => (await fetch(`${service.url}/api/submissions`, { headers })).status;
  expect(await ask()).toBe(200);
  expect(JSON.stringify((await people.laboratory.get('/api/keys')).body)).not.toContain(issued.body.key);
  expect((await people.otherLaboratory.get('/api/keys')).body).toEqual([]);
  const path = `/api/keys/${issued.body.id}`;
  expect(await remove(path, { cookie: people.otherLaboratory.cookie ?? '' })).toBe(404);
  expect(await remove(path, headers)).toBe(403);
  expect(await remove(path, { cookie: people.laboratory.cookie ?? '' })).toBe(204);
  expect(await ask()).toBe(401);
});

test('a change that another site sends along with the cookie is refused', async () => {
  const before = await count('laboratory');
  const foreign: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    const answer = await people.administrator.post('/api/laboratories', { name: 'Forged' }, headers);
    expect(told(answer)).toEqual([403, 'cross-site']);
  }
  expect(await count('laboratory')).toBe(before);
  const own = { origin: service.url, 'sec-fetch-site': 'same-origin' };
  expect((await people.administrator.post('/api/laboratories', { name: 'Own page' }, own)).status).toBe(201);
});

test('twenty parallel requests with one Idempotency-Key have one effect and one answer', async () => {
  const headers = { 'idempotency-key': 'one-laboratory-please' };
  const ask = (name = 'Once') => people.administrator.post('/api/laboratories', { name }, headers);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]?.status).toBe(201);
  expect(await count('laboratory', `name = 'Once'`)).toBe(1);
  expect(await ask()).toEqual(answers[0]);
  expect(told(await ask('Another'))).toEqual([422, 'idempotency-key-reused']);
  const malformed = await people.administrator.post('/api/laboratories', { name: 'X' }, { 'idempotency-key': 'short' });
  expect(told(malformed)).toEqual([400, 'malformed-idempotency-key']);
});

test('a repeated invitation does not show its token again, nor keep it', async () => {
  const headers = { 'idempotency-key': 'one-invitation-please' };
  const ask = () => people.administrator.post('/api/invitations', { name: 'once', role: 'auditor' }, headers);
  const [first, second] = [await ask(), await ask()];
  expect(first.body.invitation).toMatch(/^[\w-]{43}$/);
  expect(second.body).toEqual({ ...first.body, invitation: null });
  const tables = await sql.query('SELECT i::text, k.response::text FROM invitation i, idempotency k');
  expect(JSON.stringify(tables.rows)).not.toContain(first.body.invitation);
});

test('an invitation is used once, and its password must be long enough', async () => {
  const { body } = await people.administrator.post('/api/invitations', { name: 'newcomer', role: 'reviewer' });
  const accept = (password: string) =>
    person(service).post('/api/invitations/accept', { invitation: body.invitation, password });
  expect(told(await accept('too short'))).toEqual([422, 'password-length']);
  const answers = await Promise.all(Array.from({ length: 5 }, () => accept(PASSWORD)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404, 404]);
  expect(told(await accept(PASSWORD))).toEqual([404, 'invitation-not-valid']);
}, 240_000);

test.each([
  ['an unknown role', { name: 'someone', role: 'owner' }],
  ['a name with blanks', { name: 'some one', role: 'auditor' }],
  ['a field nobody knows', { name: 'someone', role: 'auditor', administrator: true }],
  ['a laboratory that is no id', { name: 'someone', role: 'laboratory', laboratoryId: 'North' }],
])('a malformed invitation is refused: %s', async (_, body) => {
  const answer = await people.administrator.post('/api/invitations', body);
  expect(told(answer)).toEqual([400, 'malformed-request']);
});

test('the sign-in page learns that this is no trial', async () => {
  const { status, body } = await person(service).get('/api/start');
  expect([status, body]).toEqual([200, { trial: false, demoLoaded: false, version: expect.stringMatching(/^\d+\./) }]);
});

test('the OpenAPI document names the roles of every route', async () => {
  const { body } = await person(service).get('/api/openapi.json');
  const operations = Object.values(body.paths as Record<string, Record<string, Record<string, unknown>>>).flatMap(
    (path) => Object.values(path),
  );
  const nameless = operations.filter((operation) => !Array.isArray(operation['x-roles']));
  expect(nameless.map(({ operationId }) => operationId)).toEqual([]);
  expect(body.paths['/api/laboratories'].post['x-roles']).toEqual(['administrator']);
  expect(body.paths['/api/session'].post['x-roles']).toEqual(['public']);
});

test('with one login for all, the service works in a role that owns nothing: what that may not, it cannot', async () => {
  await sql.query('REVOKE SELECT ON laboratory FROM kinledger_service');
  expect((await people.administrator.get('/api/laboratories')).status).toBe(500);
  await sql.query('GRANT SELECT ON laboratory TO kinledger_service');
  expect((await people.administrator.get('/api/laboratories')).status).toBe(200);
});

test('neither tokens nor names nor passwords reach the log of the service or the events', async () => {
  const said = service.output();
  for (const secret of [PASSWORD, token(people.auditor), 'leaver', 'newcomer']) expect(said).not.toContain(secret);
  const events = await sql.query(`SELECT convert_from(body, 'UTF8') AS text FROM audit.event`);
  for (const secret of [PASSWORD, 'leaver', 'newcomer', 'First laboratory']) {
    expect(JSON.stringify(events.rows)).not.toContain(secret);
  }
  expect(events.rows.length).toBeGreaterThan(20);
});
