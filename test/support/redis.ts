import { spawnSync } from 'node:child_process';
import { askServers } from './postgres.ts';

/** Address of a Redis for this test run: REDIS_URL, else an installed redis-server started for the run, else undefined. */
export async function redisForTests(): Promise<string | undefined> {
  return (await askServers('redis')) || undefined;
}

/** `test` where there is a Redis to test with; else the test counts as skipped, and that is said. */
export function testWithRedis(): typeof test | typeof test.skip {
  if (process.env.REDIS_URL || spawnSync('redis-server', ['--version']).status === 0) return test;
  process.stderr.write('Tests with Redis do not run: there is neither REDIS_URL nor a redis-server on this machine.\n');
  return test.skip;
}
