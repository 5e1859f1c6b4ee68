import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedDatabase, startEmbedded } from '../../database/embedded.ts';
import { TRIO, upload } from '../e2e/profiles.ts';
import { freePort } from '../support/free-port.ts';
import { invitePeople, type People, person, until } from '../support/people.ts';
import { type Service, startService } from '../support/service.ts';

// PostgreSQL is killed and stopped under a running service, which says 503 meanwhile and works again without a restart.

jest.setTimeout(240_000);

let folder: string;
let database: EmbeddedDatabase;
let service: Service;
let people: People;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinledger-faults-'));
  // on a port that it can have again: others must not be given it while PostgreSQL is away
  database = await startEmbedded({ dataFolder: join(folder, 'database'), port: await freePort(), throwAway: true });
  const env = { DATABASE_OWNER_URL: database.ownerUrl };
  service = await startService({ databaseUrl: database.url, dataFolder: join(folder, 'service'), env });
  people = await invitePeople(service);
});

afterAll(async () => {
  await service?.stop();
  await database?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
});

const ready = () => person(service).get('/api/health/ready');
const works = () => until(ready, ({ status }) => status === 200, 60_000);
/** The server's process; undefined while none is there: its file is missing or half written as it starts again. */
function postmaster(): number | undefined {
  const file = join(folder, 'database', 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  return Number(readFileSync(file, 'utf8').split('\n')[0]) || undefined;
}

test('PostgreSQL killed with -9 three times: what was acknowledged is there, and people go on', async () => {
  const samples = Object.entries(TRIO);
  for (const [round, [sample, genotypes]] of samples.entries()) {
    const { status } = await people.laboratory.upload(upload({ [sample]: genotypes }));
    expect(status).toBe(201);
    const killed = postmaster();
    if (!killed) throw new Error('PostgreSQL is not running');
    process.kill(killed, 'SIGKILL');
    await until(
      async () => postmaster(),
      (now) => now !== undefined && now !== killed,
    );
    await works();
    const kept = await until(
      () => people.laboratory.get('/api/profiles'),
      (answer) => answer.status === 200,
    );
    expect(kept.body).toHaveLength(round + 1);
  }
});

test('while PostgreSQL is away the service is alive, is not ready, and answers 503', async () => {
  const port = Number(new URL(database.url).port);
  await database.stop();
  await until(ready, ({ status }) => status === 503);
  const answers = await Promise.all([
    ready(),
    people.laboratory.get('/api/profiles'),
    people.caseworker.get('/api/cases'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect((await person(service).get('/api/health/live')).status).toBe(200);
  database = await startEmbedded({ dataFolder: join(folder, 'database'), port, throwAway: true });
  await works();
  expect((await people.laboratory.get('/api/profiles')).body).toHaveLength(3);
});

test('no password, name or allele is in what the service printed meanwhile', () => {
  const passwords = [database.url, database.ownerUrl].map((url) => new URL(url).password);
  for (const secret of [...passwords, 'T-FATHER', '"31.2"', ',31.2', 'correct horse'])
    expect(service.output()).not.toContain(secret);
});
