import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, erased, Problem } from '../problem.ts';
import { recordPersonal } from '../record.ts';
import { Elimination } from '../submissions/elimination.ts';
import { Families } from '../submissions/families.ts';
import { type ProfileFacts, ProfilesService } from '../submissions/profiles.service.ts';
import { RulesService } from '../submissions/rules.service.ts';
import { autosomalLoci, leastLoci, tooFewLoci } from '../submissions/rules.ts';
import { isUniqueViolation } from '../violations.ts';
import type { AddPerson, CaseFamilyView, CasePersonView, CaseSummary, CaseView, OpenCase } from './cases.dto.ts';
import type { CaseFile, CasePerson } from './cases.entity.ts';
import { CasesStore } from './cases.store.ts';
import { newPersonKey, type PersonReference, referenceTo } from './pseudonyms.ts';

@Injectable()
export class CasesService {
  constructor(
    private readonly store: CasesStore,
    private readonly profiles: ProfilesService,
    private readonly rules: RulesService,
    private readonly elimination: Elimination,
    private readonly stated: Families,
    private readonly idempotency: Idempotency,
  ) {}

  /** Opens a case; it belongs to the caseworker who opened it. */
  async open(actor: Actor, request: OpenCase, key: string | undefined): Promise<CaseView> {
    const id = await this.idempotency.once({ actor, key, request: { open: request } }, async (tx) => {
      const { report, purpose, legalBasis } = request;
      const texts = { report, purpose, legalBasis };
      const base = { id: newId(), number: await this.store.nextNumber(tx), openedBy: actor.accountId };
      const act = { type: 'case.opened', case: base.id };
      const values = { ...base, ...texts };
      await this.store.insertCase(tx, await recordPersonal(tx, actor, act, ['case_file', base.id, values], texts));
      return base.id;
    });
    return this.view(actor, id);
  }

  /** Adds a person by code with a stored profile. The code is unique in the case. */
  async addPerson(actor: Actor, caseId: string, request: AddPerson, key: string | undefined): Promise<CaseView> {
    await this.readable(actor, caseId);
    const profile = await this.profiles.profile(actor, request.profileId);
    if (profile.erased !== null) throw erased('This profile');
    await this.assertSuitable(profile, request);
    await this.idempotency
      .once({ actor, key, request: { addPerson: request, caseId } }, async (tx) => {
        const { code, category, sex } = request;
        const personal = { code, category, sex, profileId: profile.id };
        const values = { id: newId(), caseId, ...personal, addedBy: actor.accountId };
        const personKey = newPersonKey();
        const act = { type: 'case.person-added', case: caseId, facts: { persons: [referenceTo(personKey)] } };
        const row = await recordPersonal(tx, actor, act, ['case_person', values.id, values], personal);
        await this.store.insertPerson(tx, row, personKey);
        return values.id;
      })
      .catch((error: unknown) => {
        if (!isUniqueViolation(error, 'case_person')) throw error;
        throw new Problem(409, 'code-taken', 'This case already has a person with that code; choose another code.');
      });
    return this.view(actor, caseId);
  }

  /** A person of a case is nobody's elimination profile, and typed as the quality rules ask of its category. */
  private async assertSuitable({ id, genotypes }: ProfileFacts, { code, category }: AddPerson): Promise<void> {
    if ((await this.elimination.among([id])).length > 0) throw isElimination(code);
    const rules = await this.rules.current();
    const detail = tooFewLoci(`The profile of person ${code}`, autosomalLoci(genotypes), rules, category);
    if (detail === undefined) return;
    const figures = { rulesVersion: rules.version, minimumLoci: leastLoci(rules.settings, category) };
    throw new Problem(422, 'too-few-loci', detail, { ...figures, loci: autosomalLoci(genotypes) });
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

  /** Stated families with at least two of the persons; of the others only sex and place are told. */
  async families(actor: Actor, id: string): Promise<CaseFamilyView[]> {
    const { persons } = await this.view(actor, id);
    const found = await this.stated.among(persons.map(({ profileId }) => profileId));
    return found.map(({ submissionId, kind, persons: related }) => ({
      submissionId,
      kind,
      persons: related.map(({ profileId, sex, parents, twinOf }) => {
        const person = persons.find((each) => each.profileId === profileId);
        return { personId: person?.id ?? null, code: person?.code ?? null, sex, parents, twinOf };
      }),
    }));
  }

  /** The case, when it exists and `actor` may see it: a caseworker sees the own cases only. Else `what` looks absent. */
  async readable(actor: Actor, id: string, what = 'case'): Promise<CaseFile> {
    const found = await this.store.find(id);
    if (found === null) throw absent(what);
    if (actor.role === 'caseworker' && found.openedBy !== actor.accountId) throw absent(what);
    return found;
  }

  /** How an event of `tx` may name these persons of a case. */
  async referencesTo(tx: EntityManager, personIds: readonly string[]): Promise<readonly PersonReference[]> {
    return (await this.store.personKeys(tx, personIds)).map(referenceTo);
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

/** Whoever is called `person` here has a sample that no question may reach. */
export function isElimination(person: string): Problem {
  const detail = `The sample of person ${person} is marked as an elimination profile, which is compared with nobody; link the person's own sample, or ask the laboratory to take the mark back.`;
  return new Problem(409, 'elimination-profile', detail);
}
