import { DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import { dataSourceOptions } from './data-source.ts';
import { DatabaseError } from './database-error.ts';
import { grantRights } from './rights.ts';
import { ensureServiceRole, inServiceRole, mayChangeRecords, SERVICE_ROLE } from './service-role.ts';

/** How the service connects. */
export interface ServiceAccess {
  readonly url: string;
  /** Set when the service could change its own records: a sentence that says how to keep it from that. */
  readonly warning?: string;
}

const OLDEST = 140_000;
/** Any number, the same in every process. */
const LOCK = 0x6b696e6c;

const WARNING =
  'The login of DATABASE_URL could change records: it has more rights than to add and read, and may not make or take the role kinledger_service. "Production" in CONTRIBUTING.md says which logins to make.';

/**
 * Brings the tables up to date and gives the service the rights it needs and no other. `ownerUrl` is the login that owns
 * the tables. Without it the login of `url` does, and the service's connections take a role that may only add and read.
 * Processes that start together wait for one another. Throws DatabaseError.
 */
export async function migrate(url: string, ownerUrl?: string): Promise<ServiceAccess> {
  const source = await open(ownerUrl ?? url, ownerUrl === undefined ? 'DATABASE_URL' : 'DATABASE_OWNER_URL');
  try {
    const runner = source.createQueryRunner();
    const [{ version }] = await runner.query(`SELECT current_setting('server_version_num')::int AS version`);
    if (version < OLDEST) throw new DatabaseError('DATABASE_URL leads to a PostgreSQL older than 14; use 14 or newer.');
    await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    try {
      await source.runMigrations().catch(explain);
      return ownerUrl === undefined ? await withOneLogin(runner, url) : await withTwoLogins(runner, url);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
      await runner.release();
    }
  } finally {
    await source.destroy();
  }
}

/** The login of `url` owns the tables, or somebody has prepared both tables and rights for it. */
async function withOneLogin(runner: QueryRunner, url: string): Promise<ServiceAccess> {
  if (!(await mayChangeRecords(runner))) return { url };
  if (!(await ensureServiceRole(runner))) return { url, warning: WARNING };
  try {
    await grantRights(runner, SERVICE_ROLE);
  } catch (error) {
    if (isForbidden(error)) return { url, warning: WARNING }; // it has rights, but is not the owner who can pass them on
    throw error;
  }
  return checked(inServiceRole(url));
}

async function withTwoLogins(owner: QueryRunner, url: string): Promise<ServiceAccess> {
  await grantRights(owner, await withService(url, roleOf));
  return checked(url);
}

async function checked(url: string): Promise<ServiceAccess> {
  return (await withService(url, mayChangeRecords)) ? { url, warning: WARNING } : { url };
}

async function roleOf(service: QueryRunner): Promise<string> {
  const [{ role }] = await service.query('SELECT current_user AS role');
  return role;
}

async function withService<T>(url: string, ask: (service: QueryRunner) => Promise<T>): Promise<T> {
  const source = await open(url, 'DATABASE_URL');
  try {
    return await ask(source.createQueryRunner());
  } finally {
    await source.destroy();
  }
}

async function open(url: string, name: string): Promise<DataSource> {
  try {
    return await new DataSource(dataSourceOptions(url)).initialize();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    const detail = `${name} leads to no PostgreSQL that lets us in`;
    throw new DatabaseError(`${detail} (${code}). Check host, port, database, user and password.`, { cause: error });
  }
}

/** PostgreSQL's insufficient_privilege. */
function isForbidden(error: unknown): boolean {
  return error instanceof QueryFailedError && Reflect.get(error.driverError, 'code') === '42501';
}

function explain(error: unknown): never {
  if (!isForbidden(error)) throw error;
  const detail = 'The login of DATABASE_URL may not make or change tables, and they are not those of this version';
  throw new DatabaseError(`${detail}. Set DATABASE_OWNER_URL to the login that owns them.`, { cause: error });
}
