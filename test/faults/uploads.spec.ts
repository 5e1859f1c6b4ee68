import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { upload } from '../e2e/profiles.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { type Answer, type Person, person, until } from '../support/people.ts';
import { hasRedis, redisForTests } from '../support/redis.ts';
import { type Service, startService } from '../support/service.ts';

// What becomes of uploads when disks are full, when two people hand in the same file, and when whoever works on a file is
// killed in the middle of a chunk. Nothing acknowledged is lost, nothing is there twice. UPLOAD_FAULT_SAMPLES=50000
// UPLOAD_FAULT_KILLS=20 is the long run. With a Redis the workers share their jobs by Bull, without one by PostgreSQL.

const SAMPLES = Number(process.env.UPLOAD_FAULT_SAMPLES ?? 2_100);
const KILLS = Number(process.env.UPLOAD_FAULT_KILLS ?? 1);
const PATIENCE_MS = 200_000;
const LOCI = ['D3S1358', 'vWA', 'D8S1179', 'D21S11', 'D18S51', 'FGA', 'TH01', 'TPOX', 'D5S818'];
const LOW = [12, 12, 10, 26, 12, 19, 5, 8, 9];

let journey: Journey;
/** Holds a lock that stops whoever stores a chunk. */
let blocker: Client;
let blockerPid: number;
let redisUrl: string | undefined;
const others: Service[] = [];
const workers: ChildProcess[] = [];

beforeAll(async () => {
  redisUrl = hasRedis() ? await redisForTests() : undefined;
  journey = await startJourney(redisUrl === undefined ? {} : { redisUrl });
  await journey.sql.query(FULL_TABLES);
  blocker = new Client({ connectionString: journey.databaseUrl });
  await blocker.connect();
  blockerPid = (await blocker.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
}, 240_000);
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  for (const service of others) await service.stop();
  await blocker?.end();
  await journey?.end();
});

/** PostgreSQL says that its disk is full when something is added to one of these tables. */
const FULL_TABLES = `
  CREATE TABLE full_table (name text PRIMARY KEY);
  CREATE FUNCTION refuse_when_full() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    IF EXISTS (SELECT FROM public.full_table WHERE name = TG_TABLE_NAME) THEN
      RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NULL;
  END $$;
  ${['upload_piece', 'profile', 'submission_row']
    .map(
      (t) => `CREATE TRIGGER a_full_disk BEFORE INSERT ON ${t} FOR EACH STATEMENT EXECUTE FUNCTION refuse_when_full();`,
    )
    .join('\n')}`;

const full = (table: string) => journey.sql.query('INSERT INTO full_table VALUES ($1)', [table]);
const roomAgain = () => journey.sql.query('DELETE FROM full_table');

const samplesFile = (name: string, count: number): string =>
  upload(
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `${name}-${n}`,
        Object.fromEntries(
          LOCI.map((locus, place) => {
            const allele = LOW[place]! + (Math.floor(n / 6 ** place) % 6);
            return [locus, [String(allele), String(allele + 1)]];
          }),
        ),
      ]),
    ),
  );

const number = async (text: string, values: readonly unknown[] = []): Promise<number> =>
  (await journey.sql.query(text, [...values])).rows[0].n;
const everything = () =>
  number(
    `SELECT (SELECT count(*) FROM submission) + (SELECT count(*) FROM profile) + (SELECT count(*) FROM submission_row)
       + (SELECT count(*) FROM upload_piece) AS n`,
  );
/** Versions of profiles that a submission made, and events of such, told apart by the rows that they name. */
const made = async (id: string): Promise<readonly number[]> => [
  await number('SELECT count(*)::int AS n FROM profile WHERE submission_id = $1', [id]),
  await number(
    `SELECT count(DISTINCT event #>> '{row,id}')::int AS n
       FROM (SELECT convert_from(body, 'UTF8')::json AS event FROM audit.event) e
      WHERE event ->> 'type' = 'profile.accepted' AND event #>> '{facts,submission}' = $1`,
    [id],
  ),
  await number('SELECT count(DISTINCT place)::int AS n FROM submission_row WHERE submission_id = $1', [id]),
  await number('SELECT count(DISTINCT sample)::int AS n FROM submission_row WHERE submission_id = $1', [id]),
];

const ended = (who: Person, id: string): Promise<Answer> =>
  until(
    async () => {
      await journey.sql.query(`UPDATE job SET run_after = now() WHERE state = 'queued'`);
      return who.get(`/api/submissions/${id}`);
    },
    ({ body }) => ['done', 'failed', 'cancelled'].includes(body.state),
    PATIENCE_MS,
  );

test('a disk that is full while a file comes in: 507, nothing is left, and what is small goes on', async () => {
  const dataFolder = journey.dataFolder;
  const narrow = await startService({ databaseUrl: journey.databaseUrl, dataFolder, mostBlocks: 8_192 });
  others.push(narrow);
  const lab = person(narrow, journey.people.laboratory.cookie);
  const before = await everything();
  const answer = await lab.upload(samplesFile('D', 50).padEnd(12_000_000));
  expect([answer.status, answer.body.code]).toEqual([507, 'no-room']);
  expect([await everything(), readdirSync(join(dataFolder, 'uploads'))]).toEqual([before, []]);
  expect((await lab.upload(samplesFile('D', 2))).body).toMatchObject({ state: 'done', accepted: 2 });
  await others.pop()?.stop();
}, 240_000);

test('a disk of PostgreSQL that is full: 507 for what comes in, and nothing of it is stored', async () => {
  const before = await everything();
  await full('upload_piece');
  await full('submission_row');
  const large = await journey.people.laboratory.upload(samplesFile('E', SAMPLES));
  const small = await journey.people.laboratory.upload(samplesFile('E', 3));
  await roomAgain();
  expect([large.status, large.body.code, small.status, small.body.code]).toEqual([507, 'no-room', 507, 'no-room']);
  expect(await everything()).toBe(before);
});

test('a disk that is full while a file is worked off: it goes on when there is room, or ends and says why', async () => {
  const lab = journey.people.laboratory;
  const sent = samplesFile('F', SAMPLES);
  for (const patient of [false, true]) {
    await full('profile');
    const { id } = (await lab.upload(sent)).body;
    await until(
      () => number(`SELECT count(*)::int AS n FROM job WHERE subject_id = $1 AND last_error_code = '53100'`, [id]),
      (times) => times > 0,
      PATIENCE_MS,
    );
    if (patient) await roomAgain();
    const { body } = await ended(lab, id);
    await roomAgain();
    const outcome = patient ? ['done', null, SAMPLES] : ['failed', 'no-room', 0];
    expect([body.state, body.errorCode, body.accepted]).toEqual(outcome);
    expect(await made(id)).toEqual(patient ? Array(4).fill(SAMPLES) : [0, 0, 0, 0]);
    expect(await number('SELECT count(*)::int AS n FROM upload_piece WHERE submission_id = $1', [id])).toBe(0);
  }
}, 400_000);

test.each([
  ['small', 40],
  ['large', SAMPLES],
])(
  'a %s file that two hand in at the same moment is stored once',
  async (size, count) => {
    const lab = journey.people.laboratory;
    const file = samplesFile(`T-${size}`, count);
    const answers = await Promise.all([lab.upload(file), lab.upload(file)]);
    const all = await Promise.all(answers.map(({ body }) => ended(lab, body.id)));
    const sum = (what: string) => all.reduce((total, { body }) => total + body[what], 0);
    expect([sum('accepted'), sum('unchanged'), sum('refused')]).toEqual([count, count, 0]);
    expect(await number(`SELECT count(*)::int AS n FROM profile WHERE sample LIKE 'T-${size}-%'`)).toBe(count);
  },
  400_000,
);

/** A process that does jobs only, known to PostgreSQL by its name. */
async function startWorker(place: number): Promise<void> {
  const name = `worker-${place}`;
  const url = new URL(journey.databaseUrl);
  url.searchParams.set('application_name', name);
  const env = { ...process.env, DATABASE_URL: url.href, ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) };
  const worker = spawn(process.execPath, ['dist/apps/registry/src/worker.js'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killNow = () => void worker.kill('SIGKILL');
  process.once('exit', killNow);
  worker.once('close', () => process.off('exit', killNow));
  workers[place] = worker;
  await new Promise<void>((resolve, reject) => {
    worker.stdout.on('data', (said) => String(said).includes('worker is ready') && resolve());
    worker.once('close', () => reject(new Error(`${name} ended before it was ready.`)));
  });
}

/** How many connections of others PostgreSQL has, of those that fulfil this. */
const connections = (where: string): Promise<number> =>
  number(
    `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> ALL (ARRAY[pg_backend_pid(), ${blockerPid}]) AND ${where}`,
  );
const gone = (where: string) =>
  until(
    () => connections(where),
    (left) => left === 0,
    PATIENCE_MS,
  );

/** Ends a process in the middle of its chunk: what it had begun still waits for our lock. */
async function killInChunk(kill: () => Promise<void>, where: string): Promise<void> {
  await kill();
  await blocker.query('COMMIT');
  await gone(where);
  await block();
  // Nobody waits for a quarter of a minute until the lease of who is gone has run out.
  await journey.sql.query(`UPDATE job SET locked_until = now() WHERE state = 'running'`);
}

const block = () => blocker.query('BEGIN; LOCK TABLE submission_row IN SHARE MODE');

async function endOf(worker: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('close', () => resolve()));
  worker.kill('SIGKILL');
  await ended;
}

/** The worker that is in the middle of a chunk, and waits for our lock. */
async function workerInChunk(): Promise<string> {
  const { rows } = await until(
    () =>
      journey.sql.query(
        `SELECT application_name AS name FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO submission_row%'`,
      ),
    (found) => found.rows.length === 1,
    PATIENCE_MS,
  );
  return rows[0].name;
}

test('workers killed with -9 in the middle of a chunk: the file is worked off, nothing is lost or doubled', async () => {
  await block();
  const { id } = (await journey.people.laboratory.upload(samplesFile('W', SAMPLES))).body;
  await killInChunk(() => journey.service.kill('SIGKILL'), 'true'); // who may have begun with it
  await Promise.all([0, 1].map(startWorker));
  for (let kills = 0; kills < KILLS; kills += 1) {
    const name = await workerInChunk();
    const worker = workers[Number(name.split('-')[1])]!;
    await killInChunk(() => endOf(worker), `application_name = '${name}'`);
    await startWorker(workers.length);
  }
  await workerInChunk();
  await blocker.query('COMMIT');
  await until(
    () => number('SELECT count(*)::int AS n FROM submission_outcome WHERE submission_id = $1', [id]),
    (outcomes) => outcomes === 1,
    PATIENCE_MS,
  );
  expect(await made(id)).toEqual(Array(4).fill(SAMPLES));
  const { rows } = await journey.sql.query(
    'SELECT outcome, accepted, refused, unchanged FROM submission_outcome WHERE submission_id = $1',
    [id],
  );
  expect(rows).toEqual([{ outcome: 'done', accepted: SAMPLES, refused: 0, unchanged: 0 }]);
}, 400_000);
