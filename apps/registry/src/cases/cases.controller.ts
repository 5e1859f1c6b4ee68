import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { RecordsReading } from '../access/reads.ts';
import { AddPerson, CaseFamilyView, CaseSummary, CaseView, OpenCase } from './cases.dto.ts';
import { CasesService } from './cases.service.ts';

@Controller('api/cases')
export class CasesController {
  constructor(private readonly cases: CasesService) {}

  /** Opens a case. */
  @Roles('caseworker')
  @Post()
  open(@CurrentActor() actor: Actor, @Body() body: OpenCase, @IdempotencyKey() key?: string): Promise<CaseView> {
    return this.cases.open(actor, body, key);
  }

  /** Cases: a caseworker's own; all of them for reviewers and auditors. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading((list: CaseSummary[]) => ({ cases: list.map(({ id }) => id) }))
  @Get()
  list(@CurrentActor() actor: Actor): Promise<CaseSummary[]> {
    return this.cases.list(actor);
  }

  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading((_: CaseView, id) => ({ cases: [id] }))
  @Get(':id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<CaseView> {
    return this.cases.view(actor, id);
  }

  /** How files of laboratories say that at least two persons of the case are related. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading((_: CaseFamilyView[], id) => ({ cases: [id] }))
  @Get(':id/families')
  families(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<CaseFamilyView[]> {
    return this.cases.families(actor, id);
  }

  /** Adds a person by code, with a stored profile. */
  @Roles('caseworker')
  @Post(':id/persons')
  addPerson(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AddPerson,
    @IdempotencyKey() key?: string,
  ): Promise<CaseView> {
    return this.cases.addPerson(actor, id, body, key);
  }
}
