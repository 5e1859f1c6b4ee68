import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import { Announcements } from './announcements.ts';
import { BullRunner } from './bull-runner.ts';
import { JobsService } from './jobs.service.ts';
import { JobsStore } from './jobs.store.ts';
import { LocalRunner } from './local-runner.ts';

/** Due jobs are looked for this often even when nothing was announced: retries, expired claims, lost announcements. */
const SWEEP_MS = 1_000;

/** Starts the runner that the configuration names and wakes it. */
@Injectable()
export class Runner implements OnApplicationBootstrap, OnModuleDestroy {
  private runner: LocalRunner | BullRunner | undefined;
  private announcements: Announcements | undefined;
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    private readonly database: DataSource,
    private readonly jobs: JobsService,
    private readonly store: JobsStore,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { config, jobs, store } = this;
    const url = urlOf(this.database);
    const runner =
      config.redisUrl === undefined
        ? new LocalRunner(jobs, store)
        : await BullRunner.start(config.redisUrl, url, jobs, store);
    this.runner = runner;
    this.announcements = new Announcements(url, () => runner.wake());
    await this.announcements.start();
    this.sweep = setInterval(() => void this.sweepOnce(runner), SWEEP_MS);
  }

  private async sweepOnce(runner: LocalRunner | BullRunner): Promise<void> {
    await this.jobs.giveUpLost().catch(() => undefined); // the database is away: the next sweep does it
    runner.wake();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.sweep);
    await this.announcements?.stop();
    await this.runner?.stop();
  }
}

function urlOf({ options }: DataSource): string {
  if (options.type === 'postgres' && options.url !== undefined) return options.url;
  throw new Error('Jobs need a PostgreSQL address.');
}
