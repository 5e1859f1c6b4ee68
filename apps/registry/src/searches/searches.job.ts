import { canonicalJson } from '@kinledger/audit';
import { KinshipError, readSettings } from '@kinledger/kinship';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { sourceDigest } from '../checks/engine.ts';
import { Config } from '../config.ts';
import { type Attempt, JobsService } from '../jobs/jobs.service.ts';
import { erased, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { CandidatesStore } from './candidates.store.ts';
import { RegistryHost } from './registry-host.ts';
import type { FoundCandidate, RegistryQuestion } from './registry-search.ts';
import type { TimedComparison } from './registry-thread.ts';
import type { SearchInputs } from './search-inputs.ts';
import type { Search } from './searches.entity.ts';
import { SearchesStore } from './searches.store.ts';

export const SEARCH_JOB = 'search';

/** More than anybody looks into; the receipt tells how many there were. */
const MOST_CANDIDATES = 1_000;

/** Answers searches from the queue: receipt, candidates, their events and the job's end commit together, once. */
@Injectable()
export class SearchesJob implements OnModuleInit {
  private readonly engineDigest: string;

  constructor(
    config: Config,
    private readonly jobs: JobsService,
    private readonly store: SearchesStore,
    private readonly candidates: CandidatesStore,
    private readonly profiles: ProfilesService,
    private readonly reference: ReferenceService,
    private readonly host: RegistryHost,
    private readonly database: DataSource,
  ) {
    this.engineDigest = sourceDigest(config.root, ['libs/kinship/src', 'libs/profile/src', 'libs/search/src']);
  }

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
      const impossible = error instanceof KinshipError || (error instanceof Problem && error.status < 500);
      if (!impossible) throw error;
      await this.keep(search, inputs, attempt, error.code);
    }
  }

  private async compare(search: Search, inputs: SearchInputs): Promise<TimedComparison> {
    const question = await this.question(inputs);
    let writing: Promise<void> = Promise.resolve();
    const comparison = await this.host.compare(question, (progress) => {
      writing = writing.then(() => this.store.setProgress(search.id, progress)).catch(() => undefined);
    });
    await writing;
    return comparison;
  }

  /** Genotypes and table are those that the search was asked with. Throws Problem when one of them is not there any more. */
  private async question({ sought, persons, population, settings, terms }: SearchInputs): Promise<RegistryQuestion> {
    const typed = await Promise.all(
      persons.map(async ({ sex, profileId, profileDigest }) => {
        const profile = await this.profiles.version(profileId);
        if (profile.erased !== null) throw erased('A profile of this search');
        if (profile.digest !== profileDigest) {
          throw new Problem(
            409,
            'profile-changed',
            'A stored profile of this search is not the one it was asked with.',
          );
        }
        return { sex, profile: profile.genotypes };
      }),
    );
    return {
      sought,
      persons: typed,
      table: (await this.reference.exactTable(population.digest)).value,
      settings: readSettings(settings),
      terms,
      askedAbout: persons.map(({ profileId }) => profileId),
      limit: MOST_CANDIDATES,
    };
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
      engineDigest: this.engineDigest,
    } as const;
    const facts = { search: search.id, outcome, engine: this.engineDigest, ...(failed ? { code: answer } : receipt) };
    await this.database.transaction(async (tx) => {
      await this.jobs.finish(tx, attempt);
      const act = { type: failed ? 'search.failed' : 'search.finished', case: search.caseId, facts };
      await this.store.insertReceipt(tx, await recordRow(tx, null, act, 'search_receipt', [values.id, values]));
      if (!failed) await this.candidates.add(tx, search, values.id, answer.candidates.map(candidateOf));
    });
  }
}

/** What the receipt says besides the rules: whole numbers and texts, as canonical JSON wants them. */
function receiptOf({ candidates, size, snapshot, compared, skipped, found, milliseconds }: TimedComparison) {
  return { registry: { size, snapshot }, compared, skipped, found, kept: candidates.length, milliseconds };
}

function candidateOf({ profileId, log10, loci, inconsistentLoci }: FoundCandidate) {
  return { profileId, log10: String(log10), facts: { loci, inconsistentLoci } };
}
