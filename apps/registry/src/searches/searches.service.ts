import { canonicalJson, sha256Hex } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import type { CasePersonView } from '../cases/cases.dto.ts';
import { CasesService } from '../cases/cases.service.ts';
import { MatchRulesService } from '../cases/match-rules.service.ts';
import { type PersonInput, settingsOf } from '../checks/inputs.ts';
import { JobsService } from '../jobs/jobs.service.ts';
import { absent, erased, Problem } from '../problem.ts';
import { newSalt, recordPersonal, recordRow } from '../record.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { isUniqueViolation } from '../violations.ts';
import { matchTerms } from './match-terms.ts';
import type { SearchInputs } from './search-inputs.ts';
import type { AskSearch, SearchProgressView, SearchSummary, SearchView } from './searches.dto.ts';
import { SEARCH_JOB } from './searches.job.ts';
import { type ListedSearch, SearchesStore } from './searches.store.ts';
import { receiptView } from './view.ts';

/** Questions to the whole registry: asked, listed, ended. `SearchesJob` answers them. */
@Injectable()
export class SearchesService {
  constructor(
    private readonly store: SearchesStore,
    private readonly cases: CasesService,
    private readonly rules: MatchRulesService,
    private readonly profiles: ProfilesService,
    private readonly reference: ReferenceService,
    private readonly jobs: JobsService,
    private readonly idempotency: Idempotency,
  ) {}

  /** Writes the search down with everything its answer depends on besides the registry, and its job, in one transaction. */
  async ask(actor: Actor, caseId: string, request: AskSearch, key: string | undefined): Promise<SearchView> {
    const inputs = await this.inputs(actor, caseId, request);
    const id = await this.idempotency.once({ actor, key, request: { search: request, caseId } }, async (tx) => {
      const text = canonicalJson({ ...inputs, salt: newSalt() });
      const { purpose } = request;
      const values = {
        id: newId(),
        caseId,
        question: inputs.sought,
        purpose,
        inputs: text,
        inputsDigest: sha256Hex(text),
        standing: request.standing ?? false,
        askedBy: actor.accountId,
      };
      const facts = {
        sought: inputs.sought,
        inputs: values.inputsDigest,
        population: inputs.population,
        rules: inputs.rules,
        standing: values.standing,
        persons: await this.cases.referencesTo(
          tx,
          inputs.persons.map(({ personId }) => personId),
        ),
      };
      const act = { type: 'search.asked', case: caseId, facts };
      await this.store.insertSearch(
        tx,
        await recordPersonal(tx, actor, act, ['search', values.id, values], { purpose }),
      );
      await this.jobs.enqueue(tx, SEARCH_JOB, values.id);
      return values.id;
    });
    return this.view(actor, id);
  }

  /** Ends a standing search: what is accepted from now on is not compared with it. */
  async end(actor: Actor, id: string, reason: string, key: string | undefined): Promise<SearchView> {
    const search = await this.readable(actor, id);
    if (!search.standing)
      throw new Problem(409, 'not-standing', 'This search was asked once; there is nothing to end.');
    await this.idempotency
      .once({ actor, key, request: { end: id, reason } }, async (tx) => {
        const values = { searchId: id, reason, accountId: actor.accountId };
        const act = { type: 'search.ended', case: search.caseId };
        await this.store.insertEnded(tx, await recordRow(tx, actor, act, 'search_ended', [id, values]));
      })
      .catch((error: unknown) => {
        if (!isUniqueViolation(error, 'search_ended')) throw error;
        throw new Problem(409, 'ended-already', 'This search has been ended already.');
      });
    return this.view(actor, id);
  }

  async list(actor: Actor, caseId: string): Promise<SearchSummary[]> {
    await this.cases.readable(actor, caseId);
    return Promise.all((await this.store.ofCase(caseId)).map((search) => this.summary(search)));
  }

  async view(actor: Actor, id: string): Promise<SearchView> {
    const search = await this.readable(actor, id);
    const file = await this.cases.readable(actor, search.caseId, 'search');
    const [{ purpose }, receipts] = [(await this.store.find(id))!, await this.store.receipts(id)];
    const { population, settings } = JSON.parse(search.inputs) as SearchInputs;
    const { value: table } = await this.reference.exactTable(population.digest);
    return {
      ...(await this.summary(search)),
      caseNumber: file.number,
      purpose,
      population: { ...population, title: table.title },
      settings,
      receipts: receipts.map(receiptView),
    };
  }

  async progress(actor: Actor, id: string): Promise<SearchProgressView> {
    const { state } = await this.summary(await this.readable(actor, id));
    const progress = state === 'running' ? await this.store.progress(id) : undefined;
    return { state, ...(progress ?? { phase: 'none', done: 0, total: null }) };
  }

  /** The search, when `actor` may see its case. */
  async readable(actor: Actor, id: string, what = 'search'): Promise<ListedSearch> {
    const search = await this.store.listed(id);
    if (search === undefined) throw absent(what);
    await this.cases.readable(actor, search.caseId, what);
    return search;
  }

  private async inputs(actor: Actor, caseId: string, request: AskSearch): Promise<SearchInputs> {
    const { persons, purpose, legalBasis } = await this.cases.view(actor, caseId);
    if ([purpose, legalBasis].includes('erased')) throw erased('The purpose or the legal basis of this case');
    const asked = personsOf(persons, request);
    const inputs = await Promise.all(asked.map((person) => this.personInput(person)));
    if (new Set(inputs.map(({ profileId }) => profileId)).size < inputs.length) {
      const detail = 'Two of these persons have the same sample; link each with a sample of their own.';
      throw new Problem(422, 'same-sample', detail);
    }
    const table = await this.reference.table(request.population);
    const rules = await this.rules.current();
    const terms = matchTerms(
      rules,
      request.sought,
      asked.map(({ category }) => category),
    );
    const own = request.threshold === undefined ? {} : { threshold: String(request.threshold) };
    return {
      sought: request.sought,
      persons: inputs,
      population: { id: table.id, digest: table.digest },
      settings: settingsOf(request),
      rules: { version: rules.version, digest: rules.digest },
      terms: terms.map((term) => ({ ...term, ...own })),
    };
  }

  private async personInput({ id, code, sex, profileId }: CasePersonView): Promise<PersonInput> {
    const { digest, erased: gone } = await this.profiles.version(profileId);
    if (gone !== null) throw erased('The profile of a person asked about');
    return { personId: id, code, sex, profileId, profileDigest: digest };
  }

  /** A job that is done by now was not when we looked for its receipt: the next answer has both. */
  private async summary({ inputs, outcome, ...search }: ListedSearch): Promise<SearchSummary> {
    const job = outcome === null ? ((await this.jobs.stateOf(SEARCH_JOB, search.id)) ?? 'queued') : 'done';
    const state = outcome ?? (job === 'done' ? 'running' : job);
    return { ...search, state, about: (JSON.parse(inputs) as SearchInputs).persons.map(({ code }) => code) };
  }
}

/** Who is asked about; a second person has a place only beside a child or as the other parent. */
function personsOf(persons: readonly CasePersonView[], request: AskSearch): readonly CasePersonView[] {
  const { sought, person, otherPerson } = request;
  if (otherPerson !== undefined && sought !== 'child' && sought !== 'parent') {
    throw new Problem(422, 'other-person', 'This question is about one person; leave otherPerson out.');
  }
  const asked = otherPerson === undefined ? [person] : [person, otherPerson];
  if (new Set(asked).size < asked.length) {
    throw new Problem(422, 'same-person', 'Each role needs another person of the case.');
  }
  return asked.map((id) => {
    const found = persons.find((each) => each.id === id);
    if (found === undefined) throw absent('person in this case');
    return found;
  });
}
