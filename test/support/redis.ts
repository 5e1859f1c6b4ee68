import { askServers } from './postgres.ts';

/** Address of a Redis for this test run: REDIS_URL, else an installed redis-server started for the run, else undefined. */
export async function redisForTests(): Promise<string | undefined> {
  return (await askServers('redis')) || undefined;
}
