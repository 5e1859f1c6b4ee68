import { canonicalJson } from '@kinledger/audit';
import { KinshipError } from '@kinledger/kinship';
import { SearchError } from '@kinledger/search';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { type Attempt, JobsService } from '../jobs/jobs.service.ts';
import { Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { CandidatesStore, newCandidate } from './candidates.store.ts';
import { RegistryHost } from './registry-host.ts';
import { RegistryQuestions } from './registry-questions.ts';
import type { TimedComparison } from './registry-thread.ts';
import { SearchEngine } from './search-engine.ts';
import type { SearchInputs } from './search-inputs.ts';
import type { Search } from './searches.entity.ts';
import { SearchesStore } from './searches.store.ts';

export const SEARCH_JOB = 'search';

/** Answers searches from the queue: receipt, candidates, their events and the job's end commit together, once. */
@Injectable()
export class SearchesJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: SearchesStore,
    private readonly candidates: CandidatesStore,
    private readonly questions: RegistryQuestions,
    private readonly engine: SearchEngine,
    private readonly host: RegistryHost,
    private readonly database: DataSource,
  ) {}

  onModuleInit(): void {
    // The index answers one question at a time; checks do not wait for it.
    this.jobs.register(SEARCH_JOB, (searchId, attempt) => this.run(searchId, attempt), 1);
  }

  private async run(searchId: string, attempt: Attempt): Promise<void> {
    const search = await this.store.find(searchId);
    if (search === null || (await this.store.answered(searchId))) return;
    const inputs = JSON.parse(search.inputs) as SearchInputs;
    try {
      const comparison = await this.compare(search, inputs);
      await this.keep(search, inputs, attempt, comparison);
    } catch (error) {
      // What the question itself makes impossible is an answer too; anything else is tried again.
      if (!isImpossible(error)) throw error;
      await this.keep(search, inputs, attempt, error.code);
    }
  }

  private async compare(search: Search, inputs: SearchInputs): Promise<TimedComparison> {
    const question = await this.questions.of(inputs);
    let writing: Promise<void> = Promise.resolve();
    const comparison = await this.host.compare(question, (progress) => {
      writing = writing.then(() => this.store.setProgress(search.id, progress)).catch(() => undefined);
    });
    await writing;
    return comparison;
  }

  private async keep(
    search: Search,
    { rules, terms }: SearchInputs,
    attempt: Attempt,
    answer: TimedComparison | string,
  ): Promise<void> {
    const failed = typeof answer === 'string';
    const outcome = failed ? 'failed' : 'done';
    const receipt = { rules, terms, ...(failed ? {} : receiptOf(answer)) };
    const values = {
      id: newId(),
      kind: 'search',
      searchId: search.id,
      outcome,
      receipt: canonicalJson(receipt),
      errorCode: failed ? answer : null,
      engineDigest: this.engine.digest,
    } as const;
    const facts = { search: search.id, outcome, engine: this.engine.digest, ...(failed ? { code: answer } : receipt) };
    await this.database.transaction(async (tx) => {
      await this.jobs.finish(tx, attempt);
      const act = { type: failed ? 'search.failed' : 'search.finished', case: search.caseId, facts };
      await this.store.insertReceipt(tx, await recordRow(tx, null, act, 'search_receipt', [values.id, values]));
      if (!failed) await this.candidates.add(tx, search, values.id, answer.candidates.map(newCandidate));
    });
  }
}

function isImpossible(error: unknown): error is KinshipError | SearchError | Problem {
  if (error instanceof SearchError) return error.code === 'question-invalid' || error.code === 'no-common-loci';
  return error instanceof KinshipError || (error instanceof Problem && error.status < 500);
}

/** What the receipt says besides the rules: whole numbers and texts, as canonical JSON wants them. */
function receiptOf(comparison: TimedComparison) {
  const { candidates, size, snapshot, digest, methods, compared, skipped, found, milliseconds, belief } = comparison;
  const registry = { size, snapshot, digest };
  return { registry, methods, compared, skipped, found, kept: candidates.length, milliseconds, ...belief };
}
