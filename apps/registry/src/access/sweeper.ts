import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { IdempotencyStore } from './idempotency.store.ts';
import { SessionsStore } from './sessions.store.ts';

const EVERY_MS = 10 * 60_000;

/** Removes ended sessions, old sign-in failures and kept answers, which no longer have any effect. */
@Injectable()
export class AccessSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('access');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sessions: SessionsStore,
    private readonly answers: IdempotencyStore,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      await this.sessions.sweep();
      await this.answers.sweep();
    } catch {
      this.logger.warn('Ended sessions could not be removed now; the next turn tries again.');
    }
  }
}
