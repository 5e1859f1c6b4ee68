import { type ChildProcess, spawn } from 'node:child_process';
import Bull from 'bull';
import { type Journey, startJourney } from '../support/journey.ts';
import { until } from '../support/people.ts';
import { describeWithRedis, hasRedis, redisForTests } from '../support/redis.ts';
import { TRIO, upload } from './profiles.ts';

// The same road with Bull on a real Redis and two worker processes, one of which is killed, while Redis loses what it holds.

const CHECKS = 12;
describeWithRedis(hasRedis(), 'the road with Redis and two workers', () => {
  let redisUrl: string | undefined;
  let journey: Journey | undefined;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    redisUrl = await redisForTests();
    if (redisUrl === undefined) throw new Error('Redis was here a moment ago.');
    journey = await startJourney({ redisUrl });
    workers.push(await startWorker(journey.databaseUrl, redisUrl), await startWorker(journey.databaseUrl, redisUrl));
  }, 240_000);

  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await journey?.end();
  });

  test('every check is answered once, though a worker is killed and Redis forgets', async () => {
    const { people, sql } = journey as Journey;
    const { body: submission } = await people.laboratory.upload(upload(TRIO));
    const { body: opened } = await people.caseworker.post('/api/cases', { report: 'R', purpose: 'P', legalBasis: 'L' });
    const persons: Record<string, string> = {};
    for (const { sample, profileId } of submission.rows) {
      const added = { code: sample, category: 'relative', sex: 'unknown', profileId };
      persons[sample] = (await people.caseworker.post(`/api/cases/${opened.id}/persons`, added)).body.persons.at(-1).id;
    }
    const request = { question: 'one-parent', child: persons['T-CHILD'], parent: persons['T-FATHER'] };
    const ask = (theta: number) =>
      people.caseworker.post(`/api/cases/${opened.id}/checks`, { ...request, population: 'NIST1036-Hisp', theta });
    const asked = await Promise.all(Array.from({ length: CHECKS }, (_, i) => ask(i / 1000)));
    workers[0]?.kill('SIGKILL');
    await forgetWaiting(redisUrl ?? '');
    for (const { body } of asked) {
      await until(
        () => people.caseworker.get(`/api/checks/${body.id}`),
        (answer) => answer.body.state === 'done',
        120_000,
      );
    }
    const { rows } = await sql.query(
      `SELECT count(*)::int AS n, count(DISTINCT check_id)::int AS checks FROM check_result`,
    );
    expect(rows[0]).toEqual({ n: CHECKS, checks: CHECKS });
    const events = await until(
      () => people.auditor.get('/api/history/events?type=check.answered'),
      (answer) => answer.body.length >= CHECKS,
    );
    expect(events.body).toHaveLength(CHECKS);
  }, 240_000);
});

async function startWorker(databaseUrl: string, redis: string): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redis };
  const worker = spawn(process.execPath, ['dist/apps/registry/src/worker.js'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killNow = () => void worker.kill('SIGKILL');
  process.once('exit', killNow);
  worker.once('close', () => process.off('exit', killNow));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    worker.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('worker is ready')) resolve();
    });
    worker.once('close', () => reject(new Error(`The worker ended. It said: ${said}`)));
  });
  return worker;
}

/** Takes away all that Redis holds of our queues, as a flush would; what is not ours on that Redis is left alone. */
async function forgetWaiting(redisUrl: string): Promise<void> {
  const probe = new Bull('probe', redisUrl);
  const keys = await probe.client.keys('bull:kinledger-*');
  for (const key of keys) await probe.client.del(key);
  await probe.close();
}
