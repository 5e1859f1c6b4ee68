import { canonicalJson } from '@kinledger/audit';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { CandidatesStore, newCandidate } from './candidates.store.ts';
import { RegistryHost } from './registry-host.ts';
import { RegistryQuestions } from './registry-questions.ts';
import { SearchEngine } from './search-engine.ts';
import { SearchesStore } from './searches.store.ts';
import { type StandingSearch, StandingStore } from './standing.store.ts';
import type { RoundCandidate } from './standing-questions.ts';

/** Between two looks at what was accepted. */
const EVERY_MS = 400;
const PRUNE_EVERY_MS = 3_600_000;

/**
 * Puts every profile that is accepted to all standing searches. What waits stands in the database and goes in the transaction
 * of the round's receipt, so that nothing is left out whoever dies, and nothing is asked twice.
 */
@Injectable()
export class StandingRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('standing searches');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private pruned = 0;
  private trouble: string | undefined;

  constructor(
    private readonly store: StandingStore,
    private readonly searches: SearchesStore,
    private readonly candidates: CandidatesStore,
    private readonly questions: RegistryQuestions,
    private readonly host: RegistryHost,
    private readonly engine: SearchEngine,
    private readonly database: DataSource,
  ) {}

  onApplicationBootstrap(): void {
    this.next();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private next(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.look().finally(() => this.next());
    }, EVERY_MS);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    try {
      while (!this.stopped && (await this.store.waits()) && (await this.round()));
      this.trouble = undefined;
      if (Date.now() - this.pruned < PRUNE_EVERY_MS) return;
      this.pruned = Date.now();
      await this.store.prune();
    } catch (error) {
      // what was not compared still waits in the database
      this.noteTrouble(error instanceof Error && 'code' in error ? String(error.code) : 'unforeseen');
    }
  }

  /** The same trouble is met at every look: it is told once. */
  private noteTrouble(code: string): void {
    if (this.stopped || code === this.trouble) return;
    this.trouble = code;
    this.logger.error({ message: 'standing searches could not be asked; they will be', code });
  }

  /** False when somebody else has taken what waits. */
  private round(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { changes, profileIds } = await this.store.take(tx);
      if (changes.length === 0) return false;
      const standing = await this.store.standing();
      if (standing.length > 0) await this.compare(tx, standing, profileIds);
      await this.store.markCompared(tx, changes);
      return true;
    });
  }

  /** Puts all standing searches to the whole registry, and keeps what was not found before. */
  async compareAll(tx: EntityManager): Promise<void> {
    const standing = await this.store.standing();
    const { askable, unaskable } = await this.learnt(standing);
    const all = await this.host.all(askable.map(({ id }) => id));
    const { size, snapshot, digest, pairs, compared, skipped, candidates, milliseconds } = all;
    const found = await this.news(candidates);
    const receipt = {
      registry: { size, snapshot, digest },
      searches: standing.length,
      pairs: pairs + unaskable * size,
      compared,
      skipped: { ...skipped, searchErased: unaskable * size },
      found: candidates.length,
      kept: found.length,
      milliseconds,
    };
    await this.keepCandidates(tx, askable, await this.keepReceipt(tx, 'all', receipt), found);
  }

  private async compare(
    tx: EntityManager,
    standing: readonly StandingSearch[],
    profileIds: readonly string[],
  ): Promise<void> {
    const { askable, unaskable } = await this.learnt(standing);
    const round = await this.host.round(
      askable.map(({ id }) => id),
      profileIds,
    );
    const { pairs, compared, skipped, candidates, milliseconds } = round;
    const found = await this.news(candidates);
    const profiles = profileIds.length;
    const receipt = {
      profiles,
      searches: standing.length,
      pairs: pairs + unaskable * profiles,
      compared,
      skipped: { ...skipped, searchErased: unaskable * profiles },
      found: candidates.length,
      kept: found.length,
      milliseconds,
    };
    await this.keepCandidates(tx, askable, await this.keepReceipt(tx, 'standing', receipt), found);
  }

  /** Those that were not found before by the same search. */
  private async news(candidates: readonly RoundCandidate[]): Promise<readonly RoundCandidate[]> {
    const known = await this.store.known(candidates);
    return candidates.filter(({ searchId, profileId }) => !known.has(`${searchId} ${profileId}`));
  }

  private async keepCandidates(
    tx: EntityManager,
    searches: readonly StandingSearch[],
    receiptId: string,
    found: readonly RoundCandidate[],
  ): Promise<void> {
    for (const search of searches) {
      const own = found.filter(({ searchId }) => searchId === search.id).sort((a, b) => b.log10 - a.log10);
      if (own.length > 0) await this.candidates.add(tx, search, receiptId, own.map(newCandidate));
    }
  }

  /** Teaches the index the searches that it does not know. Those that rest on somebody who was erased cannot be asked. */
  private async learnt(standing: readonly StandingSearch[]) {
    const missing = await this.host.missing(standing.map(({ id }) => id));
    const impossible = new Set<string>();
    for (const { id, inputs } of await this.store.inputs(missing)) {
      try {
        await this.host.learn(id, await this.questions.of(inputs));
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        impossible.add(id);
      }
    }
    const askable = standing.filter(({ id }) => !impossible.has(id));
    return { askable, unaskable: impossible.size };
  }

  private async keepReceipt(tx: EntityManager, kind: 'standing' | 'all', receipt: object): Promise<string> {
    const [outcome, engineDigest] = ['done' as const, this.engine.digest];
    const text = canonicalJson(receipt);
    const values = { id: newId(), kind, searchId: null, outcome, receipt: text, errorCode: null, engineDigest };
    const act = { type: 'search.compared', facts: { kind, outcome, engine: engineDigest, ...receipt } };
    await this.searches.insertReceipt(tx, await recordRow(tx, null, act, 'search_receipt', [values.id, values]));
    return values.id;
  }
}
