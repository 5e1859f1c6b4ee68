import { randomBytes } from 'node:crypto';
import { assertLogContinues, largestCheckpoint, recordKeys, sealPending } from '@kinledger/audit';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config, ConfigError } from '../config.ts';
import { sqlOf } from '../record.ts';
import { appendCheckpoint, appendedCheckpoints, keepCheckpoint, lastCheckpoint } from './checkpoint-files.ts';
import { LogKey } from './log-key.ts';
import { Timestamps } from './timestamps.ts';
import { Witnesses } from './witnesses.ts';

const EVERY_MS = 100;
const AFTER_ERROR_MS = 1_000;
/** Checkpoints follow one another faster than another host's disk should be asked to follow. */
const APPEND_EVERY_MS = 1_000;
/** Failures in a row after which the service says that it is not ready. */
const MOST_FAILURES = 5;

/**
 * Seals waiting events into the log, batch after batch. Any number of processes may run it: one at a time gets the
 * lock. Checkpoints are kept beside the key and appended to a file of their own, outside the database, and cosigned by
 * witnesses, so that a database rolled back to an older state is noticed at start and nothing is signed on top of it.
 */
@Injectable()
export class Sealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('sealer');
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private failures = 0;
  /** Sealed here and not yet in the file of checkpoints. */
  private toAppend: string | undefined;
  private appendedAt = 0;

  constructor(
    private readonly database: DataSource,
    private readonly key: LogKey,
    private readonly witnesses: Witnesses,
    private readonly timestamps: Timestamps,
    private readonly config: Config,
  ) {}

  /** False when sealing fails again and again, or is refused: what is confirmed gets no receipt. */
  get works(): boolean {
    return this.failures < MOST_FAILURES && this.witnesses.contradiction === undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.guard();
    await this.database.transaction((tx) => recordKeys(sqlOf(tx), this.key, randomBytes));
    await this.timestamps.start();
    this.running = this.run();
    this.witnesses.start();
  }

  /** What was committed is sealed before the process ends. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Throws when anybody has seen more of this log than the database holds, or something else: nothing is signed then. */
  private async guard(): Promise<void> {
    const seen = [await lastCheckpoint(this.config), await this.appended()];
    for (const note of seen) if (note !== undefined) await assertLogContinues(sqlOf(this.database), note);
    await this.witnesses.guard();
  }

  /** Of the file's checkpoints only those count that this log has signed: anybody might write to another host. */
  private async appended(): Promise<string | undefined> {
    const { logCheckpointFile: file } = this.config;
    if (file === undefined) return undefined;
    const found = await appendedCheckpoints(file).catch(() => {
      throw new ConfigError(`LOG_CHECKPOINT_FILE ${file} cannot be read.`);
    });
    const ours = found.filter((note) => this.key.hasSigned(note));
    if (ours.length > 0 || found.length === 0) return largestCheckpoint(ours);
    throw new ConfigError(`LOG_CHECKPOINT_FILE ${file} holds no checkpoint of this log; give each log its own file.`);
  }

  private async run(): Promise<void> {
    for (let last = false; !last; ) {
      last = this.stopped;
      const worked = await this.sealAll().then(
        () => true,
        (error: unknown) => this.tell('sealing failed', error),
      );
      this.failures = worked ? 0 : this.failures + 1;
      await this.append(last);
      if (!last) await this.pause(worked ? EVERY_MS : AFTER_ERROR_MS);
    }
  }

  /** Seals until nothing waits, or another process is at it. */
  private async sealAll(): Promise<void> {
    const { signer, alsoSigning, former } = this.key;
    const options = { alsoSigning, ...(former ? { formerKeys: [former.verifierKey] } : {}) };
    for (;;) {
      if (this.witnesses.contradiction) throw this.witnesses.contradiction;
      const result = await this.database.transaction((tx) => sealPending(sqlOf(tx), signer, options));
      if (result.state !== 'sealed') return;
      this.witnesses.sealed();
      this.toAppend = result.checkpoint;
      await keepCheckpoint(this.config, result.checkpoint);
    }
  }

  /** A file that cannot be written to ends no sealing; it is told, and tried again with the next checkpoint. */
  private async append(now: boolean): Promise<void> {
    const { logCheckpointFile: file } = this.config;
    const due = now || Date.now() - this.appendedAt >= APPEND_EVERY_MS;
    if (file === undefined || this.toAppend === undefined || !due) return;
    this.appendedAt = Date.now();
    try {
      await appendCheckpoint(file, this.toAppend);
      this.toAppend = undefined;
    } catch (error) {
      this.tell('LOG_CHECKPOINT_FILE cannot be appended to', error);
    }
  }

  private tell(message: string, error: unknown): false {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    this.logger.error({ message, code });
    return false;
  }

  private async pause(ms: number): Promise<void> {
    for (let waited = 0; waited < ms && !this.stopped; waited += EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
}
