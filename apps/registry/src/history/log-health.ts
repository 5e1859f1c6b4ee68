import { latestCheckpoint, parseCheckpoint } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import type { LogHealthView } from './log-health.dto.ts';
import { TimestampsStore } from './timestamps.store.ts';
import { WitnessesStore } from './witnesses.store.ts';
import { Witnesses } from './witnesses.ts';

/** What an auditor looks at before anything else: does the log still grow, and do others see it. */
@Injectable()
export class LogHealth {
  constructor(
    private readonly store: WitnessesStore,
    private readonly witnesses: Witnesses,
    private readonly timestamps: TimestampsStore,
  ) {}

  async view(): Promise<LogHealthView> {
    const { policy, list, contradiction } = this.witnesses;
    const stamp = await this.timestamps.last();
    const last = await this.store.last(list.map(({ id }) => id));
    return {
      ...(await this.store.state()),
      quorum: policy?.quorum ?? 0,
      cosignedSize: policy === undefined ? null : await this.cosignedSize(policy.quorum),
      witnesses: list.map(({ id, name, trouble }) => ({
        name,
        size: last.get(id)?.size ?? 0,
        at: last.get(id)?.at.toISOString() ?? null,
        trouble: trouble ?? null,
      })),
      refusal: contradiction?.message ?? null,
      timestamp: stamp === undefined ? null : { size: stamp.size, at: stamp.stampedAt.toISOString() },
    };
  }

  private async cosignedSize(quorum: number): Promise<number> {
    const among = this.witnesses.list.map(({ id }) => id);
    const note = await latestCheckpoint(this.store.sql, quorum, among);
    return note === undefined ? 0 : parseCheckpoint(note).size;
  }
}
