import { randomBytes } from 'node:crypto';
import {
  AuditError,
  parseCheckpoint,
  readCertificates,
  TIMESTAMP_NONCE_BYTES,
  timestampRequest,
  verifyTimestamp,
} from '@kinledger/audit';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Config, ConfigError, type TimestampConfig } from '../config.ts';
import { OutboundError, post } from './outbound.ts';
import { TimestampsStore } from './timestamps.store.ts';

const LOOK_MS = 5_000;
const AFTER_ERROR_MS = 60_000;
const TIMEOUT_MS = 15_000;
const MOST_BYTES = 64 * 1024;

/**
 * Has the latest checkpoint stamped with the time by somebody else (RFC 3161), at most once in so many minutes. Of any
 * number of processes one asks. A stamp is kept only after it was verified; sealing never waits for it.
 */
@Injectable()
export class Timestamps implements OnApplicationShutdown {
  private readonly logger = new Logger('timestamps');
  private readonly ending = new AbortController();
  private readonly settings: TimestampConfig | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: TimestampsStore,
    config: Config,
  ) {
    this.settings = config.logTimestamps;
  }

  /** Throws ConfigError if the certificates cannot be read. */
  async start(): Promise<void> {
    const { settings } = this;
    if (settings === undefined) return;
    await readCertificates(settings.certificates).catch((error: Error) => {
      throw new ConfigError(`LOG_TIMESTAMP_CERTIFICATE_FILE: ${error.message}`);
    });
    this.running = this.run(settings);
  }

  async onApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async run(settings: TimestampConfig): Promise<void> {
    while (!this.ending.signal.aborted) {
      const rest = await this.look(settings).then(
        () => LOOK_MS,
        (error: unknown) => this.tell(error),
      );
      await this.pause(rest);
    }
  }

  /** Has the latest checkpoint stamped if that is due. Throws OutboundError or AuditError when it came to nothing. */
  async look(settings: TimestampConfig): Promise<void> {
    await this.store.alone(async () => {
      const due = await this.store.due(settings.everyMinutes);
      if (due !== undefined) await this.stamp(due, settings);
    });
  }

  private async stamp(checkpoint: string, { url, certificates }: TimestampConfig): Promise<void> {
    const { note, size } = parseCheckpoint(checkpoint);
    const nonce = randomBytes(TIMESTAMP_NONCE_BYTES);
    const { status, body } = await post(url, {
      body: await timestampRequest(note.text, nonce),
      contentType: 'application/timestamp-query',
      timeoutMs: TIMEOUT_MS,
      mostBytes: MOST_BYTES,
      signal: this.ending.signal,
    });
    if (status !== 200) throw new AuditError('bad-timestamp', `The time-stamping authority answered ${status}.`);
    const { at } = await verifyTimestamp(body, note.text, certificates, nonce);
    await this.store.insert(size, body, at);
  }

  private tell(error: unknown): number {
    if (this.ending.signal.aborted) return 0;
    const known = error instanceof OutboundError || error instanceof AuditError;
    const why = error instanceof AuditError ? { why: error.message } : {};
    this.logger.error({ message: 'no time stamp', code: known ? error.code : 'unforeseen', ...why });
    return AFTER_ERROR_MS;
  }

  private async pause(ms: number): Promise<void> {
    const { signal } = this.ending;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
      if (signal.aborted) resolve();
    });
  }
}
