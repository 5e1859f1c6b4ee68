import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedError } from './embedded-binaries.ts';

/** A process that cannot be mistaken for a later one with the same number. */
interface Owner {
  readonly pid: number;
  /** When the kernel started it, in the kernel's own words. */
  readonly started: string;
}

/** Right to use a data folder, held by one living process. */
export interface Claim {
  release(): void;
}

const STOP_PATIENCE_MS = 20_000;

/**
 * Claims the data folder for this process. Refused while another living process holds it; a claim left by a process
 * that died (kill -9, power cut) is taken over.
 */
export function claimFolder(dataFolder: string): Claim {
  const path = join(dataFolder, 'owner.json');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? '' } satisfies Owner);
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return { release: () => releaseIfMine(path, mine) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    setAsideIfDead(path, dataFolder);
  }
  throw inUse(dataFolder, 'another process');
}

function inUse(dataFolder: string, who: string): EmbeddedError {
  return new EmbeddedError(
    'folder-in-use',
    `The data folder ${dataFolder} is in use by ${who}. Stop it first, or choose another folder with KINLEDGER_DATA.`,
  );
}

/** Two starters may both see a dead claim: the file is moved first and looked at again, so that no living claim is lost. */
function setAsideIfDead(path: string, dataFolder: string): void {
  refuseIfAlive(path, dataFolder);
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    refuseIfAlive(aside, dataFolder);
  } catch (error) {
    putBack(aside, path);
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch {
    // a third process has claimed the folder in between: its claim stands
  }
}

function refuseIfAlive(path: string, dataFolder: string): void {
  const owner = readOwner(path);
  if (owner && startOf(owner.pid) === owner.started) throw inUse(dataFolder, `process ${owner.pid}`);
}

function readOwner(path: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner>;
    return typeof owner.pid === 'number' ? { pid: owner.pid, started: String(owner.started) } : undefined;
  } catch {
    return undefined; // gone meanwhile, or cut off by the crash that ended its writer
  }
}

function releaseIfMine(path: string, mine: string): void {
  try {
    if (readFileSync(path, 'utf8') === mine) rmSync(path);
  } catch {
    // already gone
  }
}

/** When process `pid` started; undefined when it is not running (a zombie is not running). */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return psColumn(pid, 'lstart');
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // proc(5): from field 3, the state, on
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function psColumn(pid: number, column: string): string | undefined {
  const text = execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  return text === '' ? undefined : text;
}

/** What postmaster.pid says: the process and whether it takes connections. Undefined without such a file. */
export function readPostmaster(cluster: string): { readonly pid: number; readonly ready: boolean } | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stops a PostgreSQL that outlived its owner, so that the folder can be started anew. A postmaster.pid whose number now
 * belongs to some other program (after a reboot, in a new container) is removed; that program is left alone.
 * Requires the claim on the folder.
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const postmaster = readPostmaster(cluster);
  if (!postmaster) return;
  const started = startOf(postmaster.pid);
  if (started === undefined) return; // PostgreSQL itself clears a stale file after looking for left-over backends
  if (!servesFolder(postmaster.pid, cluster)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  await stopProcess(postmaster.pid);
}

/** Fast shutdown (SIGINT), and immediate shutdown (SIGQUIT) when that takes too long; data is safe in both cases. */
export async function stopProcess(pid: number): Promise<void> {
  const started = startOf(pid);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    const until = Date.now() + STOP_PATIENCE_MS;
    if (started === undefined || startOf(pid) !== started) return;
    process.kill(pid, signal);
    while (Date.now() < until) {
      if (startOf(pid) !== started) return;
      await pause(10);
    }
  }
}

/** The marker that a server carries on its command line, where every user may read it. */
export function folderMarker(cluster: string): string {
  return `kinledger.folder=${realpathSync(cluster)}`;
}

function servesFolder(pid: number, cluster: string): boolean {
  const command =
    process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ')
      : psColumn(pid, 'command');
  return command?.includes(folderMarker(cluster)) === true;
}
