import { Client } from 'pg';
import { CHANNEL } from './jobs.store.ts';

const RECONNECT_MS = 1_000;

/**
 * Calls `heard` whenever a job was committed, by any process (LISTEN). Announcements can be lost while the connection
 * is down, so whoever listens asks from time to time as well.
 */
export class Announcements {
  private client: Client | undefined;
  private stopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly heard: () => void,
  ) {}

  async start(): Promise<void> {
    if (this.stopped) return;
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'kinledger jobs',
      keepAlive: true,
    });
    this.client = client;
    client.on('notification', this.heard);
    client.on('error', () => {}); // 'end' follows
    client.once('end', () => this.again());
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.heard();
    } catch {
      await client.end().catch(() => {});
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end().catch(() => {});
  }

  private again(): void {
    if (!this.stopped) setTimeout(() => void this.start(), RECONNECT_MS).unref();
  }
}
