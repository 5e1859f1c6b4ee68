import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../database/embedded.ts';
import { claimFolder, stopOrphan } from '../../database/embedded-owner.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from './redis-server.ts';
import { makeTemplate } from './template.ts';

/** The servers one test run shares. Each starts when a test first asks for it; all end with the run. */
export interface SharedServers {
  /**
   * Tests ask here: GET /postgres, GET /migrated (the same, once it has the template) and GET /redis answer with an
   * address, /redis with nothing when there is no Redis.
   */
  readonly url: string;
  stop(): Promise<void>;
}

const PREFIX = 'kinledger-test-';

/** Offers the servers without starting any. Safe beside another run: everything is on free ports in a folder of its own. */
export async function offerServers(): Promise<SharedServers> {
  await removeLeftOvers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  process.once('exit', removeFolder);
  const postgres = once(() => startEmbedded({ dataFolder: folder, throwAway: true }));
  const template = once(async () => makeTemplate((await postgres.value()).ownerUrl));
  const redis = once(() => redisOfTheRun());
  const answers: Record<string, () => Promise<string>> = {
    '/postgres': async () => (await postgres.value()).ownerUrl,
    '/migrated': async () => {
      await template.value();
      return (await postgres.value()).ownerUrl;
    },
    '/redis': async () => (await redis.value())?.url ?? '',
  };
  const server = createServer((request, response) => {
    response.setHeader('connection', 'close'); // a kept one may end in the moment the next spec asks on it
    const answer = answers[request.url ?? ''] ?? (() => Promise.reject(new Error('no such server')));
    answer().then(
      (text) => response.end(text),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  const url = await listen(server);
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all([postgres.started()?.then((it) => it?.stop()), redis.started()?.then((it) => it?.kill())]);
    removeFolder();
  };
  return { url, stop };
}

function once<T>(start: () => Promise<T>): { value(): Promise<T>; started(): Promise<T | undefined> | undefined } {
  let running: Promise<T> | undefined;
  const value = () => {
    running ??= start();
    return running;
  };
  return { value, started: () => running?.catch(() => undefined) };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.unref().listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** Of runs that were killed: their PostgreSQL is stopped and their folder removed. Folders of living runs are left. */
async function removeLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(PREFIX) || !existsSync(join(folder, 'owner.json'))) continue;
    try {
      const claim = claimFolder(folder);
      await stopOrphan(join(folder, 'postgres'));
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
      claim.release();
    } catch {
      // in use by another run, or another user's
    }
  }
}

/** REDIS_URL when the caller has a Redis, else a throw-away one when the program is installed, else undefined. */
async function redisOfTheRun(): Promise<RedisServer | undefined> {
  const given = process.env.REDIS_URL;
  if (given) return { url: given, kill: () => Promise.resolve() };
  return hasRedisServer() ? startRedisServer() : undefined;
}
