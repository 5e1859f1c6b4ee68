import { Logger } from '@nestjs/common';
import Bull from 'bull';
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
import { describeWithRedis } from '../../../../test/support/redis.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../../../../test/support/redis-server.ts';

jest.setTimeout(240_000);

// each test has a Redis of its own: it is flushed and killed here
describeWithRedis(hasRedisServer(), 'jobs carried by Bull', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  const workers: Worker[] = [];

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    [database, redis] = await Promise.all([databaseForJobs(), startRedisServer()]);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
    await redis?.kill();
    await database?.close();
  });

  async function work(workMs = 0): Promise<Worker> {
    const worker = await startWorker(database.url, { count: countingHandler(workMs) }, redis.url);
    workers.push(worker);
    return worker;
  }

  /** Talks to Redis itself, beside the workers. */
  async function inRedis<T>(act: (redis: Bull.Queue['client']) => Promise<T>): Promise<T> {
    const queue = new Bull('observer', redis.url);
    await queue.isReady();
    return act(queue.client).finally(() => queue.close());
  }

  const flush = () => inRedis((client) => client.flushall());
  const waitingIds = () =>
    inRedis(async (client) => (await client.keys('bull:*')).filter((key) => /:[0-9a-f-]{36}$/.test(key)));

  const done = (worker: Worker, count: number) =>
    until(async () => (await jobStates(worker.database)).done === count, `${count} are done`, 120_000);

  /** Ten at a time, since the pool has few connections and waits for none for ever. */
  const askMany = async (worker: Worker, count: number) => {
    for (let asked = 0; asked < count; asked += 10)
      await Promise.all(Array.from({ length: 10 }, () => worker.ask('count')));
  };

  test('two workers share 200 jobs: each is done exactly once, and Redis keeps nothing', async () => {
    const [one] = await Promise.all([work(5), work(5)]);
    const asked = askMany(one, 200);
    await until(async () => (await waitingIds()).length > 0, 'Redis holds an id');
    await asked;
    await done(one, 200);
    expect(await effects(one.database)).toEqual({ 1: 200 });
    await until(async () => (await waitingIds()).length === 0, 'Redis has forgotten every id');
  });

  test('Redis flushed over and over while jobs run: all are done, none twice', async () => {
    const [one] = await Promise.all([work(20), work(20)]);
    for (let round = 0; round < 5; round += 1) {
      await askMany(one, 30);
      await flush();
    }
    await done(one, 150);
    expect(await effects(one.database)).toEqual({ 1: 150 });
  });

  test('jobs asked for while Redis is away are done after it is back, and stopping does not wait for it', async () => {
    const one = await work();
    await one.ask('count');
    await done(one, 1);
    const port = Number(new URL(redis.url).port);
    await redis.kill();
    await askMany(one, 20);
    expect(await jobStates(one.database)).toEqual({ done: 1, queued: 20 });
    redis = await startRedisServer(port);
    await done(one, 21);
    expect(await effects(one.database)).toEqual({ 1: 21 });
    await redis.kill();
    await workers.pop()?.stop(); // Redis never comes back: whoever waited for it would not get here
  });

  test('a worker that vanished in the middle: another does its job', async () => {
    const one = await work();
    await one.database.transaction((tx) => one.jobs.enqueue(tx, 'elsewhere', '018f0000-0000-7000-8000-000000000004'));
    const vanished = await one.store.claimNext(['elsewhere']);
    expect(vanished).toMatchObject({ attempts: 1 });
    one.jobs.register('elsewhere', countingHandler()(one));
    await one.database.query("UPDATE job SET locked_until = now() - interval '1 s'");
    await done(one, 1);
    expect(await one.database.query('SELECT attempts FROM job')).toEqual([{ attempts: 2 }]);
  });
});
