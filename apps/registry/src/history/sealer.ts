import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assertLogContinues, sealPending } from '@kinledger/audit';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import { sqlOf } from '../record.ts';
import { checkpointFile, LogKey } from './log-key.ts';

const EVERY_MS = 100;
const AFTER_ERROR_MS = 1_000;
/** Failures in a row after which the service says that it is not ready. */
const MOST_FAILURES = 5;

/**
 * Seals waiting events into the log, batch after batch. Any number of processes may run it: one at a time gets the
 * lock. The last checkpoint is kept beside the key, outside the database, so that a database rolled back to an older
 * state is noticed at start and nothing is signed on top of it.
 */
@Injectable()
export class Sealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('sealer');
  private readonly checkpointFile: string;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private failures = 0;

  constructor(
    private readonly database: DataSource,
    private readonly key: LogKey,
    config: Config,
  ) {
    this.checkpointFile = checkpointFile(config);
  }

  /** False when sealing fails again and again: what is confirmed gets no receipt. */
  get works(): boolean {
    return this.failures < MOST_FAILURES;
  }

  async onApplicationBootstrap(): Promise<void> {
    const seen = await readFile(this.checkpointFile, 'utf8').catch(() => undefined);
    if (seen !== undefined) await assertLogContinues(sqlOf(this.database), seen);
    this.running = this.run();
  }

  /** What was committed is sealed before the process ends. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    for (let last = false; !last; ) {
      last = this.stopped;
      const worked = await this.sealAll().then(
        () => true,
        (error: unknown) => this.tell(error),
      );
      this.failures = worked ? 0 : this.failures + 1;
      if (!last) await this.pause(worked ? EVERY_MS : AFTER_ERROR_MS);
    }
  }

  /** Seals until nothing waits, or another process is at it. */
  private async sealAll(): Promise<void> {
    for (;;) {
      const result = await this.database.transaction((tx) => sealPending(sqlOf(tx), this.key.signer));
      if (result.state !== 'sealed') return;
      await this.keep(result.checkpoint);
    }
  }

  private tell(error: unknown): false {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    this.logger.error({ message: 'sealing failed', code });
    return false;
  }

  /** Written under another name first, so that a reader sees the old or the new checkpoint, whole. */
  private async keep(checkpoint: string): Promise<void> {
    await mkdir(dirname(this.checkpointFile), { recursive: true });
    await writeFile(`${this.checkpointFile}.new`, checkpoint);
    await rename(`${this.checkpointFile}.new`, this.checkpointFile);
  }

  private async pause(ms: number): Promise<void> {
    for (let waited = 0; waited < ms && !this.stopped; waited += EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
}
