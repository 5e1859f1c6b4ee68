import { setTimeout as pause } from 'node:timers/promises';
import { eventProof, leafIndexes, parseVerifierKey } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import { sqlOf } from '../record.ts';

/** An event's place in the sealed log and the proof of it, cosigned as the policy asks. */
export interface Receipt {
  readonly leafIndex: number;
  readonly proof: string;
}

const PATIENCE_MS = 2_000;
const STEP_MS = 40;
const NOT_SEALED = 'There is no receipt before the event is sealed in the log; try again shortly.';
const NOT_COSIGNED =
  'The event is sealed, but too few witnesses have cosigned the log; nothing is issued before. Try again shortly.';

/** What a witness's cosignatures are kept under. Requires a verifier key. */
export function witnessId(key: string): string {
  const { name, id } = parseVerifierKey(key);
  return `${name}+${id}`;
}

/**
 * Receipts of events, read from the sealed log. With a policy (LOG_POLICY_FILE) an event is settled only under a
 * checkpoint that a quorum of its witnesses has cosigned; before that there is no receipt, and nothing is issued.
 */
@Injectable()
export class Receipts {
  private readonly quorum: number;
  private readonly witnesses: readonly string[];

  constructor(
    private readonly database: DataSource,
    { logPolicy }: Config,
  ) {
    this.quorum = logPolicy?.quorum ?? 0;
    this.witnesses = (logPolicy?.witnesses ?? []).map(witnessId);
  }

  /**
   * The receipt, or a Problem while the event is not settled. Every letter, report and PDF asks here first and carries
   * what it gets.
   */
  async required(eventId: string): Promise<Receipt> {
    const receipt = await this.now(eventId);
    if (receipt !== undefined) return receipt;
    const isSealed = (await this.places([eventId])).has(eventId);
    throw new Problem(409, isSealed ? 'not-cosigned' : 'not-sealed', isSealed ? NOT_COSIGNED : NOT_SEALED, {
      retryAfter: 1,
    });
  }

  async now(eventId: string): Promise<Receipt | undefined> {
    const proof = await eventProof(sqlOf(this.database), eventId, this.quorum, this.witnesses);
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
