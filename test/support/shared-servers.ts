import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from '../../database/embedded.ts';
import { claimFolder, stopOrphan } from '../../database/embedded-owner.ts';
import { freePort } from './free-port.ts';

/** The servers one test run shares. Each starts when a test first asks for it; all end with the run. */
export interface SharedServers {
  /** Tests ask here: GET /postgres and GET /redis answer with an address, /redis with nothing when there is no Redis. */
  readonly url: string;
  stop(): Promise<void>;
}

const PREFIX = 'kinledger-test-';

/** Offers the servers without starting any. Safe beside another run: everything is on free ports in a folder of its own. */
export async function offerServers(): Promise<SharedServers> {
  await removeLeftOvers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const postgres = once(() => startEmbedded({ dataFolder: folder, throwAway: true }));
  const redis = once(() => startRedis());
  const answers: Record<string, () => Promise<string>> = {
    '/postgres': async () => (await postgres.value()).url,
    '/redis': async () => (await redis.value())?.url ?? '',
  };
  const server = createServer((request, response) => {
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
    await Promise.all([postgres.started()?.then((it) => it?.stop()), redis.started()?.then((it) => it?.stop())]);
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
      rmSync(folder, { recursive: true, force: true });
      claim.release();
    } catch {
      // in use by another run, or another user's
    }
  }
}

interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

/** REDIS_URL when the caller has a Redis, else a throw-away one when the program is installed, else undefined. */
async function startRedis(): Promise<Redis | undefined> {
  const given = process.env.REDIS_URL;
  if (given) return { url: given, stop: () => Promise.resolve() };
  const port = await freePort();
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const child = spawn('redis-server', flags, { stdio: 'ignore' });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  if (!(await answers(child, port))) return undefined;
  const stop = () => {
    process.off('exit', end);
    end();
    return ended;
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    await pause(25);
    if (child.pid === undefined || child.exitCode !== null) return false;
    if (await canConnect(port)) return true;
  }
  return false;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}
