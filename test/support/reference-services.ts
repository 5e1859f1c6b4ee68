import { DataSource } from 'typeorm';
import { ACCESS_ENTITIES } from '../../apps/registry/src/access/access.entity.ts';
import { AccountsStore } from '../../apps/registry/src/access/accounts.store.ts';
import type { Actor } from '../../apps/registry/src/access/actor.ts';
import { IdempotencyStore } from '../../apps/registry/src/access/idempotency.store.ts';
import { Idempotency } from '../../apps/registry/src/access/idempotency.ts';
import { createAccount } from '../../apps/registry/src/access/new-accounts.ts';
import { readConfig } from '../../apps/registry/src/config.ts';
import { JobsService } from '../../apps/registry/src/jobs/jobs.service.ts';
import { JobsStore } from '../../apps/registry/src/jobs/jobs.store.ts';
import { FiguresService } from '../../apps/registry/src/reference/figures.service.ts';
import { ImportsService } from '../../apps/registry/src/reference/imports.service.ts';
import { ReferenceService } from '../../apps/registry/src/reference/reference.service.ts';
import { ReferenceRetired, ReferenceVersion } from '../../apps/registry/src/reference/versions.entity.ts';
import { Versions } from '../../apps/registry/src/reference/versions.service.ts';
import { VersionsStore } from '../../apps/registry/src/reference/versions.store.ts';
import { dataSourceOptions } from '../../database/data-source.ts';
import { migratedDatabase } from './postgres.ts';

export type ReferenceServices = Awaited<ReturnType<typeof referenceServices>>;

/** The services of `reference/` in the role of the service on a new database, and an administrator. */
export async function referenceServices() {
  const database = await migratedDatabase();
  const entities = [...ACCESS_ENTITIES, ReferenceVersion, ReferenceRetired];
  const source = await new DataSource({ ...dataSourceOptions(database.serviceUrl), entities }).initialize();
  const store = new VersionsStore(source);
  const reference = new ReferenceService(readConfig({}, process.cwd()), store);
  const versions = new Versions(reference, store, new JobsService(source, new JobsStore(source)));
  const idempotency = new Idempotency(source, new IdempotencyStore(source));
  const account = { name: 'admin', role: 'administrator', laboratoryId: null, invitationId: null } as const;
  const accountId = await source.transaction((tx) =>
    createAccount(tx, new AccountsStore(source), { ...account, passwordHash: '$argon2id$none' }),
  );
  const administrator: Actor = { accountId, name: 'admin', role: 'administrator', laboratoryId: null, via: 'session' };
  const close = async () => {
    await source.destroy();
    await database.close();
  };
  return {
    url: database.url,
    source,
    reference,
    versions,
    imports: new ImportsService(reference, store, versions, idempotency, source),
    figures: new FiguresService(reference, store, versions, idempotency),
    administrator,
    close,
  };
}
