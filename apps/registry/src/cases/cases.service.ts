import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, Problem } from '../problem.ts';
import { newSalt, record, rowOf } from '../record.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { isUniqueViolation } from '../violations.ts';
import type { AddPerson, CasePersonView, CaseSummary, CaseView, OpenCase } from './cases.dto.ts';
import type { CaseFile, CasePerson } from './cases.entity.ts';
import { CasesStore } from './cases.store.ts';

@Injectable()
export class CasesService {
  constructor(
    private readonly store: CasesStore,
    private readonly profiles: ProfilesService,
    private readonly idempotency: Idempotency,
  ) {}

  /** Opens a case; it belongs to the caseworker who opened it. */
  async open(actor: Actor, request: OpenCase, key: string | undefined): Promise<CaseView> {
    const id = await this.idempotency.once({ actor, key, request: { open: request } }, async (tx) => {
      const facts = {
        id: newId(),
        number: await this.store.nextNumber(tx),
        report: request.report,
        purpose: request.purpose,
        legalBasis: request.legalBasis,
        openedBy: actor.accountId,
        salt: newSalt(),
      };
      const row = rowOf('case_file', facts.id, facts);
      const auditEventId = await record(tx, actor, { type: 'case.opened', case: facts.id, row });
      await this.store.insertCase(tx, { ...facts, auditEventId });
      return facts.id;
    });
    return this.view(actor, id);
  }

  /** Adds a person by code with a stored profile. The code is unique in the case. */
  async addPerson(actor: Actor, caseId: string, request: AddPerson, key: string | undefined): Promise<CaseView> {
    await this.readable(actor, caseId);
    const profile = await this.profiles.profile(actor, request.profileId);
    await this.idempotency
      .once({ actor, key, request: { addPerson: request, caseId } }, async (tx) => {
        const { code, category, sex } = request;
        const base = { id: newId(), caseId, code, category, sex, profileId: profile.id, addedBy: actor.accountId };
        const facts = { ...base, salt: newSalt() };
        const row = rowOf('case_person', facts.id, facts);
        const auditEventId = await record(tx, actor, {
          type: 'case.person-added',
          case: caseId,
          row,
          facts: { category, profile: profile.id },
        });
        await this.store.insertPerson(tx, { ...facts, auditEventId });
        return facts.id;
      })
      .catch((error: unknown) => {
        if (!isUniqueViolation(error, 'case_person')) throw error;
        throw new Problem(409, 'code-taken', 'This case already has a person with that code; choose another code.');
      });
    return this.view(actor, caseId);
  }

  list(actor: Actor): Promise<CaseSummary[]> {
    return this.store.list(actor.role === 'caseworker' ? actor.accountId : undefined);
  }

  async view(actor: Actor, id: string): Promise<CaseView> {
    const found = await this.readable(actor, id);
    const persons = await this.store.persons(id);
    return {
      id,
      number: found.number,
      report: found.report,
      purpose: found.purpose,
      legalBasis: found.legalBasis,
      openedBy: await this.store.nameOf(found.openedBy),
      openedAt: found.openedAt.toISOString(),
      persons: await Promise.all(persons.map((person) => this.personView(actor, person))),
    };
  }

  /** The case, when it exists and `actor` may see it: a caseworker sees the own cases only. Else `what` looks absent. */
  async readable(actor: Actor, id: string, what = 'case'): Promise<CaseFile> {
    const found = await this.store.find(id);
    if (found === null) throw absent(what);
    if (actor.role === 'caseworker' && found.openedBy !== actor.accountId) throw absent(what);
    return found;
  }

  /** The sign-in name of an account, for people to read. */
  nameOf(accountId: string): Promise<string> {
    return this.store.nameOf(accountId);
  }

  private async personView(actor: Actor, person: CasePerson): Promise<CasePersonView> {
    const profile = await this.profiles.newest(actor, person.profileId);
    return {
      id: person.id,
      code: person.code,
      category: person.category as CasePersonView['category'],
      sex: person.sex,
      profileId: profile.id,
      sample: profile.sample,
      profileVersion: profile.version,
      loci: Object.keys(profile.genotypes).length,
    };
  }
}
