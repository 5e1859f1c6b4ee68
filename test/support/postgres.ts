import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** Connects as the owner of the database; no superuser. */
  readonly url: string;
  /** Ends every connection that is left and drops the database. */
  close(): Promise<void>;
}

/** A new, empty database on the run's throw-away PostgreSQL, which starts with the first call of the run. */
export async function freshDatabase(): Promise<TestDatabase> {
  return newDatabase(await askServers('postgres'), 'template1');
}

/** The database of the run that has the project's tables and that nobody is connected to. */
export const TEMPLATE = 'migrated_template';

async function newDatabase(server: string, template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOn(server, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const url = databaseOn(server, name);
  return { url, close: () => runOn(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

export function databaseOn(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** One with the project's tables. */
export interface MigratedDatabase extends TestDatabase {
  /** Connects in the role of the service, which may add to the records and read them. */
  readonly serviceUrl: string;
}

/** A copy of the template, in a tenth of the time of the migrations. Specs that only need an empty one do not load TypeORM. */
export async function migratedDatabase(): Promise<MigratedDatabase> {
  const { inServiceRole } = await import('../../database/service-role.ts');
  const database = await newDatabase(await askServers('migrated'), TEMPLATE);
  return { ...database, serviceUrl: inServiceRole(database.url) };
}

/** The address of a server of this test run; empty when the run has no such server. */
export async function askServers(name: 'postgres' | 'migrated' | 'redis'): Promise<string> {
  const offered = process.env.TEST_SERVERS;
  if (!offered) throw new Error('No test servers: run this spec through jest with the project configuration.');
  const response = await fetch(`${offered}/${name}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`The test ${name} server did not start: ${text}`);
  return text;
}

export async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
