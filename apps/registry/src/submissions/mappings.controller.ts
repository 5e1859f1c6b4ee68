import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { MappingView, SaveMapping } from './mappings.dto.ts';
import { MappingsService } from './mappings.service.ts';

@Controller('api/mappings')
export class MappingsController {
  constructor(private readonly mappings: MappingsService) {}

  /** The laboratory's own names for the columns of its tables. */
  @Roles('laboratory')
  @Get()
  list(@CurrentActor() actor: Actor): Promise<MappingView[]> {
    return this.mappings.list(actor);
  }

  /** Saves a mapping; a file is read by it when its upload names it in the part `mapping`. */
  @Roles('laboratory')
  @Post()
  save(@CurrentActor() actor: Actor, @Body() body: SaveMapping, @IdempotencyKey() key?: string): Promise<MappingView> {
    return this.mappings.save(actor, body, key);
  }

  @Roles('laboratory')
  @Delete(':id')
  @HttpCode(204)
  remove(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.mappings.remove(actor, id);
  }
}
