import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../database/data-source.ts';
import { EmbeddedError, startEmbedded } from '../../../database/embedded.ts';
import { FirstInvitation } from './access/first-invitation.ts';
import { TrialAccounts } from './access/trial-accounts.ts';
import { createApplication } from './application.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { Demo } from './demo/demo.ts';

/** dist/apps/registry/src/main.js lies four folders below the root. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

/** A real database when one is configured, else the bundled one, which ends with this process. */
async function openDatabase(config: Config): Promise<{ readonly url: string; stop(): Promise<void> }> {
  await mkdir(config.dataFolder, { recursive: true });
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} };
  return startEmbedded({ dataFolder: config.dataFolder });
}

async function migrate(url: string): Promise<void> {
  const source = await new DataSource(dataSourceOptions(url)).initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

async function start(): Promise<void> {
  const config = readConfig(process.env, ROOT);
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const app = await createApplication(config, database.url);
    await greet(config, app.get(TrialAccounts), app.get(FirstInvitation));
    await app.listen(config.port, config.host);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(
        signal,
        () =>
          void app
            .close()
            .finally(() => database.stop())
            .finally(() => process.exit(0)),
      );
    }
    const address =
      config.publicUrl ?? (await app.getUrl()).replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost');
    if (process.argv.includes('--demo')) await app.get(Demo).load();
    console.log(`Kinledger is ready at ${address}`);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A trial prints its sign-ins at every start; a real database its first invitation, once. */
async function greet(config: Config, trial: TrialAccounts, first: FirstInvitation): Promise<void> {
  if (config.databaseUrl === undefined) {
    console.log('This is a trial on the bundled database. Sign in as:');
    for (const { name, password } of await trial.ensure(config.dataFolder))
      console.log(`  ${name.padEnd(14)} ${password}`);
    return;
  }
  const invitation = await first.ensure();
  if (invitation === undefined) return;
  console.log(
    `No account exists yet. Open /invitation and enter this one-time invitation for the administrator: ${invitation}`,
  );
}

start().catch((error: unknown) => {
  const told = error instanceof ConfigError || error instanceof EmbeddedError;
  console.error(told ? error.message : error);
  process.exit(1);
});
