import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { IssuedKey, KeyView, NewKey } from './access.dto.ts';
import { type Actor, CurrentActor, Roles } from './actor.ts';
import { IdempotencyKey } from './idempotency.ts';
import { KeysService } from './keys.service.ts';

@Controller('api/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  /** The laboratory's keys, the revoked ones among them. */
  @Roles('laboratory')
  @Get()
  list(@CurrentActor() actor: Actor): Promise<KeyView[]> {
    return this.keys.list(actor);
  }

  /** Issues a key for the laboratory's programs. It is shown once; two may be valid at a time. */
  @Roles('laboratory')
  @Post()
  issue(@CurrentActor() actor: Actor, @Body() body: NewKey, @IdempotencyKey() key?: string): Promise<IssuedKey> {
    return this.keys.issue(actor, body, key);
  }

  /** Revokes a key at once. */
  @Roles('laboratory')
  @Delete(':id')
  @HttpCode(204)
  revoke(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @IdempotencyKey() key?: string,
  ): Promise<void> {
    return this.keys.revoke(actor, id, key);
  }
}
