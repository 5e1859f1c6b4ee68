import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { CasesService } from '../cases/cases.service.ts';
import type { AskCheck } from '../checks/checks.dto.ts';
import { ChecksService } from '../checks/checks.service.ts';
import { absent, Problem } from '../problem.ts';
import { recordPersonal } from '../record.ts';
import { CandidatesStore, type ListedCandidate } from './candidates.store.ts';
import type { SearchInputs } from './search-inputs.ts';
import type { CandidateView, CheckCandidate, DisposeCandidate, Disposition } from './searches.dto.ts';
import { SearchesService } from './searches.service.ts';
import type { ListedSearch } from './searches.store.ts';
import { candidateView } from './view.ts';

/**
 * What people make of candidates. A candidate leads to a check in the case and nowhere else: from there it goes the road of
 * every other check, with fresh samples and two signatures.
 */
@Injectable()
export class CandidatesService {
  constructor(
    private readonly store: CandidatesStore,
    private readonly searches: SearchesService,
    private readonly cases: CasesService,
    private readonly checks: ChecksService,
    private readonly idempotency: Idempotency,
  ) {}

  async list(actor: Actor, searchId: string, page: number): Promise<CandidateView[]> {
    await this.searches.readable(actor, searchId);
    return (await this.store.ofSearch(searchId, page)).map(candidateView);
  }

  async view(actor: Actor, id: string): Promise<CandidateView> {
    return candidateView((await this.readable(actor, id)).candidate);
  }

  /** Says what is to become of the candidate. Earlier dispositions stay as they are. */
  async dispose(actor: Actor, id: string, request: DisposeCandidate, key: string | undefined): Promise<CandidateView> {
    const { search } = await this.readable(actor, id);
    await this.add(actor, key, search, { candidateId: id, ...request, checkId: null });
    return this.view(actor, id);
  }

  /**
   * Takes the candidate into the case as a person, asks the check that the search suggests, and notes it. Each step has a key
   * of its own, so that a repeat goes on where it was cut off.
   */
  async check(actor: Actor, id: string, request: CheckCandidate, key: string | undefined): Promise<CandidateView> {
    const { candidate, search } = await this.readable(actor, id);
    const inputs = JSON.parse(search.inputs) as SearchInputs;
    const question = questionOf(inputs);
    const step = (name: string) => (key === undefined ? undefined : `${key}:${name}`.slice(-200));
    const { code, category, sex, reason } = request;
    const { caseId } = search;
    const personId = await this.personIn(
      actor,
      caseId,
      { code, category, sex, profileId: candidate.profileId },
      step('person'),
    );
    const check = await this.checks.ask(actor, caseId, question(personId), step('check'));
    await this.add(actor, step('note'), search, { candidateId: id, disposition: 'checked', reason, checkId: check.id });
    return this.view(actor, id);
  }

  /** The person of the case who has this sample, or a new one. */
  private async personIn(
    actor: Actor,
    caseId: string,
    person: Parameters<CasesService['addPerson']>[2],
    key: string | undefined,
  ): Promise<string> {
    const { persons } = await this.cases.view(actor, caseId);
    const there = persons.find(({ profileId }) => profileId === person.profileId);
    if (there !== undefined) return there.id;
    const added = await this.cases.addPerson(actor, caseId, person, key);
    return added.persons.find(({ code }) => code === person.code)!.id;
  }

  private async add(
    actor: Actor,
    key: string | undefined,
    { caseId }: ListedSearch,
    disposed: { candidateId: string; disposition: Disposition; reason: string; checkId: string | null },
  ): Promise<void> {
    await this.idempotency.once({ actor, key, request: { dispose: disposed } }, async (tx) => {
      const { reason, disposition, candidateId, checkId } = disposed;
      const values = { id: newId(), ...disposed, accountId: actor.accountId };
      const facts = { candidate: candidateId, disposition, ...(checkId === null ? {} : { check: checkId }) };
      const act = { type: 'candidate.disposed', case: caseId, facts };
      const row = await recordPersonal(tx, actor, act, ['candidate_disposition', values.id, values], { reason });
      await this.store.insertDisposition(tx, row);
      return values.id;
    });
  }

  private async readable(
    actor: Actor,
    id: string,
  ): Promise<{ readonly candidate: ListedCandidate; readonly search: ListedSearch }> {
    const candidate = await this.store.find(id);
    if (candidate === undefined) throw absent('candidate');
    return { candidate, search: await this.searches.readable(actor, candidate.searchId, 'candidate') };
  }
}

/** The check that a candidate of this search leads to, given the person that the candidate became. */
function questionOf({ sought, persons, population, settings }: SearchInputs): (candidate: string) => AskCheck {
  const [first = '', second] = persons.map(({ personId }) => personId);
  const { theta, minimumFrequency } = settings;
  const terms = { population: population.digest, theta: Number(theta), minimumFrequency: minimumFrequency as '5/2N' };
  if (sought === 'child') {
    if (second === undefined) return (child) => ({ question: 'one-parent', child, parent: first, ...terms });
    return (child) => ({ question: 'both-parents', child, parent: first, otherParent: second, ...terms });
  }
  if (sought === 'parent') {
    if (second === undefined) return (parent) => ({ question: 'one-parent', child: first, parent, ...terms });
    return (parent) => ({ question: 'known-parent', child: first, parent, otherParent: second, ...terms });
  }
  const detail = 'Checks are about parents and children so far: note what you make of this candidate as a disposition.';
  throw new Problem(409, 'no-such-check', detail);
}
