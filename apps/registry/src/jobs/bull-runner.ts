import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import type { JobsService } from './jobs.service.ts';
import type { JobsStore } from './jobs.store.ts';

const AT_ONCE = 2;
const BATCH = 1_000;
const GOODBYE_MS = 2_000;

/**
 * Distributes jobs over processes by Bull. Redis holds ids only: whatever it loses or delivers twice, PostgreSQL still
 * knows what is due, and the claim there lets one attempt at a time through.
 */
export class BullRunner {
  private readonly logger = new Logger('jobs');
  private readonly running = new Set<Promise<void>>();
  private adding: Promise<void> | undefined;
  private stopped = false;
  private trouble: unknown;

  private constructor(
    private readonly queue: Queue<Record<string, never>>,
    private readonly jobs: JobsService,
    private readonly store: JobsStore,
  ) {
    this.queue.on('error', (error) => this.noteTrouble(Reflect.get(error, 'code')));
    void this.queue.process(AT_ONCE, (job) => this.take(String(job.id))).catch(() => {});
  }

  /** Bull is loaded here: without a Redis nobody waits for it. */
  static async start(redisUrl: string, databaseUrl: string, jobs: JobsService, store: JobsStore): Promise<BullRunner> {
    const { default: Bull } = await import('bull');
    const queue = new Bull<Record<string, never>>(queueOf(databaseUrl), redisUrl, {
      redis: { maxRetriesPerRequest: null, enableReadyCheck: false },
      // a killed process's ids come back within seconds, however often that happens
      settings: { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 1_000_000 },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    });
    return new BullRunner(queue, jobs, store);
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
    this.stopped = true;
    await Promise.all(this.running);
    // with Redis away the connections never say goodbye
    await Promise.race([this.queue.close(true).catch(() => {}), pause(GOODBYE_MS, undefined, { ref: false })]);
  }

  /** Reconnecting meets the same trouble many times a second: it is told once, until work flows again. */
  private noteTrouble(code: unknown): void {
    if (this.stopped || code === this.trouble) return;
    this.trouble = code;
    this.logger.error({ message: 'the queue in Redis has trouble; jobs wait in the database', code });
  }

  private async addDue(): Promise<void> {
    const ids = await this.store.due(this.jobs.kinds, BATCH);
    if (ids.length > 0) await this.queue.addBulk(ids.map((jobId) => ({ data: {}, opts: { jobId } })));
  }

  /** An id that is not taken here is due again at the next sweep of whoever is left. */
  private async take(id: string): Promise<void> {
    const work = this.stopped ? Promise.resolve() : this.claimAndRun(id);
    this.running.add(work);
    await work.finally(() => this.running.delete(work));
  }

  private async claimAndRun(id: string): Promise<void> {
    const attempt = await this.store.claimOne(id, this.jobs.kinds);
    this.trouble = undefined;
    if (attempt !== undefined) await this.jobs.run(attempt);
  }
}

/** One queue per database, so that services on one Redis do not take each other's ids. */
function queueOf(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `kinledger-${createHash('sha256').update(`${hostname}:${port}${pathname}`).digest('hex').slice(0, 16)}`;
}
