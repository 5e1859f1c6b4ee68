import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.ts';

/** A database that cannot be used. The message is a sentence for whoever set DATABASE_URL, without the address itself. */
export class DatabaseError extends Error {}

const OLDEST = 140_000;
/** Any number, the same in every process. */
const LOCK = 0x6b696e6c;

/** Brings the tables up to date. Processes that start together wait for one another. Throws DatabaseError. */
export async function migrate(url: string): Promise<void> {
  const source = await open(url);
  try {
    const runner = source.createQueryRunner();
    const [{ version }] = await runner.query(`SELECT current_setting('server_version_num')::int AS version`);
    if (version < OLDEST) throw new DatabaseError('DATABASE_URL leads to a PostgreSQL older than 14; use 14 or newer.');
    await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    try {
      await source.runMigrations();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
      await runner.release();
    }
  } finally {
    await source.destroy();
  }
}

async function open(url: string): Promise<DataSource> {
  try {
    return await new DataSource(dataSourceOptions(url)).initialize();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    const detail = 'DATABASE_URL leads to no PostgreSQL that lets us in';
    throw new DatabaseError(`${detail} (${code}). Check host, port, database, user and password.`, { cause: error });
  }
}
