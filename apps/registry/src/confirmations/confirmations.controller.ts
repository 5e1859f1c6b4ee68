import { Body, Controller, Get, Header, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { RecordsReading } from '../access/reads.ts';
import {
  ConfirmationsQuery,
  ConfirmationView,
  ContentView,
  OpenConfirmation,
  SignConfirmation,
  WithdrawConfirmation,
} from './confirmations.dto.ts';
import { ConfirmationsService } from './confirmations.service.ts';

@Controller('api')
export class ConfirmationsController {
  constructor(private readonly confirmations: ConfirmationsService) {}

  /** What would be signed for this check, word for word, and its hash. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading(({ content }: ContentView, check) => ({ cases: [caseOf(content)], check }))
  @Get('checks/:id/content')
  content(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<ContentView> {
    return this.confirmations.content(actor, id);
  }

  /** The first signature, by the caseworker. */
  @Roles('caseworker')
  @Post('confirmations')
  open(
    @CurrentActor() actor: Actor,
    @Body() body: OpenConfirmation,
    @IdempotencyKey() key?: string,
  ): Promise<ConfirmationView> {
    return this.confirmations.open(actor, body.checkId, body.contentHash, key);
  }

  /** The second signature, by a reviewer: 201 with the receipt, or 202 with a link to it when the log was not sealed yet. */
  @Roles('reviewer')
  @Post('confirmations/:id/signature')
  async confirm(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SignConfirmation,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdempotencyKey() key?: string,
  ): Promise<ConfirmationView> {
    const confirmed = await this.confirmations.confirm(actor, id, body.contentHash, key);
    if (confirmed.receipt === null) reply.status(202).header('location', `/api/confirmations/${id}/proof`);
    return confirmed;
  }

  /** Confirmations, awaiting, confirmed and withdrawn, the newest first, 100 at a time. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading((list: ConfirmationView[]) => ({ cases: list.map(({ caseId }) => caseId) }))
  @Get('confirmations')
  list(@CurrentActor() actor: Actor, @Query() query: ConfirmationsQuery): Promise<ConfirmationView[]> {
    return this.confirmations.list(actor, query);
  }

  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading(({ caseId, checkId }: ConfirmationView) => ({ cases: [caseId], check: checkId }))
  @Get('confirmations/:id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<ConfirmationView> {
    return this.confirmations.view(actor, id);
  }

  /** The receipt: a C2SP tlog-proof that verifies offline. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @Get('confirmations/:id/proof')
  @Header('content-type', 'text/plain; charset=utf-8')
  proof(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<string> {
    return this.confirmations.receipt(actor, id);
  }

  /** Takes a confirmation back, with the reason; a new entry in the log. */
  @Roles('caseworker', 'reviewer')
  @Post('confirmations/:id/withdrawal')
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: WithdrawConfirmation,
    @IdempotencyKey() key?: string,
  ): Promise<ConfirmationView> {
    return this.confirmations.withdraw(actor, id, body.reason, key);
  }
}

const caseOf = (content: string): string => (JSON.parse(content) as { readonly case: string }).case;
