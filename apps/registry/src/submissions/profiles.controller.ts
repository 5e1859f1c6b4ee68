import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { RecordsReading } from '../access/reads.ts';
import { ProfilesService } from './profiles.service.ts';
import { CorrectProfile, ProfileSummary, ProfileView } from './submissions.dto.ts';

@Controller('api/profiles')
export class ProfilesController {
  constructor(private readonly profiles: ProfilesService) {}

  /** Newest versions, by the beginning of the sample name: a laboratory's own; all of them for the others. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor')
  @Get()
  @ApiQuery({ name: 'sample', required: false })
  list(@CurrentActor() actor: Actor, @Query('sample') sample?: string): Promise<ProfileSummary[]> {
    const beginning = typeof sample === 'string' && sample.trim() !== '' ? sample.trim() : undefined;
    return this.profiles.list(actor, beginning);
  }

  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor')
  @RecordsReading((_: ProfileView, id) => ({ profiles: [id] }))
  @Get(':id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<ProfileView> {
    return this.profiles.view(actor, id);
  }

  /** Corrects a profile by a new version; the version before stays as it was. */
  @Roles('laboratory')
  @Post(':id/versions')
  correct(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CorrectProfile,
    @IdempotencyKey() key?: string,
  ): Promise<ProfileView> {
    return this.profiles.correct(actor, id, body, key);
  }
}
