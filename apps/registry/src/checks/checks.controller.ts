import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { RecordsReading, type Shown } from '../access/reads.ts';
import { AskCheck, CheckSummary, CheckView, RecomputationView } from './checks.dto.ts';
import { ChecksService } from './checks.service.ts';

@Controller('api')
export class ChecksController {
  constructor(private readonly checks: ChecksService) {}

  /** Asks a parentage question about persons of the case; the answer comes through the job queue. */
  @Roles('caseworker')
  @Post('cases/:id/checks')
  @HttpCode(202)
  ask(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) caseId: string,
    @Body() body: AskCheck,
    @IdempotencyKey() key?: string,
  ): Promise<CheckView> {
    return this.checks.ask(actor, caseId, body, key);
  }

  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading((_: CheckSummary[], id) => ({ cases: [id] }))
  @Get('cases/:id/checks')
  list(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) caseId: string): Promise<CheckSummary[]> {
    return this.checks.list(actor, caseId);
  }

  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading(shownInCheck)
  @Get('checks/:id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<CheckView> {
    return this.checks.view(actor, id);
  }

  /** Computes the check again from its stored inputs and compares the digits. Changes nothing. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading(({ caseId }: RecomputationView, check) => ({ cases: [caseId], check }))
  @Post('checks/:id/recomputation')
  @HttpCode(200)
  recompute(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<RecomputationView> {
    return this.checks.recompute(actor, id);
  }
}

/** A check shows the genotypes it was asked about. */
function shownInCheck({ id, caseId, persons }: CheckView): Shown {
  return { cases: [caseId], profiles: Object.values(persons).map(({ profileId }) => profileId), check: id };
}
