import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { readConfig } from '../../apps/registry/src/config.ts';
import { type JobHandler, JobsService } from '../../apps/registry/src/jobs/jobs.service.ts';
import { JobsStore } from '../../apps/registry/src/jobs/jobs.store.ts';
import { Runner } from '../../apps/registry/src/jobs/runner.ts';
import { dataSourceOptions } from '../../database/data-source.ts';
import { migratedDatabase, type TestDatabase } from './postgres.ts';

/** What one process of the service has for its jobs. */
export interface Worker {
  readonly database: DataSource;
  readonly jobs: JobsService;
  readonly store: JobsStore;
  /** Asks for the job in a transaction of its own; returns its subject. */
  ask(kind: string): Promise<string>;
  stop(): Promise<void>;
}

/** A worker on the database with these handlers; by Bull when a Redis is given. Requires a migrated database. */
export async function startWorker(
  databaseUrl: string,
  handlers: Readonly<Record<string, (worker: Pick<Worker, 'database' | 'jobs'>) => JobHandler>>,
  redisUrl?: string,
): Promise<Worker> {
  const database = await new DataSource(dataSourceOptions(databaseUrl)).initialize();
  const store = new JobsStore(database);
  const jobs = new JobsService(database, store);
  for (const [kind, handler] of Object.entries(handlers)) jobs.register(kind, handler({ database, jobs }));
  const runner = new Runner(readConfig({ REDIS_URL: redisUrl }, process.cwd()), database, jobs, store);
  await runner.onApplicationBootstrap();
  const ask = async (kind: string) => {
    const subject = newId();
    await database.transaction((tx) => jobs.enqueue(tx, kind, subject));
    return subject;
  };
  const stop = async () => {
    await runner.onModuleDestroy();
    await database.destroy();
  };
  return { database, jobs, store, ask, stop };
}

/** A handler whose effect is a row per run, committed together with the job's end. Requires `databaseForJobs`. */
export function countingHandler(workMs = 0) {
  return ({ database, jobs }: Pick<Worker, 'database' | 'jobs'>): JobHandler =>
    async (subject, attempt) => {
      if (workMs > 0) await pause(workMs);
      await database.transaction(async (tx) => {
        await tx.query('INSERT INTO run (subject) VALUES ($1)', [subject]);
        await jobs.finish(tx, attempt);
      });
    };
}

/** A migrated database with the table of effects. No key: a doubled effect must show. */
export async function databaseForJobs(): Promise<TestDatabase> {
  const database = await migratedDatabase();
  const source = await new DataSource(dataSourceOptions(database.url)).initialize();
  await source.query('CREATE TABLE run (subject uuid NOT NULL)');
  await source.destroy();
  return database;
}

/** Waits until `fact` holds, or throws after `patienceMs`. */
export async function until(fact: () => Promise<boolean> | boolean, what: string, patienceMs = 60_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await fact())) {
    if (Date.now() > end) throw new Error(`Waited ${patienceMs} ms in vain: ${what}.`);
    await pause(20);
  }
}

/** Number of jobs in each state. */
export async function jobStates(database: DataSource): Promise<Readonly<Record<string, number>>> {
  const rows: { state: string; count: number }[] = await database.query(
    'SELECT state, count(*)::int AS count FROM job GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** How often each subject's effect happened: `{ 1: 40 }` when forty happened exactly once. */
export async function effects(database: DataSource): Promise<Readonly<Record<string, number>>> {
  const rows: { times: number; count: number }[] = await database.query(
    'SELECT times, count(*)::int AS count FROM (SELECT count(*)::int AS times FROM run GROUP BY subject) t GROUP BY times',
  );
  return Object.fromEntries(rows.map(({ times, count }) => [times, count]));
}
