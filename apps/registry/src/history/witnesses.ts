import {
  AuditError,
  addCosignature,
  emptyRoot,
  type Policy,
  prepareKeys,
  type ReadFile,
  readTile,
  sealedSize,
  signCheckpoint,
} from '@kinledger/audit';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config.ts';
import { LogKey } from './log-key.ts';
import { Witness } from './witness.ts';
import { type StoredCheckpoint, WitnessesStore } from './witnesses.store.ts';

/** How often it looks for what other processes have sealed, and for witnesses that may be asked again. */
const LOOK_MS = 1_000;
/** While another process asks. */
const BUSY_MS = 100;

/**
 * Has sealed checkpoints cosigned by the witnesses of the policy (C2SP tlog-witness). Sealing never waits for them. Of
 * any number of processes one at a time asks; all witnesses are asked for the same checkpoint, so that a quorum meets
 * under one, and a slow witness holds up nobody once the quorum is there.
 */
@Injectable()
export class Witnesses implements OnApplicationShutdown {
  /** Why nothing may be signed any more, once a witness knows another history. A new start asks again. */
  contradiction: AuditError | undefined;
  readonly list: readonly Witness[];
  readonly policy: Policy | undefined;
  private readonly logger = new Logger('witnesses');
  private readonly ending = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};
  /** Something was sealed since the last look. */
  private due = false;

  constructor(
    private readonly store: WitnessesStore,
    private readonly key: LogKey,
    config: Config,
  ) {
    this.policy = config.logPolicy;
    this.list = (this.policy?.addresses ?? []).map((address) => new Witness(address));
  }

  /**
   * Guards the start: throws AuditError when a witness has seen more of this log than the database holds, or something
   * else. One that does not answer is told about and no obstacle.
   */
  async guard(): Promise<void> {
    if (this.list.length === 0) return;
    await prepareKeys(this.policy?.witnesses ?? []);
    const latest = (await this.store.latest()) ?? this.nothingYet();
    const asking = this.list.map((witness) => this.ask(witness, latest));
    await whenTrue(
      asking.map((asked) => asked.then(() => this.contradiction !== undefined)),
      1,
    );
    if (this.contradiction) throw this.contradiction;
    await Promise.all(asking);
  }

  /** Requires a guarded start. */
  start(): void {
    if (this.list.length > 0) this.running = this.run();
  }

  /** Something was sealed. */
  sealed(): void {
    this.due = true;
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.ending.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted && this.contradiction === undefined) {
      this.due = false;
      const rest = await this.round().catch(() => LOOK_MS);
      if (rest > 0 && !this.due) await this.pause(rest);
    }
  }

  /** Has the latest checkpoint cosigned. Returns how long to wait before the next round. */
  private async round(): Promise<number> {
    const rest = await this.store.alone(async () => {
      const latest = await this.store.latest();
      if (latest === undefined) return LOOK_MS;
      const cosigned = await this.store.cosigners(latest.size);
      const missing = this.list.filter(({ id }) => !cosigned.has(id));
      const free = missing.filter((witness) => witness.isFree(Date.now()));
      if (free.length === 0) return LOOK_MS;
      const wanted = (this.policy?.quorum ?? 0) - (this.list.length - missing.length);
      await whenTrue(
        free.map(async (witness) => (await this.ask(witness, latest)) === 'cosigned'),
        Math.max(1, wanted),
      );
      return 0;
    });
    return rest ?? BUSY_MS;
  }

  private async ask(witness: Witness, { size, note }: StoredCheckpoint): Promise<string> {
    const { sql } = this.store;
    const read: ReadFile = (path) => readTile(sql, path);
    const known = (await this.store.last([witness.id])).get(witness.id)?.size ?? 0;
    const before = witness.trouble;
    const asked = await witness.ask(read, note, known, this.ending.signal);
    if (asked.state === 'cosigned' && size > 0) await addCosignature(sql, size, witness.id, asked.line);
    if (asked.state === 'ahead') await this.compareWith(witness, asked.size);
    if (asked.state === 'contradicts') this.contradict('log-forked', witness, forked(asked.size));
    if (witness.trouble !== undefined && witness.trouble !== before && !this.ending.signal.aborted) {
      this.logger.error({ message: 'a witness does not cosign', witness: witness.name, code: witness.trouble });
    }
    return asked.state;
  }

  /** Another process may have sealed in the meantime; what nobody has sealed here was sealed elsewhere. */
  private async compareWith(witness: Witness, seen: number): Promise<void> {
    const held = await sealedSize(this.store.sql);
    if (seen > held) this.contradict('log-rolled-back', witness, rolledBack(seen, held));
  }

  private contradict(code: 'log-rolled-back' | 'log-forked', witness: Witness, what: string): void {
    this.contradiction ??= new AuditError(code, `Witness ${witness.name} ${what} Nothing is signed.`);
    this.logger.error({ message: 'a witness contradicts the log', witness: witness.name, code });
  }

  /** A log before its first event, so that a witness can say what it knows of it. Promises nothing. */
  private nothingYet(): StoredCheckpoint {
    return { size: 0, note: signCheckpoint([this.key.signer], 0, emptyRoot()) };
  }

  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.ending.signal.aborted) this.wake();
    });
  }
}

const rolledBack = (seen: number, held: number) =>
  `has cosigned ${seen} leaves, the database holds ${held}. Restore a newer backup.`;
const forked = (size: number) =>
  `has cosigned another log of the same name, as far as leaf ${size}. Find out which of the two is yours.`;

/** Waits until `count` of them are true, or all have ended. */
async function whenTrue(promises: readonly Promise<boolean>[], count: number): Promise<void> {
  let found = 0;
  await new Promise<void>((resolve) => {
    for (const promise of promises) {
      promise.then(
        (value) => {
          found += value ? 1 : 0;
          if (found >= count) resolve();
        },
        () => {},
      );
    }
    void Promise.allSettled(promises).then(() => resolve());
  });
}
