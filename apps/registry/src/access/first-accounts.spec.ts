import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccessServices, accessServices, PASSWORD } from '../../../../test/support/access-services.ts';
import { ROLES } from './actor.ts';

/** The first spec of a run starts PostgreSQL, on a machine that may be busy. */
jest.setTimeout(240_000);

const ADDRESS = '192.0.2.1';

let services: AccessServices;
let folder: string;

async function open(): Promise<void> {
  services = await accessServices();
  folder = await mkdtemp(join(tmpdir(), 'kinledger-access-'));
}

async function close(): Promise<void> {
  await services?.close();
  await rm(folder, { recursive: true, force: true });
}

describe('a trial', () => {
  beforeAll(open);
  afterAll(close);

  test('a trial has one account of each role, and the same passwords at every start', async () => {
    const first = await services.trial.ensure(folder);
    expect(first.map(({ role }) => role)).toEqual(ROLES);
    expect(new Set(first.map(({ password }) => password)).size).toBe(ROLES.length);
    for (const { password } of first) expect(password).toMatch(/^([b-z][aeiou]){2}(-([b-z][aeiou]){2}){3}$/);
    expect(await services.trial.ensure(folder)).toEqual(first);
    for (const { name, role, password } of first) {
      const { account } = await services.sessions.open({ name, password }, ADDRESS);
      expect(account.role).toBe(role);
      expect(account.laboratory?.name).toBe(role === 'laboratory' ? 'Trial laboratory' : undefined);
    }
  });

  test("only the folder's owner can read the trial passwords", async () => {
    await services.trial.ensure(folder);
    expect((await stat(join(folder, 'trial-accounts.json'))).mode & 0o777).toBe(0o600);
  });

  test('when the file is lost, new passwords replace the old ones', async () => {
    const [old] = await services.trial.ensure(folder);
    await rm(join(folder, 'trial-accounts.json'));
    const [now] = await services.trial.ensure(folder);
    const signIn = (password = '') => services.sessions.open({ name: old?.name ?? '', password }, ADDRESS);
    await expect(signIn(old?.password)).rejects.toMatchObject({ code: 'sign-in-refused' });
    await signIn(now?.password);
    expect(await services.database.query('SELECT count(*)::int AS n FROM account')).toEqual([{ n: ROLES.length }]);
  });

  test('a trial database is not taken for one of real cases', async () => {
    await services.trial.ensure(folder);
    await expect(services.first.ensure()).rejects.toThrow(/trial/);
  });

  test('the start page learns whether this is a trial and whether the demo is loaded', async () => {
    await services.trial.ensure(folder);
    expect(await services.installation.read()).toEqual({ trial: true, demoLoaded: false });
    const mark = () => services.database.transaction((tx) => services.installation.markDemoLoaded(tx));
    expect(await mark()).toBe(true);
    expect(await mark()).toBe(false);
    expect(await services.installation.read()).toEqual({ trial: true, demoLoaded: true });
  });

  test('a damaged file says what to do and keeps its content to itself', async () => {
    await services.trial.ensure(folder);
    const file = join(folder, 'trial-accounts.json');
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 50));
    await expect(services.trial.ensure(folder)).rejects.toThrow(/Delete it/);
  });
});

describe('a new database', () => {
  beforeEach(open);
  afterEach(close);

  test('two processes that start at once make the accounts once', async () => {
    await Promise.all([services.trial.ensure(folder), services.trial.ensure(folder)]);
    expect(await services.database.query('SELECT count(*)::int AS n FROM account')).toEqual([{ n: ROLES.length }]);
  });

  test('a database for real cases never gets trial accounts, nor a trial real ones', async () => {
    await services.first.ensure();
    await expect(services.trial.ensure(folder)).rejects.toThrow(/real cases/);
    expect(await services.database.query('SELECT count(*)::int AS n FROM account')).toEqual([{ n: 0 }]);
    await expect(services.owner.query('UPDATE installation SET trial = true')).rejects.toThrow(/never changed/);
    await expect(services.owner.query('DELETE FROM installation')).rejects.toThrow(/never changed/);
  });

  test('the first start gives one invitation, which makes the first administrator', async () => {
    expect(await services.installation.read()).toEqual({ trial: false, demoLoaded: false });
    const token = await services.first.ensure();
    expect(await services.first.ensure()).toBeUndefined();
    const account = await services.accounts.accept({ invitation: token ?? '', password: PASSWORD });
    expect(account).toMatchObject({ name: 'administrator', role: 'administrator' });
    expect(await services.first.ensure()).toBeUndefined();
  });

  test('two processes that start at once give one invitation', async () => {
    const tokens = await Promise.all([services.first.ensure(), services.first.ensure()]);
    expect(tokens.filter((token) => token !== undefined)).toHaveLength(1);
  });

  test('when the first invitation ran out unused, the next start gives a new one', async () => {
    const lost = await services.first.ensure();
    await services.makeOld('invitation', 'true');
    await Promise.all(Array.from({ length: 8 }, () => services.database.query('SELECT pg_sleep(0.2)')));
    const tokens = await Promise.all(Array.from({ length: 8 }, () => services.first.ensure()));
    const [token, ...more] = tokens.filter((each) => each !== undefined);
    expect(more).toEqual([]);
    expect(token).not.toBe(lost);
    await services.accounts.accept({ invitation: token ?? '', password: PASSWORD });
  });

  test('when the database was replaced, the passwords of the folder hold for the new one', async () => {
    const first = await services.trial.ensure(folder);
    await services.close();
    services = await accessServices();
    expect(await services.trial.ensure(folder)).toEqual(first);
    const [one] = first;
    await services.sessions.open({ name: one?.name ?? '', password: one?.password ?? '' }, ADDRESS);
  });
});
