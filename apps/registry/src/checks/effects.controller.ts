import { Controller, Get, Param, Query } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { RecordsReading } from '../access/reads.ts';
import { EffectView, MovedQuery, MovedResultView } from './effects.dto.ts';
import { EffectsService } from './effects.service.ts';

@Controller('api/reference/versions')
export class EffectsController {
  constructor(private readonly effects: EffectsService) {}

  /** How many past results a new version of a table would move, and how far at most; it changes none of them. */
  @Roles('auditor', 'administrator')
  @Get(':digest/effect')
  effect(@Param('digest') digest: string): Promise<EffectView> {
    return this.effects.effect(digest);
  }

  /** The past results that a new version would move, those with another verdict first. */
  @Roles('auditor')
  @RecordsReading((moved: MovedResultView[]) => ({ cases: [...new Set(moved.map(({ caseId }) => caseId))] }))
  @Get(':digest/effect/results')
  moved(@Param('digest') digest: string, @Query() { page = 0 }: MovedQuery): Promise<MovedResultView[]> {
    return this.effects.moved(digest, page);
  }
}
