import { setTimeout as pause } from 'node:timers/promises';
import { eventProof, leafIndexes } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sqlOf } from '../record.ts';

/** An event's place in the sealed log and the proof of it. */
export interface Receipt {
  readonly leafIndex: number;
  readonly proof: string;
}

const PATIENCE_MS = 2_000;
const STEP_MS = 40;

/** Receipts of events, read from the sealed log. */
@Injectable()
export class Receipts {
  constructor(private readonly database: DataSource) {}

  async now(eventId: string): Promise<Receipt | undefined> {
    const proof = await eventProof(sqlOf(this.database), eventId);
    const leafIndex = (await this.places([eventId])).get(eventId);
    return proof === undefined || leafIndex === undefined ? undefined : { leafIndex, proof };
  }

  /** Waits up to two seconds for the seal; undefined when it did not come in time (it will come, nothing is lost). */
  async await(eventId: string): Promise<Receipt | undefined> {
    for (let waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
      const receipt = await this.now(eventId);
      if (receipt !== undefined) return receipt;
      await pause(STEP_MS);
    }
    return undefined;
  }

  /** Leaf index by event id, for those that are sealed. */
  places(eventIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return leafIndexes(sqlOf(this.database), eventIds);
  }
}
