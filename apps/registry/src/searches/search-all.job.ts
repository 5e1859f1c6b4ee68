import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { JobsService } from '../jobs/jobs.service.ts';
import { record } from '../record.ts';
import type { ReceiptView } from './receipts.dto.ts';
import type { RoundAsked } from './searches.dto.ts';
import { SearchesStore } from './searches.store.ts';
import { StandingRounds } from './standing.service.ts';
import { receiptView } from './view.ts';

const ALL_JOB = 'search-all';

/** All standing searches against the whole registry, as a job: each night, or after the rules or tables have changed. */
@Injectable()
export class SearchAll implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly rounds: StandingRounds,
    private readonly store: SearchesStore,
    private readonly idempotency: Idempotency,
    private readonly database: DataSource,
  ) {}

  onModuleInit(): void {
    this.jobs.register(
      ALL_JOB,
      (_, attempt) =>
        this.database.transaction(async (tx) => {
          await this.rounds.compareAll(tx);
          await this.jobs.finish(tx, attempt);
        }),
      1,
    );
  }

  ask(actor: Actor, key: string | undefined): Promise<RoundAsked> {
    return this.idempotency.once({ actor, key, request: 'search-all' }, async (tx) => {
      const id = newId();
      await record(tx, actor, { type: 'search.asked', facts: { sought: 'all-standing', job: id } });
      await this.jobs.enqueue(tx, ALL_JOB, id);
      return { id };
    });
  }

  /** Receipts of rounds, newest first. */
  async receipts(): Promise<ReceiptView[]> {
    return (await this.store.rounds()).map(receiptView);
  }
}
