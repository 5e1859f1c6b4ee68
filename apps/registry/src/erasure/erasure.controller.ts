import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { ErasureView, RequestErasure } from './erasure.dto.ts';
import { ErasureService } from './erasure.service.ts';

@Controller('api/erasures')
export class ErasureController {
  constructor(private readonly erasure: ErasureService) {}

  /** Enters an order to erase. Nothing is erased before a second person of another role approves it. */
  @Roles('caseworker', 'administrator')
  @Post()
  request(
    @CurrentActor() actor: Actor,
    @Body() body: RequestErasure,
    @IdempotencyKey() key?: string,
  ): Promise<ErasureView> {
    return this.erasure.request(actor, body, key);
  }

  /** Approves an order and carries it out. It cannot be undone. */
  @Roles('reviewer', 'administrator')
  @Post(':id/approval')
  @HttpCode(200)
  approve(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @IdempotencyKey() key?: string,
  ): Promise<ErasureView> {
    return this.erasure.approve(actor, id, key);
  }

  /** Orders to erase, the newest 100: a caseworker's own; all of them for the others. */
  @Roles('caseworker', 'reviewer', 'auditor', 'administrator')
  @Get()
  list(@CurrentActor() actor: Actor): Promise<ErasureView[]> {
    return this.erasure.list(actor);
  }

  @Roles('caseworker', 'reviewer', 'auditor', 'administrator')
  @Get(':id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<ErasureView> {
    return this.erasure.view(actor, id);
  }
}
