import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyLog } from '@kinledger/audit';
import { Client } from 'pg';
import { TRIO, upload } from '../e2e/profiles.ts';
import { invitePeople, type Person, person, until } from '../support/people.ts';
import { migratedDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Service, startService } from '../support/service.ts';

// The service is killed with -9 again and again while people ask for checks and sign. What was acknowledged stands, what
// was repeated with its key happened once, and the log verifies.

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 4);
const ASKED_PER_ROUND = 8;

let database: TestDatabase;
let sql: Client;
let dataFolder: string;
let service: Service;

beforeAll(async () => {
  database = await migratedDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  dataFolder = mkdtempSync(join(tmpdir(), 'kinledger-faults-'));
  await startAgain();
}, 240_000);

afterAll(async () => {
  await service?.stop();
  await sql?.end();
  await database?.close();
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20 });
});

async function startAgain(): Promise<void> {
  service = await startService({ databaseUrl: database.url, dataFolder });
}

/** The jobs of the dead process are free at once; the longer drill waits until their leases run out by themselves. */
async function endLeases(): Promise<void> {
  await sql.query(`UPDATE job SET locked_until = now() WHERE state = 'running'`);
}

/** The same person at the service as it runs now: sessions outlive it. */
const at = ({ cookie }: Person) => person(service, cookie);

/** Sends a request with its key until it is answered, however often the service dies meanwhile. */
async function insist(who: Person, path: string, body: unknown, key: string): Promise<Record<string, string>> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const answer = await at(who)
      .post(path, body, { 'idempotency-key': key })
      .catch(() => undefined);
    if (answer && answer.status < 300) return answer.body;
    if (answer && answer.status < 500 && answer.status !== 429)
      throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    await pause(50);
  }
  throw new Error(`${path} was never answered.`);
}

const number = async (text: string): Promise<number> => (await sql.query(text)).rows[0].n;

test('killed over and over under load: nothing acknowledged is lost, nothing happens twice, the log verifies', async () => {
  const people = await invitePeople(service);
  const { body: submission } = await people.laboratory.upload(upload(TRIO));
  const { body: opened } = await people.caseworker.post('/api/cases', { report: 'R', purpose: 'P', legalBasis: 'L' });
  const ids: Record<string, string> = {};
  for (const { sample, profileId } of submission.rows) {
    const added = { code: sample, category: 'relative', sex: 'unknown', profileId };
    ids[sample] = (await people.caseworker.post(`/api/cases/${opened.id}/persons`, added)).body.persons.at(-1).id;
  }
  const question = {
    question: 'both-parents',
    child: ids['T-CHILD'],
    parent: ids['T-MOTHER'],
    otherParent: ids['T-FATHER'],
    population: 'NIST1036-Asian',
  };

  const asked: string[] = [];
  const work = async (worker: number, round: number): Promise<void> => {
    const key = `round-${round}-worker-${worker}`;
    const check = await insist(
      people.caseworker,
      `/api/cases/${opened.id}/checks`,
      { ...question, theta: worker / 1_000 },
      key,
    );
    asked.push(String(check.id));
    if (worker % 4 > 0) return;
    await until(
      () => at(people.caseworker).get(`/api/checks/${check.id}`).catch(nothing),
      ({ body }) => body?.state === 'done',
      60_000,
    );
    const { body: content } = await until(
      () => at(people.caseworker).get(`/api/checks/${check.id}/content`).catch(nothing),
      ({ status }) => status === 200,
      60_000,
    );
    const hash = { contentHash: content.contentHash };
    const first = await insist(people.caseworker, '/api/confirmations', { checkId: check.id, ...hash }, `${key}-first`);
    await insist(people.reviewer, `/api/confirmations/${first.id}/signature`, hash, `${key}-second`);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const working = Promise.all(Array.from({ length: ASKED_PER_ROUND }, (_, worker) => work(worker, round)));
    await pause(40 + 70 * round); // earlier in some rounds, later in others
    await service.kill('SIGKILL');
    if (!process.env.FAULT_ROUNDS) await endLeases();
    await startAgain();
    await working;
  }

  const total = ROUNDS * ASKED_PER_ROUND;
  expect(new Set(asked).size).toBe(total);
  expect(await number('SELECT count(*)::int AS n FROM kinship_check')).toBe(total);
  await until(
    async () => ({ status: 200, type: '', body: await number('SELECT count(*)::int AS n FROM check_result') }),
    ({ body }) => body === total,
    60_000,
  );
  expect(await number(`SELECT count(*)::int AS n FROM check_result WHERE outcome = 'done'`)).toBe(total);
  expect(await number(`SELECT count(*)::int AS n FROM job WHERE state = 'done'`)).toBe(total);
  const confirmed = (ROUNDS * ASKED_PER_ROUND) / 4;
  expect(await number('SELECT count(*)::int AS n FROM confirmation_signature')).toBe(2 * confirmed);
  const { rows } = await sql.query(
    `SELECT convert_from(body, 'UTF8')::jsonb->>'type' AS type, count(*)::int AS n FROM audit.event GROUP BY 1`,
  );
  const events = Object.fromEntries(rows.map(({ type, n }) => [type, n]));
  expect(events).toMatchObject({ 'check.asked': total, 'check.answered': total });

  await until(
    () => at(people.auditor).get('/api/history/log'),
    ({ body }) => body.size >= rows.reduce((sum, { n }) => sum + n, 0), // looking at it writes events, too
  );
  const { verifierKey } = (await at(people.auditor).get('/api/history/log')).body;
  expect(await verifyLog(readLog, { logKeys: [verifierKey] })).toMatchObject({ fault: null });
}, 240_000);

const nothing = () => ({ status: 0, type: '', body: undefined });

async function readLog(path: string): Promise<Uint8Array | undefined> {
  const answer = await fetch(`${service.url}/log/${path}`);
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}
