import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import Bull from 'bull';
import type { JobsService } from './jobs.service.ts';
import type { JobsStore } from './jobs.store.ts';

const AT_ONCE = 2;
const BATCH = 1_000;

/**
 * Distributes jobs over processes by Bull. Redis holds ids only: whatever it loses or delivers twice, PostgreSQL still
 * knows what is due, and the claim there lets one attempt at a time through.
 */
export class BullRunner {
  private readonly logger = new Logger('jobs');
  private readonly queue: Bull.Queue<Record<string, never>>;
  private adding: Promise<void> | undefined;

  constructor(
    redisUrl: string,
    databaseUrl: string,
    private readonly jobs: JobsService,
    private readonly store: JobsStore,
  ) {
    this.queue = new Bull(queueOf(databaseUrl), redisUrl, {
      redis: { maxRetriesPerRequest: null, enableReadyCheck: false },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    });
    this.queue.on('error', (error) => this.logger.error({ message: 'redis', code: Reflect.get(error, 'code') }));
    void this.queue.process(AT_ONCE, (job) => this.take(String(job.id))).catch(() => {});
  }

  /** Something may be due: hands every due id to Redis. An id that waits there already is not added twice. */
  wake(): void {
    this.adding ??= this.addDue()
      .catch(() => {})
      .finally(() => {
        this.adding = undefined;
      });
  }

  /** Takes nothing new and waits for what is running. */
  async stop(): Promise<void> {
    await this.queue.close();
  }

  private async addDue(): Promise<void> {
    const ids = await this.store.due(BATCH);
    if (ids.length > 0) await this.queue.addBulk(ids.map((jobId) => ({ data: {}, opts: { jobId } })));
  }

  private async take(id: string): Promise<void> {
    const attempt = await this.store.claimOne(id);
    if (attempt !== undefined) await this.jobs.run(attempt);
  }
}

/** One queue per database, so that services on one Redis do not take each other's ids. */
function queueOf(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `kinledger-${createHash('sha256').update(`${hostname}:${port}${pathname}`).digest('hex').slice(0, 16)}`;
}
