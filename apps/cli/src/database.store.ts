import type { Sql } from '@kinledger/audit';
import { Client } from 'pg';

/**
 * Runs `act` on one unchanging view of the database, in which every row is seen: with row-level security that would hide
 * some, PostgreSQL refuses instead, and a hidden row does not look like a deleted one. Nothing can be written.
 */
export async function withDatabase<T>(url: string | undefined, act: (sql: Sql) => Promise<T>): Promise<T> {
  if (url === undefined || url === '') throw new Error('Say which database: --reconcile URL, or set DATABASE_URL.');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await client.query('SET LOCAL row_security = off');
    return await act(async (text, parameters) => (await client.query(text, [...parameters])).rows);
  } finally {
    await client.end();
  }
}
