import type { JobsService } from './jobs.service.ts';
import type { JobsStore } from './jobs.store.ts';

const AT_ONCE = 2;

/** Runs jobs in this process, straight from PostgreSQL. */
export class LocalRunner {
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobsStore,
  ) {}

  /** Something may be due: takes work until nothing is, or enough is running. */
  wake(): void {
    while (!this.stopped && this.running.size < AT_ONCE) {
      const work: Promise<void> = this.workOff().finally(() => this.running.delete(work));
      this.running.add(work);
    }
  }

  /** Takes nothing new and waits for what is running. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private async workOff(): Promise<void> {
    while (!this.stopped) {
      const attempt = await this.store.claimNext(this.jobs.kinds).catch(() => undefined);
      if (attempt === undefined) return;
      await this.jobs.run(attempt);
    }
  }
}
