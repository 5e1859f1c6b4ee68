import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export interface ServiceOptions {
  /** Without it the service starts the bundled PostgreSQL in `dataFolder`. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly dataFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The built program to run, `main` (everything) unless told. */
  readonly entry?: string;
  /** No file that it writes gets larger than so many blocks (of half a kilobyte or a whole one), as on a full disk. */
  readonly mostBlocks?: number;
}

/** The built service as a process of its own. */
export interface Service {
  readonly url: string;
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Ends it hard and returns when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Asks it to end (SIGTERM) and returns its exit code. */
  stop(): Promise<number | null>;
}

const READY_PATIENCE_MS = 120_000;
const MAIN = 'dist/apps/registry/src/main.js';

/** Starts the built service on a free port and waits until it is ready. Requires `npm run build`. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const entry = options.entry ?? MAIN;
  if (!existsSync(entry)) throw new Error(`${entry} is not built: run npm run build first.`);
  const port = await freePort();
  const [program, ...words] = commandOf(entry, options.mostBlocks);
  const child = spawn(program, words, {
    env: environment(options, port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const killNow = () => void child.kill('SIGKILL');
  process.once('exit', killNow); // a test that failed half-way leaves nothing running and does not keep jest waiting
  for (const handle of [child, child.stdout, child.stderr] as { unref?: () => void }[]) handle.unref?.();
  child.once('close', () => process.off('exit', killNow));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  const url = `http://127.0.0.1:${port}`;
  if (!(await isReady(url, child))) {
    await end('SIGKILL');
    throw new Error(`The service did not become ready. It said:\n${output}`);
  }
  const kill = (signal: NodeJS.Signals) => end(signal).then(() => undefined);
  return { url, pid: child.pid ?? 0, output: () => output, kill, stop: () => end('SIGTERM') };
}

function commandOf(entry: string, mostBlocks: number | undefined): readonly [string, ...string[]] {
  if (mostBlocks === undefined) return [process.execPath, entry];
  return ['/bin/sh', '-c', `ulimit -f ${mostBlocks} && exec "$0" "$@"`, process.execPath, entry];
}

function environment(options: ServiceOptions, port: number): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _database,
    DATABASE_OWNER_URL: _owner,
    REDIS_URL: _redis,
    TEST_SERVERS: _tests,
    ...inherited
  } = process.env;
  return {
    ...inherited,
    NODE_ENV: 'production',
    PORT: String(port),
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
    ...(options.redisUrl && { REDIS_URL: options.redisUrl }),
    ...(options.dataFolder && { KINLEDGER_DATA: options.dataFolder }),
    ...options.env,
  };
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  const until = Date.now() + READY_PATIENCE_MS;
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${url}/api/health/ready`).catch(() => undefined);
    if (answer?.ok) return true;
    await pause(50);
  }
  return false;
}
