import { migrate } from '../../database/migrate.ts';
import { databaseOn, runOn, TEMPLATE } from './postgres.ts';

/** Makes the template that `migratedDatabase` copies. */
export async function makeTemplate(server: string): Promise<void> {
  await runOn(server, `CREATE DATABASE ${TEMPLATE} STRATEGY file_copy`);
  await migrate(databaseOn(server, TEMPLATE));
}
