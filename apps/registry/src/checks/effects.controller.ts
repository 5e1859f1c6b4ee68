import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { RecordsReading } from '../access/reads.ts';
import { EffectView, MovedProfileView, MovedQuery, MovedResultView } from './effects.dto.ts';
import { EffectsService } from './effects.service.ts';

@Controller('api/reference')
export class EffectsController {
  constructor(private readonly effects: EffectsService) {}

  /** What became of comparing, for every version that took the place of another, the newest first. */
  @Roles('auditor', 'administrator')
  @Get('effects')
  list(): Promise<EffectView[]> {
    return this.effects.list();
  }

  /** How many past results a new version of a table would move, and how far at most; it changes none of them. */
  @Roles('auditor', 'administrator')
  @Get('versions/:digest/effect')
  effect(@Param('digest') digest: string): Promise<EffectView> {
    return this.effects.effect(digest);
  }

  /** Has a comparison that was interrupted or given up tried again. What is done stands. */
  @Roles('administrator')
  @Post('versions/:digest/effect')
  @HttpCode(202)
  again(@Param('digest') digest: string): Promise<EffectView> {
    return this.effects.again(digest);
  }

  /** The past results that a new version would move, those with another verdict first. */
  @Roles('auditor')
  @RecordsReading((moved: MovedResultView[]) => ({ cases: [...new Set(moved.map(({ caseId }) => caseId))] }))
  @Get('versions/:digest/effect/results')
  moved(@Param('digest') digest: string, @Query() { page = 0 }: MovedQuery): Promise<MovedResultView[]> {
    return this.effects.moved(digest, page);
  }

  /** The profiles that a new version of a kit says something else of, those newly warned of first. Loci only, no alleles. */
  @Roles('auditor')
  @RecordsReading((moved: MovedProfileView[]) => ({ profiles: moved.map(({ profileId }) => profileId) }))
  @Get('versions/:digest/effect/profiles')
  movedProfiles(@Param('digest') digest: string, @Query() { page = 0 }: MovedQuery): Promise<MovedProfileView[]> {
    return this.effects.movedProfiles(digest, page);
  }
}
