import { DataSource } from 'typeorm';
import { ACCESS_ENTITIES } from '../../apps/registry/src/access/access.entity.ts';
import { AccountsService } from '../../apps/registry/src/access/accounts.service.ts';
import { AccountsStore } from '../../apps/registry/src/access/accounts.store.ts';
import type { Actor, Role } from '../../apps/registry/src/access/actor.ts';
import { FirstInvitation } from '../../apps/registry/src/access/first-invitation.ts';
import { IdempotencyStore } from '../../apps/registry/src/access/idempotency.store.ts';
import { Idempotency } from '../../apps/registry/src/access/idempotency.ts';
import { InstallationStore } from '../../apps/registry/src/access/installation.store.ts';
import { KeysService } from '../../apps/registry/src/access/keys.service.ts';
import { KeysStore } from '../../apps/registry/src/access/keys.store.ts';
import { createAccount } from '../../apps/registry/src/access/new-accounts.ts';
import { Passwords } from '../../apps/registry/src/access/passwords.ts';
import { SessionsService } from '../../apps/registry/src/access/sessions.service.ts';
import { SessionsStore } from '../../apps/registry/src/access/sessions.store.ts';
import { TrialAccounts } from '../../apps/registry/src/access/trial-accounts.ts';
import { dataSourceOptions } from '../../database/data-source.ts';
import { AuditLog1700000000001 } from '../../database/migrations/0001-audit-log.ts';
import { Access1700000000002 } from '../../database/migrations/0002-access.ts';
import { grantRights } from '../../database/rights.ts';
import { ensureServiceRole, inServiceRole, SERVICE_ROLE } from '../../database/service-role.ts';
import { freshDatabase } from './postgres.ts';
import { tamper } from './records.ts';

export const PASSWORD = 'long enough for a test';

interface AccessEvent {
  readonly at: string;
  readonly type: string;
  readonly actor: string | null;
  readonly facts?: Readonly<Record<string, unknown>>;
}

export type AccessServices = Awaited<ReturnType<typeof accessServices>>;

/** The owner of a new database that has no other tables than those of `access/` and the log. */
async function ownerOf(url: string): Promise<DataSource> {
  const migrations = [AuditLog1700000000001, Access1700000000002];
  const owner = await new DataSource({ ...dataSourceOptions(url), migrations }).initialize();
  await owner.runMigrations();
  const runner = owner.createQueryRunner();
  await ensureServiceRole(runner);
  await grantRights(runner, SERVICE_ROLE);
  await runner.release();
  return owner;
}

/** The services of `access/` in the role of the service, on a new database that `owner` owns. */
export async function accessServices() {
  const { url, close: drop } = await freshDatabase();
  const owner = await ownerOf(url);
  const database = await new DataSource({
    ...dataSourceOptions(inServiceRole(url)),
    entities: ACCESS_ENTITIES,
  }).initialize();
  const passwords = new Passwords();
  const [accountsStore, sessionsStore, keysStore] = [
    new AccountsStore(database),
    new SessionsStore(database),
    new KeysStore(database),
  ];
  const installation = new InstallationStore(database);
  const idempotency = new Idempotency(database, new IdempotencyStore(database));
  const accounts = new AccountsService(database, accountsStore, passwords, idempotency);
  const close = async () => {
    await database.destroy();
    await owner.destroy();
    await drop();
  };
  /** An account as an accepted invitation makes it, without the steps. */
  const join = async (role: Role, name: string, laboratoryId: string | null = null): Promise<Actor> => {
    const account = { name, role, laboratoryId, invitationId: null, passwordHash: await passwords.hash(PASSWORD) };
    const accountId = await database.transaction((tx) => createAccount(tx, accountsStore, account));
    return { accountId, name, role, laboratoryId, via: 'session' };
  };
  /** The log's events as their types and facts, oldest first: ids of one millisecond are in no order, times are. */
  const events = async (): Promise<AccessEvent[]> => {
    const rows: { body: Buffer }[] = await database.query('SELECT body FROM audit.event');
    const found: AccessEvent[] = rows.map(({ body }) => JSON.parse(body.toString()));
    return found.sort((one, other) => (one.at < other.at ? -1 : 1));
  };
  /** Rows of the past, as only someone who owns the tables could make them. */
  const makeOld = (table: string, which: string) =>
    tamper(owner, table, `UPDATE ${table} SET created_at = created_at - interval '30 days' WHERE ${which}`);
  return {
    url,
    makeOld,
    owner,
    database,
    close,
    join,
    events,
    passwords,
    idempotency,
    accounts,
    accountsStore,
    sessions: new SessionsService(database, accountsStore, sessionsStore, passwords),
    sessionsStore,
    keys: new KeysService(keysStore, idempotency),
    keysStore,
    trial: new TrialAccounts(database, accountsStore, installation, passwords),
    first: new FirstInvitation(database, accountsStore, installation),
    installation,
  };
}
