import { createHash } from 'node:crypto';
import { type Chance, createSigner, type LogSigner, readTile, type Sql, sealPending } from '@kinledger/audit';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { AuditLog1700000000001 } from '../../database/migrations/0001-audit-log.ts';
import { freshDatabase } from './postgres.ts';

/** A database with the tables of the audit log alone, and connections to it. */
export interface AuditDatabase {
  readonly sql: Sql;
  /** Runs `act` in a transaction of its own connection. */
  readonly transaction: <T>(act: (sql: Sql) => Promise<T>) => Promise<T>;
  readonly connect: () => Promise<{ readonly sql: Sql; readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
}

export async function auditDatabase(): Promise<AuditDatabase> {
  const database = await freshDatabase();
  const source = new DataSource({ type: 'postgres', url: database.url, migrations: [AuditLog1700000000001] });
  await (await source.initialize()).runMigrations();
  await source.destroy();
  const connect = async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    return { sql: sqlOf(client), close: () => client.end() };
  };
  const first = await connect();
  return {
    sql: first.sql,
    connect,
    transaction: async (act) => {
      const { sql, close } = await connect();
      try {
        await sql('BEGIN', []);
        const result = await act(sql);
        await sql('COMMIT', []);
        return result;
      } finally {
        await close();
      }
    },
    close: async () => {
      await first.close();
      await database.close();
    },
  };
}

const sqlOf =
  (client: Client): Sql =>
  async (text, parameters) =>
    (await client.query(text, [...parameters])).rows;

/** The same bytes in every run: SHA-256 of a counter. */
export function steadyChance(seed: string): Chance {
  let counter = 0;
  return (count) => {
    counter += 1;
    return new Uint8Array(createHash('sha256').update(`${seed} ${counter}`).digest().subarray(0, count));
  };
}

export const LOG_NAME = 'kinledger.example/log';
export const testSigner = (seed = 1): LogSigner => createSigner(new Uint8Array(32).fill(seed), LOG_NAME);

/** Seals everything that waits, one batch per transaction. */
export async function sealAll(database: AuditDatabase, signer = testSigner(), limit = 2000): Promise<void> {
  while ((await database.transaction((sql) => sealPending(sql, signer, { limit }))).state === 'sealed');
}

/** The whole log as a folder, path by path, as `mirror` would copy it. */
export async function exportLog(sql: Sql, paths: Iterable<string>): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const content = await readTile(sql, path);
    if (content !== undefined) files.set(path, content);
  }
  return files;
}

/** Queues the events number `from` up to, without, `to`, in this order, in one statement. */
export async function insertEvents(sql: Sql, from: number, to: number): Promise<void> {
  await sql(
    `INSERT INTO audit.event
     SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, convert_to('{"n":' || n || '}', 'UTF8')
     FROM generate_series($1::int, $2::int - 1) n`,
    [from, to],
  );
}
