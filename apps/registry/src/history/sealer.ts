import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertLogContinues, sealPending } from '@kinledger/audit';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import { sqlOf } from '../record.ts';
import { LogKey } from './log-key.ts';

const EVERY_MS = 100;
const AFTER_ERROR_MS = 1_000;

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

  constructor(
    private readonly database: DataSource,
    private readonly key: LogKey,
    config: Config,
  ) {
    this.checkpointFile = join(dirname(config.logKeyFile), 'checkpoint');
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.assertContinues();
    this.running = this.run();
  }

  /** What was committed is sealed before the process ends. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Throws when the database lacks what was already signed, or holds something else. */
  private async assertContinues(): Promise<void> {
    const seen = await readFile(this.checkpointFile, 'utf8').catch(() => undefined);
    if (seen !== undefined) await assertLogContinues(sqlOf(this.database), seen);
  }

  private async run(): Promise<void> {
    let last = false;
    while (!last) {
      last = this.stopped;
      const pause = await this.sealAll().catch((error: unknown) => {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        this.logger.error({ message: 'sealing failed', code });
        return AFTER_ERROR_MS;
      });
      if (!last) await this.pause(pause);
    }
  }

  /** Seals until nothing waits; returns how long to rest. */
  private async sealAll(): Promise<number> {
    for (;;) {
      const result = await this.database.transaction((tx) => sealPending(sqlOf(tx), this.key.signer));
      if (result.state !== 'sealed') return EVERY_MS;
      await this.keep(result.checkpoint);
    }
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
