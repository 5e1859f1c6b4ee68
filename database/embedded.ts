import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Binaries, EmbeddedError, findBinaries, type ServerUser, usableBinaries } from './embedded-binaries.ts';
import {
  type Cluster,
  createCluster,
  databaseUrls,
  lastLogLines,
  openFolder,
  type Passwords,
  prepareRoles,
  spawnServer,
} from './embedded-cluster.ts';
import { claimFolder, readPostmaster, stopOrphan, stopProcess } from './embedded-owner.ts';

export { EmbeddedError, type EmbeddedErrorCode } from './embedded-binaries.ts';

export interface EmbeddedOptions {
  /** Where the database lives: made when absent, never emptied. Database files go to its subfolder `postgres`. */
  readonly dataFolder: string;
  /** A free port is taken when not given. Only this machine can connect in either case. */
  readonly port?: number;
  /** For tests: no waiting for the disk (a power cut may cost the data), and the owner may create databases and roles. */
  readonly throwAway?: boolean;
}

export interface EmbeddedDatabase {
  /** Where the service connects; its login owns nothing. */
  readonly url: string;
  /** The same database for migrations; its login owns the database and is no superuser. */
  readonly ownerUrl: string;
  stop(): Promise<void>;
}

const NOBODY: ServerUser = { uid: 65534, gid: 65534 };
const START_PATIENCE_MS = 60_000;

/**
 * Starts the bundled PostgreSQL on a data folder and returns when it takes connections. Data of earlier starts is there
 * again, also after this program or the machine was killed. Throws EmbeddedError.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataFolder = resolve(options.dataFolder);
  const folder = join(dataFolder, 'postgres');
  const user = inFolder(dataFolder, () => serverUser(folder));
  inFolder(dataFolder, () => openFolder(dataFolder, user));
  const native = findBinaries([dirname(process.argv[1] ?? ''), process.cwd()]);
  const binaries = usableBinaries(native, user);
  refuseForeignFolder(folder, binaries);
  const claim = inFolder(dataFolder, () => claimFolder(dataFolder));
  try {
    const durable = !options.throwAway;
    const cluster: Cluster = { binaries, folder, user, durable, logFile: join(dataFolder, 'postgres.log') };
    await stopOrphan(folder);
    const passwords = await preparedPasswords(cluster, dataFolder);
    const server = await runServer(cluster, options.port);
    return { ...databaseUrls(passwords, server.port), stop: () => server.stop().finally(claim.release) };
  } catch (error) {
    claim.release();
    throw error;
  }
}

/** Root hands the server to whoever owns the existing database, else to nobody. Everyone else runs it himself. */
function serverUser(folder: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(folder, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
}

function inFolder<T>(dataFolder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof EmbeddedError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new EmbeddedError(
      'folder-unusable',
      `The data folder ${dataFolder} cannot be used (${reason}). It must be a folder we may write; KINLEDGER_DATA names another.`,
    );
  }
}

function refuseForeignFolder(folder: string, binaries: Binaries): void {
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  if (owner === undefined) return;
  const elsewhere = 'Choose another folder with KINLEDGER_DATA.';
  if (process.getuid && ![0, owner].includes(process.getuid())) {
    const other = `${folder} belongs to another user of this machine (number ${owner})`;
    throw new EmbeddedError('folder-unusable', `${other}. Start as that user or as root. ${elsewhere}`);
  }
  const path = join(folder, 'PG_VERSION');
  const found = inFolder(dirname(folder), () => (existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined));
  if (found === binaries.version) return;
  if (found !== undefined) {
    const versions = `holds a database of PostgreSQL ${found}, and this program brings PostgreSQL ${binaries.version}`;
    throw new EmbeddedError('wrong-version', `${folder} ${versions}. Carry the data over first. ${elsewhere}`);
  }
  const state = readdirSync(folder).length === 0 ? 'is empty' : 'holds no whole PostgreSQL database';
  const advice = `Nothing in it was touched. Move it away or restore it from a backup. ${elsewhere}`;
  throw new EmbeddedError('folder-unusable', `${folder} ${state} (PG_VERSION is missing). ${advice}`);
}

/** The logins' passwords live in the data folder, readable by us alone. When one is lost, both are replaced. */
async function preparedPasswords(cluster: Cluster, dataFolder: string): Promise<Passwords> {
  const owner = join(dataFolder, 'postgres-owner-password');
  const service = join(dataFolder, 'postgres-password');
  const read = (path: string) => readFileSync(path, 'utf8').trim();
  if (!existsSync(cluster.folder)) await createCluster(cluster);
  else if (existsSync(owner) && existsSync(service)) return { owner: read(owner), service: read(service) };
  const passwords = { owner: randomBytes(24).toString('hex'), service: randomBytes(24).toString('hex') };
  await prepareRoles(cluster, passwords);
  writeFileSync(owner, `${passwords.owner}\n`, { mode: 0o600 });
  writeFileSync(service, `${passwords.service}\n`, { mode: 0o600 });
  return passwords;
}

interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** Runs the server until stopped; one that dies by itself is started again on its port. */
async function runServer(cluster: Cluster, wantedPort: number | undefined): Promise<Server> {
  let stopping = false;
  let { child, port } = await startOnPort(cluster, wantedPort);
  const interrupt = () => void child.kill('SIGINT'); // our own process ends without having called stop
  process.once('exit', interrupt);
  const watch = (): void =>
    void child.once('exit', async () => {
      while (!stopping) {
        await pause(100);
        const again = stopping ? undefined : await startOnPort(cluster, port).catch(() => pause(1000));
        if (!again) continue;
        child = again.child;
        return stopping ? child.kill('SIGINT') : watch();
      }
    });
  watch();
  const stop = async (): Promise<void> => {
    stopping = true;
    process.off('exit', interrupt);
    if (child.pid !== undefined) await stopProcess(child.pid);
  };
  return { port, stop };
}

/** A free port can be taken by someone else before PostgreSQL gets it: another is tried then. */
async function startOnPort(
  cluster: Cluster,
  wanted: number | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  for (let tries = 1; ; tries += 1) {
    const port = wanted ?? (await freePort());
    try {
      return { child: await startServer(cluster, port), port };
    } catch (error) {
      const taken = error instanceof EmbeddedError && error.code === 'port-taken';
      if (!taken || wanted !== undefined || tries === 5) throw error;
    }
  }
}

async function startServer(cluster: Cluster, port: number): Promise<ChildProcess> {
  const child = spawnServer(cluster, port);
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  const until = Date.now() + START_PATIENCE_MS;
  while (!ended && Date.now() < until) {
    const postmaster = readPostmaster(cluster.folder);
    if (postmaster?.pid === child.pid && postmaster?.ready) return child;
    await pause(15);
  }
  child.kill('SIGQUIT');
  const said = lastLogLines(cluster.logFile);
  if (/could not bind|could not create any TCP\/IP sockets/.test(said)) {
    throw new EmbeddedError(
      'port-taken',
      `Port ${port} is taken: PostgreSQL cannot listen on it. Give it another one.`,
    );
  }
  throw new EmbeddedError('start-failed', `PostgreSQL did not start on ${cluster.folder}: ${said}`);
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? found(address.port) : failed(new Error('no port'))));
    });
  });
}
