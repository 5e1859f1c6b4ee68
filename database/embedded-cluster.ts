import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Binaries, EmbeddedError, type ServerUser } from './embedded-binaries.ts';
import { folderMarker } from './embedded-owner.ts';

/** One database cluster on disk and how its programs are run. */
export interface Cluster {
  readonly binaries: Binaries;
  /** Holds PG_VERSION once made; belongs to `user`. */
  readonly folder: string;
  readonly logFile: string;
  readonly user: ServerUser | undefined;
  /** False only for throw-away clusters: a power cut may then cost the data. */
  readonly durable: boolean;
}

const DATABASE = 'kinledger';
/** The login that owns the database and its tables, and the service's, which owns nothing. */
const OWNER = 'kinledger_owner';
const SERVICE = 'kinledger';

export interface Passwords {
  readonly owner: string;
  readonly service: string;
}

/**
 * Makes a new cluster: checksums, UTF-8 with the built-in C.UTF-8 order (the same on every machine), password needed
 * for every connection. It is made beside its place and moved there when whole, so that a cut-off start leaves nothing.
 */
export async function createCluster(cluster: Cluster): Promise<void> {
  const folder = `${cluster.folder}.new`;
  rmSync(folder, { recursive: true, force: true }); // of an earlier start that was cut off: never held data
  mkdirSync(folder, { mode: 0o700 });
  if (cluster.user) chownSync(folder, cluster.user.uid, cluster.user.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const flags = ['--username=postgres', '--auth=reject', '--data-checksums', ...locale];
  if (!cluster.durable) flags.push('--no-sync');
  await runProgram({ ...cluster, folder }, 'initdb', flags);
  const logins = cluster.durable ? `${OWNER},${SERVICE}` : 'all';
  writeFileSync(join(folder, 'pg_hba.conf'), `host all ${logins} 127.0.0.1/32 scram-sha-256\n`);
  renameSync(folder, cluster.folder);
}

/**
 * Gives both logins their passwords, making them and the database when they are not there. Neither is a superuser:
 * triggers and grants bind them. On a throw-away cluster the owner may make databases and logins. Requires a stopped server.
 */
export async function prepareRoles(cluster: Cluster, passwords: Passwords): Promise<void> {
  const more = cluster.durable ? 'NOCREATEDB NOCREATEROLE' : 'CREATEDB CREATEROLE';
  const statements = [
    ...login(OWNER, `${more} PASSWORD '${passwords.owner}'`),
    ...login(SERVICE, `NOCREATEDB NOCREATEROLE PASSWORD '${passwords.service}'`),
  ];
  await runProgram(cluster, 'postgres', ['--single', '-F', '-c', 'log_statement=none'], `${statements.join('\n')}\n`);
  await runProgram(cluster, 'postgres', ['--single'], `CREATE DATABASE ${DATABASE} OWNER ${OWNER};\nCHECKPOINT;\n`);
}

function login(role: string, rights: string): readonly string[] {
  return [
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role}; END IF; END $$;`,
    `ALTER ROLE ${role} LOGIN NOSUPERUSER ${rights};`,
  ];
}

/** Addresses of the database on a running server, for its owner and for the service. */
export function databaseUrls(passwords: Passwords, port: number): { readonly ownerUrl: string; readonly url: string } {
  const urlOf = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;
  return { ownerUrl: urlOf(OWNER, passwords.owner), url: urlOf(SERVICE, passwords.service) };
}

/** Starts the server process; it outlives Ctrl-C in our terminal, so that we can finish our own work first. */
export function spawnServer(cluster: Cluster, port: number): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    // one test run has several services with their workers on one throw-away server
    max_connections: cluster.durable ? '100' : '300',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // names and alleles are data: statements and values stay out of the server's log
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  // a vacuum at work in a database keeps the role of the service from dropping it
  if (!cluster.durable) Object.assign(settings, { fsync: 'off', full_page_writes: 'off', autovacuum: 'off' });
  const marker = folderMarker(cluster.folder);
  const flags = [...Object.entries(settings).map(([name, value]) => `${name}=${value}`), marker];
  rotateLog(cluster.logFile);
  const log = openSync(cluster.logFile, 'a', 0o600);
  try {
    const args = flags.flatMap((flag) => ['-c', flag]);
    return spawnProgram(cluster, 'postgres', args, ['ignore', log, log], true);
  } finally {
    closeSync(log);
  }
}

const LOG_LIMIT_BYTES = 10_000_000;

function rotateLog(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.old`);
}

/** The reasons the server gave last, for an error message. */
export function lastLogLines(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20);
  const reasons = lines.filter((line) => /\b(FATAL|PANIC|HINT|could not)\b/.test(line));
  return (reasons.length > 0 ? reasons : lines).slice(-3).join(' / ');
}

async function runProgram(cluster: Cluster, name: string, flags: readonly string[], input = ''): Promise<void> {
  const child = spawnProgram(cluster, name, flags, ['pipe', 'pipe', 'pipe'], false);
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  child.stdin?.on('error', () => undefined); // a program that ended early says why on stderr
  child.stdin?.end(input);
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  });
  if (code === 0) return;
  appendFileSync(cluster.logFile, said, { mode: 0o600 });
  throw new EmbeddedError('start-failed', `${name} failed (${code}) in ${cluster.folder}; see ${cluster.logFile}.`);
}

/** A folder that PostgreSQL's user cannot reach by name (closed parents) is handed over as an open descriptor. Linux only. */
function spawnProgram(
  cluster: Cluster,
  name: string,
  flags: readonly string[],
  stdio: readonly ('ignore' | 'pipe' | number)[],
  detached: boolean,
): ChildProcess {
  const handedOver = canReach(dirname(cluster.folder), cluster.user) ? undefined : openSync(cluster.folder, 'r');
  const path = handedOver === undefined ? realpathSync(cluster.folder) : `/proc/self/fd/${stdio.length}`;
  const place = ['-D', path];
  const args = flags[0] === '--single' ? ['--single', ...place, ...flags.slice(1), 'postgres'] : [...place, ...flags];
  try {
    return spawn(join(cluster.binaries.folder, 'bin', name), args, {
      ...cluster.user,
      cwd: '/',
      detached,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: handedOver === undefined ? [...stdio] : [...stdio, handedOver],
    });
  } finally {
    if (handedOver !== undefined) closeSync(handedOver);
  }
}

/** By the mode bits: may `user` walk through this folder and every folder above it? */
function canReach(folder: string, user: ServerUser | undefined): boolean {
  if (!user) return true;
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** The folder of keys and database: others may pass through to what is theirs (PostgreSQL's own part), not look around. */
export function openFolder(dataFolder: string, user: ServerUser | undefined): void {
  if (statSync(dataFolder, { throwIfNoEntry: false })) return;
  mkdirSync(dataFolder, { recursive: true });
  chmodSync(dataFolder, user ? 0o711 : 0o700);
}
