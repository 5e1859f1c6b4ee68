import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A throw-away Redis process that keeps nothing on disk. */
export interface RedisServer {
  readonly url: string;
  /** Ends it at once; what it held is lost. */
  kill(): Promise<void>;
}

const PROGRAM = 'redis-server';
const PATIENCE_MS = 60_000;

/** Is the program installed? */
export function hasRedisServer(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, PROGRAM), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts a Redis on a free port, or on the one given. Requires the program. */
export async function startRedisServer(wantedPort?: number): Promise<RedisServer> {
  const port = wantedPort ?? (await freePort());
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const child = spawn(PROGRAM, flags, { stdio: 'ignore' });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (!(await answers(child, port))) throw new Error(`${PROGRAM} did not start on port ${port}.`);
  const kill = () => {
    process.off('exit', end);
    end();
    return ended;
  };
  return { url: `redis://127.0.0.1:${port}`, kill };
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && child.exitCode === null; ) {
    if (await canConnect(port)) return true;
    await pause(25);
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
