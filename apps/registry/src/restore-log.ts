import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ReadFile, restoreLog } from '@kinledger/audit';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../database/data-source.ts';
import { migrate } from '../../../database/migrate.ts';
import { ConfigError, readConfig } from './config.ts';
import { LogKey } from './history/log-key.ts';
import { endWith } from './process.ts';
import { sqlOf } from './record.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

/**
 * `node dist/apps/registry/src/restore-log.js FOLDER`: after a restore from an older backup, brings back the events that a
 * mirror of the log still has, so that the log can go on. The service must be stopped. Reads the settings of the service.
 */
async function restore(folder: string | undefined): Promise<void> {
  const config = readConfig(process.env, ROOT);
  if (config.databaseUrl === undefined) throw new ConfigError('DATABASE_URL must be set: to the restored database.');
  const read: ReadFile = (path) => readFile(join(folder ?? '', path)).catch(() => undefined);
  const checkpoint = folder === undefined ? undefined : await read('checkpoint');
  if (checkpoint === undefined)
    throw new ConfigError('Name a folder with a copy of the log, as `kinledger mirror` makes it.');
  const { signer, former } = await LogKey.open(config, [new TextDecoder().decode(checkpoint)]);
  const own = [signer, former].flatMap((each) => each?.verifierKey ?? []);
  await migrate(config.databaseUrl, config.databaseOwnerUrl);
  // The service's login cannot write events of another time.
  const owner = config.databaseOwnerUrl ?? config.databaseUrl;
  const database = await new DataSource(dataSourceOptions(owner)).initialize();
  try {
    const trust = { logKeys: config.logPolicy?.logKeys ?? own };
    const { from, to } = await database.transaction((tx) => restoreLog(sqlOf(tx), read, trust, signer, randomBytes));
    console.log(`The database held ${from} events of the log and now holds ${to}.`);
  } finally {
    await database.destroy();
  }
}

restore(process.argv[2]).catch(endWith);
