import { Client, type ClientConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { AuditLog1700000000001 } from './migrations/0001-audit-log.ts';
import { Access1700000000002 } from './migrations/0002-access.ts';
import { Submissions1700000000003 } from './migrations/0003-submissions.ts';
import { Cases1700000000004 } from './migrations/0004-cases.ts';
import { Jobs1700000000005 } from './migrations/0005-jobs.ts';
import { Timestamps1700000000006 } from './migrations/0006-timestamps.ts';
import { Erasure1700000000007 } from './migrations/0007-erasure.ts';
import { Uploads1700000000008 } from './migrations/0008-uploads.ts';
import { Reference1700000000009 } from './migrations/0009-reference.ts';
import { Receiving1700000000010 } from './migrations/0010-receiving.ts';
import { Rules1700000000011 } from './migrations/0011-rules.ts';
import { Effects1700000000012 } from './migrations/0012-effects.ts';
import { Searches1700000000013 } from './migrations/0013-searches.ts';
import { Reports1700000000014 } from './migrations/0014-reports.ts';
import { SearchErasure1700000000015 } from './migrations/0015-search-erasure.ts';

/** Forward only, in this order; a landed migration is never edited. */
export const MIGRATIONS = [
  AuditLog1700000000001,
  Access1700000000002,
  Submissions1700000000003,
  Cases1700000000004,
  Jobs1700000000005,
  Timestamps1700000000006,
  Erasure1700000000007,
  Uploads1700000000008,
  Reference1700000000009,
  Receiving1700000000010,
  Rules1700000000011,
  Effects1700000000012,
  Searches1700000000013,
  Reports1700000000014,
  SearchErasure1700000000015,
];

/**
 * A server that goes away may say so in the very packet that made the connection ready, before its user can listen: an
 * error that nobody hears would end the process. Queries on such a connection still fail.
 */
class SteadyClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => {});
  }
}

/** How the service and the tests open PostgreSQL. Tables come from migrations only, never from the entities. */
export function dataSourceOptions(url: string): DataSourceOptions & { readonly type: 'postgres' } {
  return {
    type: 'postgres',
    url,
    applicationName: 'kinledger',
    synchronize: false,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    poolSize: 16,
    connectTimeoutMS: 5_000,
    extra: { Client: SteadyClient, keepAlive: true, idleTimeoutMillis: 30_000 },
  };
}
