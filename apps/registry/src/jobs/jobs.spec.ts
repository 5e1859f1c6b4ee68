import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import {
  countingHandler,
  databaseForJobs,
  effects,
  jobStates,
  startWorker,
  until,
  type Worker,
} from '../../../../test/support/jobs.ts';
import type { TestDatabase } from '../../../../test/support/postgres.ts';
import type { JobHandler } from './jobs.service.ts';
import { CHANNEL } from './jobs.store.ts';

jest.setTimeout(240_000);

let database: TestDatabase;
const workers: Worker[] = [];
let listener: Client | undefined;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  database = await databaseForJobs();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await listener?.end();
  listener = undefined;
  await database?.close();
});

async function work(handlers: Parameters<typeof startWorker>[1]): Promise<Worker> {
  const worker = await startWorker(database.url, handlers);
  workers.push(worker);
  return worker;
}

const simple = (handler: JobHandler) => () => handler;
const job = (worker: Worker) => worker.database.query('SELECT * FROM job').then((rows) => rows[0]);

/** What committed jobs announce from now on: nobody has to wait for the sweep of every second. */
async function announcements(): Promise<readonly (string | undefined)[]> {
  const heard: (string | undefined)[] = [];
  listener = new Client({ connectionString: database.url });
  listener.on('notification', ({ payload }) => heard.push(payload));
  await listener.connect();
  await listener.query(`LISTEN ${CHANNEL}`);
  return heard;
}

/** A lease that has run out, as after a killed process or a pause longer than the lease. */
const expire = (worker: Worker) => worker.database.query("UPDATE job SET locked_until = now() - interval '1 s'");

/** A moment that a test decides. */
function moment(): { readonly reached: Promise<void>; reach(): void } {
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return { reached, reach: () => reach() };
}

test('a job begins when the request that asked for it commits, not before, and the commit announces it', async () => {
  const worker = await work({ count: countingHandler() });
  const heard = await announcements();
  await worker.database.transaction(async (tx) => {
    await worker.jobs.enqueue(tx, 'count', '018f0000-0000-7000-8000-000000000001');
    await tx.query('SELECT pg_sleep(1.2)');
    expect(await effects(worker.database)).toEqual({});
    expect(heard).toEqual([]);
  });
  await until(async () => (await effects(worker.database))[1] === 1, 'the job ran');
  await until(() => heard.length > 0, 'the announcement');
  expect(heard).toEqual([(await job(worker)).id]);
});

test('a job asked for in a transaction that is rolled back does not exist', async () => {
  const worker = await work({ count: countingHandler() });
  const undone = worker.database.transaction(async (tx) => {
    await worker.jobs.enqueue(tx, 'count', '018f0000-0000-7000-8000-000000000002');
    throw new Error('changed my mind');
  });
  await expect(undone).rejects.toThrow('changed my mind');
  expect(await jobStates(worker.database)).toEqual({});
});

test('three workers share 300 jobs: each is done exactly once', async () => {
  const [one] = await Promise.all([1, 2, 3].map(() => work({ count: countingHandler() })));
  if (!one) throw new Error('no worker');
  // ten at a time: more would wait for connections of the pool, which on a busy machine gives up before its turn comes
  for (let asked = 0; asked < 300; asked += 10) await Promise.all(Array.from({ length: 10 }, () => one.ask('count')));
  await until(async () => (await jobStates(one.database)).done === 300, 'all are done');
  expect(await effects(one.database)).toEqual({ 1: 300 });
  expect(await one.database.query('SELECT DISTINCT attempts FROM job')).toEqual([{ attempts: 1 }]);
});

test('what fails is tried again later, and is given up with its code, never its message', async () => {
  const failure = Object.assign(new Error('TH01 of Wang Xiaohong is 9.3'), { code: 'broken' });
  const worker = await work({ fail: simple(() => Promise.reject(failure)) });
  const subject = await worker.ask('fail');
  await until(
    async () => (await job(worker)).attempts === 1 && (await job(worker)).state === 'queued',
    'the first attempt',
  );
  expect((await job(worker)).run_after.getTime()).toBeGreaterThan(Date.now());
  const soon = async () => {
    await worker.database.query("UPDATE job SET run_after = now() WHERE state = 'queued'");
    return (await worker.jobs.stateOf('fail', subject)) === 'failed';
  };
  await until(soon, 'the last attempt');
  const { attempts, last_error_code, finished_at } = await job(worker);
  expect({ attempts, last_error_code }).toEqual({ attempts: 6, last_error_code: 'broken' });
  expect(finished_at).toBeInstanceOf(Date);
  expect(JSON.stringify(await job(worker))).not.toContain('Xiaohong');
});

test('a zombie: an attempt that lost its lease cannot commit anything after another has begun', async () => {
  const [asleep, awake] = [moment(), moment()];
  let zombieEnded: Promise<string> | undefined;
  let runs = 0;
  const worker = await work({
    count: ({ database, jobs }) => {
      const count = countingHandler()({ database, jobs });
      return async (subject, attempt) => {
        runs += 1;
        if (runs > 1) return count(subject, attempt);
        asleep.reach();
        await awake.reached;
        const ended = count(subject, attempt);
        zombieEnded = ended.then(
          () => 'committed',
          (error) => error.code,
        );
        return ended;
      };
    },
  });
  const subject = await worker.ask('count');
  await asleep.reached;
  await expire(worker);
  await until(async () => (await worker.jobs.stateOf('count', subject)) === 'done', 'the second attempt');
  awake.reach();
  await until(() => zombieEnded !== undefined, 'the zombie woke up');
  expect(await zombieEnded).toBe('fenced-off');
  expect(await effects(worker.database)).toEqual({ 1: 1 });
  expect(await job(worker)).toMatchObject({ state: 'done', fence: '2', attempts: 2 });
});

test('a zombie that fails does not put the job back either', async () => {
  const [asleep, awake] = [moment(), moment()];
  let runs = 0;
  const worker = await work({
    once: simple(async () => {
      runs += 1;
      if (runs > 1) return;
      asleep.reach();
      await awake.reached;
      throw new Error('too late');
    }),
  });
  const subject = await worker.ask('once');
  await asleep.reached;
  await expire(worker);
  await until(async () => (await worker.jobs.stateOf('once', subject)) === 'done', 'the second attempt');
  awake.reach();
  await worker.stop();
  workers.length = 0;
  const other = await work({ once: simple(async () => {}) });
  expect(await job(other)).toMatchObject({ state: 'done', last_error_code: null });
});

test('a job that kills its process each time is given up in the end', async () => {
  const worker = await work({ poison: simple(() => new Promise(() => {})) });
  const { store, database: source } = worker;
  await source.transaction((tx) => worker.jobs.enqueue(tx, 'other kind', '018f0000-0000-7000-8000-000000000003'));
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    expect(await store.claimNext(['other kind'])).toMatchObject({ attempts: attempt });
    await expire(worker);
  }
  await until(async () => (await job(worker)).state === 'failed', 'it was given up');
  expect(await job(worker)).toMatchObject({ last_error_code: 'attempt-lost', attempts: 6 });
  expect(await store.claimNext(['other kind'])).toBeUndefined();
});

test('stopping waits for what runs and begins nothing new', async () => {
  const [begun, end] = [moment(), moment()];
  const worker = await startWorker(database.url, {
    slow: simple(async () => {
      begun.reach();
      await end.reached;
    }),
  });
  const observer = await work({});
  await Promise.all([worker.ask('slow'), worker.ask('slow')]);
  await begun.reached;
  await until(async () => (await jobStates(observer.database)).running === 2, 'both run');
  await worker.ask('slow');
  let stopped = false;
  const stopping = worker.stop().then(() => {
    stopped = true;
  });
  await observer.database.query('SELECT pg_sleep(0.3)');
  expect(stopped).toBe(false);
  end.reach();
  await stopping;
  expect(await jobStates(observer.database)).toEqual({ done: 2, queued: 1 });
});

test('after every connection was cut, jobs go on', async () => {
  const worker = await work({ count: countingHandler() });
  const cut =
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  await worker.database.query(cut);
  await until(
    () =>
      worker.ask('count').then(
        () => true,
        () => false,
      ),
    'the pool is back',
  );
  await until(async () => ((await jobStates(worker.database)).done ?? 0) > 0, 'the job ran');
  expect(await effects(worker.database)).toEqual({ 1: 1 });
});

test('long work of a kind that runs once at a time leaves room for other work', async () => {
  const worker = await work({ count: countingHandler() });
  const [released, begun] = [moment(), moment()];
  let [together, most] = [0, 0];
  const long: JobHandler = async () => {
    most = Math.max(most, ++together);
    begun.reach();
    await released.reached;
    together -= 1;
  };
  worker.jobs.register('long', long, 1);
  for (let n = 0; n < 3; n += 1) await worker.ask('long');
  await begun.reached;
  await worker.ask('count');
  await until(async () => (await effects(worker.database))[1] === 1, 'the short job ran');
  released.reach();
  await until(async () => (await jobStates(worker.database)).done === 4, 'the long jobs ran');
  expect(most).toBe(1);
});

test('work that goes on is not given up, and can be done by nobody who was taken over', async () => {
  const worker = await work({});
  await worker.ask('parts');
  const first = await worker.store.claimNext(['parts']);
  await expire(worker);
  const second = await worker.store.claimNext(['parts']);
  await worker.database.transaction((tx) => worker.jobs.goOn(tx, second!));
  expect((await job(worker)).attempts).toBe(1);
  await expect(worker.database.transaction((tx) => worker.jobs.goOn(tx, first!))).rejects.toMatchObject({
    code: 'fenced-off',
  });
});
