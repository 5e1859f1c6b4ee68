import { canonicalJson, sha256Hex } from '@kinledger/audit';
import type { ParentageResult } from '@kinledger/kinship';
import type { MutationTable } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import type { CasePersonView } from '../cases/cases.dto.ts';
import { CasesService } from '../cases/cases.service.ts';
import { JobsService } from '../jobs/jobs.service.ts';
import { absent, erased, Problem } from '../problem.ts';
import { newSalt, record, rowOf } from '../record.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { Answering } from './answer.ts';
import type { AskCheck, CheckedPerson, CheckSummary, CheckView, RecomputationView } from './checks.dto.ts';
import type { CheckResult, KinshipCheck } from './checks.entity.ts';
import { CHECK_JOB } from './checks.job.ts';
import { ChecksStore } from './checks.store.ts';
import { Comparable, noteSentence } from './comparable.ts';
import { Engine } from './engine.ts';
import { type CheckInputs, type PersonInput, settingsOf } from './inputs.ts';

@Injectable()
export class ChecksService {
  constructor(
    private readonly store: ChecksStore,
    private readonly cases: CasesService,
    private readonly profiles: ProfilesService,
    private readonly comparable: Comparable,
    private readonly reference: ReferenceService,
    private readonly answering: Answering,
    private readonly engine: Engine,
    private readonly jobs: JobsService,
    private readonly idempotency: Idempotency,
  ) {}

  /** Writes the question down with everything its answer depends on, and its job, in one transaction. */
  async ask(actor: Actor, caseId: string, request: AskCheck, key: string | undefined): Promise<CheckView> {
    await this.cases.readable(actor, caseId);
    const inputs = await this.inputs(actor, caseId, request);
    const id = await this.idempotency.once({ actor, key, request: { ask: request, caseId } }, async (tx) => {
      const text = canonicalJson({ ...inputs, salt: newSalt() });
      const facts = {
        id: newId(),
        caseId,
        question: inputs.question,
        inputs: text,
        inputsDigest: sha256Hex(text),
        askedBy: actor.accountId,
        salt: newSalt(),
      };
      const auditEventId = await record(tx, actor, {
        type: 'check.asked',
        case: caseId,
        row: rowOf('kinship_check', facts.id, facts),
        facts: {
          question: inputs.question,
          inputs: facts.inputsDigest,
          population: inputs.population,
          ...(inputs.mutationTable && { mutationTable: inputs.mutationTable }),
          ...(inputs.matchRules && { matchRules: inputs.matchRules.digest }),
          persons: await this.cases.referencesTo(
            tx,
            personsOf(inputs).map(({ personId }) => personId),
          ),
        },
      });
      await this.store.insertCheck(tx, { ...facts, auditEventId });
      await this.jobs.enqueue(tx, CHECK_JOB, facts.id);
      return facts.id;
    });
    return this.view(actor, id);
  }

  async list(actor: Actor, caseId: string): Promise<CheckSummary[]> {
    const file = await this.cases.readable(actor, caseId);
    const checks = await this.store.ofCase(caseId);
    const results = await this.store.results(checks.map(({ id }) => id));
    return Promise.all(checks.map((check) => this.summary(check, file.number, results.get(check.id) ?? null)));
  }

  async view(actor: Actor, id: string): Promise<CheckView> {
    const check = await this.found(id);
    const file = await this.cases.readable(actor, check.caseId, 'check');
    const stored = await this.store.result(id);
    const inputs = JSON.parse(check.inputs) as CheckInputs;
    const result = resultOf(stored);
    return {
      ...(await this.summary(check, file.number, stored)),
      askedBy: await this.cases.nameOf(check.askedBy),
      finishedAt: stored?.finishedAt.toISOString() ?? null,
      error: isErased(stored) ? 'erased' : (stored?.errorCode ?? null),
      persons: {
        child: await this.person(inputs.child),
        parent: await this.person(inputs.parent),
        ...(inputs.otherParent ? { otherParent: await this.person(inputs.otherParent) } : {}),
      },
      settings: inputs.settings,
      population: { ...inputs.population, title: result?.population.title ?? inputs.population.id },
      mutationTable: inputs.mutationTable ?? null,
      matchRules: inputs.matchRules ?? null,
      warnings: (inputs.notes ?? []).map((note) => ({ code: note.code, message: noteSentence(note, inputs) })),
      result: result as CheckView['result'],
      resultDigest: result === null ? null : (stored?.resultDigest ?? null),
      engine: stored ? { version: stored.engineVersion, digest: stored.engineDigest } : null,
    };
  }

  async recompute(actor: Actor, id: string): Promise<RecomputationView> {
    const check = await this.found(id);
    await this.cases.readable(actor, check.caseId);
    const stored = await this.store.result(id);
    if (isErased(stored)) throw erased('The answer of this check');
    const result = resultOf(stored);
    if (!result || !stored?.resultDigest) {
      throw new Problem(409, 'no-result', 'This check has no result to compare with; wait for it or ask it again.');
    }
    const again = await this.answering.answer(JSON.parse(check.inputs) as CheckInputs);
    return {
      caseId: check.caseId,
      same: again.digest === stored.resultDigest && again.digest === sha256Hex(stored.result ?? ''),
      storedDigest: stored.resultDigest,
      recomputedDigest: again.digest,
      log10Stored: result.combined.log10,
      log10Now: again.result.combined.log10,
      engine: { version: this.engine.version, digest: this.engine.digest },
    };
  }

  /** The check and its result, for what rests on it; 409 while there is none. */
  async answered(
    actor: Actor,
    id: string,
  ): Promise<{ check: KinshipCheck; stored: CheckResult; result: ParentageResult }> {
    const check = await this.found(id);
    await this.cases.readable(actor, check.caseId, 'check');
    const stored = await this.store.result(id);
    if (isErased(stored)) throw erased('The answer of this check');
    const result = resultOf(stored);
    if (!stored || !result)
      throw new Problem(409, 'no-result', 'This check has no result; wait for it or ask it again.');
    return { check, stored, result };
  }

  /**
   * Fails with `stale-version` when a profile of the check has been corrected since; none can be before `tx` ends. Fails with
   * `elimination-profile` when one was marked as such since.
   */
  async assertCurrent(tx: EntityManager, check: KinshipCheck): Promise<void> {
    const persons = personsOf(JSON.parse(check.inputs) as CheckInputs);
    const corrected = await this.profiles.superseded(
      tx,
      persons.map(({ profileId }) => profileId),
    );
    const person = persons.find(({ profileId }) => corrected.includes(profileId));
    if (person === undefined) return this.comparable.assertNoElimination(persons);
    const detail = `The profile of person ${person.code} has been corrected since; ask the check again.`;
    throw new Problem(409, 'stale-version', detail);
  }

  private async found(id: string): Promise<KinshipCheck> {
    const check = await this.store.find(id);
    if (check === null) throw absent('check');
    return check;
  }

  private async inputs(actor: Actor, caseId: string, request: AskCheck): Promise<CheckInputs> {
    const { persons } = await this.cases.view(actor, caseId);
    const needsOther = request.question !== 'one-parent';
    if (needsOther !== (request.otherParent !== undefined)) {
      const detail = needsOther
        ? 'This question needs otherParent.'
        : 'The one-parent question has no otherParent; leave it out.';
      throw new Problem(422, 'other-parent', detail);
    }
    const asked = [request.child, request.parent, ...(request.otherParent ? [request.otherParent] : [])];
    if (new Set(asked).size < asked.length) {
      throw new Problem(422, 'same-person', 'Each role needs another person of the case.');
    }
    const inputs = await Promise.all(asked.map((id) => this.personInput(persons, id)));
    if (new Set(inputs.map(({ profileId }) => profileId)).size < inputs.length) {
      const detail = 'Two of these persons have the same sample; link each with a sample of their own.';
      throw new Problem(422, 'same-sample', detail);
    }
    const judged = await this.comparable.judge(request.question, rolesOf(persons, request));
    const table = await this.reference.table(request.population);
    const rates = await this.rates(request);
    await this.assertCommonLoci(inputs, Object.keys(table.loci));
    const [child, parent, otherParent] = inputs as [PersonInput, PersonInput, PersonInput?];
    return {
      question: request.question,
      child,
      parent,
      ...(otherParent && { otherParent }),
      population: { id: table.id, digest: table.digest },
      ...(rates && { mutationTable: { id: rates.id, digest: rates.digest } }),
      settings: { ...settingsOf(request, rates), threshold: judged.threshold },
      matchRules: judged.matchRules,
      ...(judged.notes.length > 0 && { notes: judged.notes }),
    };
  }

  /** The mutation rates that the question names, if any; refused where they would have no effect or none that is clear. */
  private async rates({ mutationTable, mutation }: AskCheck): Promise<MutationTable | undefined> {
    if (mutationTable === undefined) return undefined;
    if (mutation?.model !== 'none' && mutation?.locusRates === undefined) {
      return this.reference.mutationTable(mutationTable);
    }
    const detail = 'Mutation rates by locus come either from a table or from the request, and need a mutation model.';
    throw new Problem(422, 'mutation-table-unused', detail);
  }

  private async personInput(persons: readonly CasePersonView[], id: string): Promise<PersonInput> {
    const person = persons.find((each) => each.id === id);
    if (person === undefined) throw absent('person in this case');
    const { digest, erased: gone } = await this.profiles.version(person.profileId);
    if (gone !== null) throw erased('The profile of a person asked about');
    return { personId: id, code: person.code, sex: person.sex, profileId: person.profileId, profileDigest: digest };
  }

  /** Told at once, rather than after the queue: without a common locus there is nothing to compute. */
  private async assertCommonLoci(persons: readonly PersonInput[], tableLoci: readonly string[]): Promise<void> {
    const typed = await Promise.all(
      persons.map(async (each) => (await this.profiles.version(each.profileId)).genotypes),
    );
    if (tableLoci.some((locus) => typed.every((genotypes) => genotypes[locus] !== undefined))) return;
    throw new Problem(
      422,
      'no-common-loci',
      'The samples have no locus in common that the population table holds; type them with a common kit.',
    );
  }

  private async person(input: PersonInput): Promise<CheckedPerson> {
    const { sample, version, genotypes, erased: gone } = await this.profiles.version(input.profileId);
    const alleles = Object.fromEntries(Object.entries(genotypes).map(([locus, genotype]) => [locus, [...genotype]]));
    const { personId, code, sex, profileId } = input;
    return { personId, code, sex, sample, profileId, profileVersion: version, genotypes: alleles, erased: gone };
  }

  /** A job that is done by now was not when we looked for its result: the next answer has both. */
  private async unanswered(checkId: string): Promise<CheckSummary['state']> {
    const state = (await this.jobs.stateOf(CHECK_JOB, checkId)) ?? 'queued';
    return state === 'done' ? 'running' : state;
  }

  private async summary(check: KinshipCheck, caseNumber: string, stored: CheckResult | null): Promise<CheckSummary> {
    const result = resultOf(stored);
    const { child, parent, otherParent } = JSON.parse(check.inputs) as CheckInputs;
    return {
      id: check.id,
      caseId: check.caseId,
      caseNumber,
      question: check.question,
      about: { child: child.code, parent: parent.code, ...(otherParent && { otherParent: otherParent.code }) },
      state: isErased(stored) ? 'failed' : (stored?.outcome ?? (await this.unanswered(check.id))),
      askedAt: check.askedAt.toISOString(),
      verdict: result?.verdict ?? null,
      log10: result?.combined.log10 ?? null,
    };
  }
}

/** The persons of the case in the places of the question. Requires that all of them are there. */
function rolesOf(persons: readonly CasePersonView[], { child, parent, otherParent }: AskCheck) {
  const of = (id: string) => persons.find((each) => each.id === id)!;
  return { child: of(child), parent: of(parent), ...(otherParent ? { otherParent: of(otherParent) } : {}) };
}

function personsOf({ child, parent, otherParent }: CheckInputs): readonly PersonInput[] {
  return [child, parent, ...(otherParent ? [otherParent] : [])];
}

/** What the database puts in the place of an answer that rests on somebody who was erased. */
function isErased(stored: CheckResult | null): boolean {
  return stored?.result === '{"erased":true}' || stored?.errorCode === 'erased';
}

function resultOf(stored: CheckResult | null): ParentageResult | null {
  return stored?.result && !isErased(stored) ? (JSON.parse(stored.result) as ParentageResult) : null;
}
