import { askServers } from './postgres.ts';
import { hasRedisServer } from './redis-server.ts';

/** Is there a Redis for tests: REDIS_URL, or an installed redis-server? */
export function hasRedis(): boolean {
  return Boolean(process.env.REDIS_URL) || hasRedisServer();
}

/** Address of a Redis for this test run: REDIS_URL, else an installed redis-server started for the run, else undefined. */
export async function redisForTests(): Promise<string | undefined> {
  return (await askServers('redis')) || undefined;
}

/** A suite that needs Redis. Where there is none it says so and counts as skipped. */
export function describeWithRedis(available: boolean, name: string, suite: () => void): void {
  if (!available) console.warn(`NOT RUN, needs Redis (apt-get install redis-server, or REDIS_URL): ${name}`);
  (available ? describe : describe.skip)(name, suite);
}
