import { startEmbedded } from '../../../database/embedded.ts';
import { migrate } from '../../../database/migrate.ts';
import { FirstInvitation } from './access/first-invitation.ts';
import { TrialAccounts } from './access/trial-accounts.ts';
import { createApplication } from './application.ts';
import type { Config } from './config.ts';
import { Demo } from './demo/demo.ts';
import { endOn } from './process.ts';

/** Runs the service until the system asks it to end. Throws when it cannot start. */
export async function serve(config: Config): Promise<void> {
  const database = await openDatabase(config);
  try {
    const { url, warning } = await migrate(database.url, database.ownerUrl);
    if (warning !== undefined) console.warn(warning);
    const app = await createApplication(config, url);
    await greet(config, app.get(TrialAccounts), app.get(FirstInvitation));
    await app.listen(config.port, config.host);
    endOn(['SIGTERM', 'SIGINT'], async () => {
      await app.close();
      await database.stop();
    });
    if (process.argv.includes('--demo')) await app.get(Demo).load();
    console.log(`Kinledger is ready at ${config.publicUrl ?? addressOf(await app.getUrl())}`);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A real database when one is configured, else the bundled one, which ends with this process. */
async function openDatabase(
  config: Config,
): Promise<{ readonly url: string; readonly ownerUrl: string | undefined; stop(): Promise<void> }> {
  const { databaseUrl, databaseOwnerUrl } = config;
  if (databaseUrl !== undefined) return { url: databaseUrl, ownerUrl: databaseOwnerUrl, stop: async () => {} };
  return startEmbedded({ dataFolder: config.dataFolder });
}

/** A trial prints its sign-ins at every start; a real database its first invitation, once. */
async function greet(config: Config, trial: TrialAccounts, first: FirstInvitation): Promise<void> {
  if (config.databaseUrl === undefined) {
    console.log('This is a trial on the bundled database. Sign in as:');
    const accounts = await trial.ensure(config.dataFolder);
    for (const { name, password } of accounts) console.log(`  ${name.padEnd(14)} ${password}`);
    return;
  }
  const invitation = await first.ensure();
  if (invitation === undefined) return;
  const what = 'enter this one-time invitation for the administrator';
  console.log(`No account exists yet. Open /invitation and ${what}: ${invitation}`);
}

function addressOf(listening: string): string {
  return listening.replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost').replace('0.0.0.0', 'localhost');
}
