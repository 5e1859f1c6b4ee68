import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { invitePeople, type People } from './people.ts';
import { migratedDatabase } from './postgres.ts';
import { type Service, type ServiceOptions, startService } from './service.ts';

/** The whole service on a database of its own, with people of every role, and the database to look into. */
export interface Journey {
  readonly service: Service;
  readonly people: People;
  readonly sql: Client;
  readonly databaseUrl: string;
  readonly dataFolder: string;
  end(): Promise<void>;
}

/** Starts it, or leaves nothing behind. */
export async function startJourney(options: Pick<ServiceOptions, 'redisUrl' | 'env'> = {}): Promise<Journey> {
  const undo: (() => unknown)[] = [];
  const end = async () => {
    for (const each of undo.splice(0).reverse()) await each();
  };
  try {
    const database = await migratedDatabase();
    undo.push(() => database.close());
    const dataFolder = mkdtempSync(join(tmpdir(), 'kinledger-journey-'));
    undo.push(() => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20 }));
    const sql = new Client({ connectionString: database.url });
    await sql.connect();
    undo.push(() => sql.end());
    const service = await startService({ ...options, databaseUrl: database.url, dataFolder });
    undo.push(() => service.stop());
    return { service, people: await invitePeople(service), sql, databaseUrl: database.url, dataFolder, end };
  } catch (error) {
    await end();
    throw error;
  }
}
