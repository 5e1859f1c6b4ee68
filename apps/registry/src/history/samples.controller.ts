import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { Problem } from '../problem.ts';
import { AnnounceSample, DrawSample, SampleView, TouchedQuery, TouchedView } from './history.dto.ts';
import { SamplesService } from './samples.service.ts';
import { TouchedStore } from './touched.store.ts';

/** What an auditor looks at: what a change touches, and what chance picks. */
@Controller('api/history')
export class SamplesController {
  constructor(
    private readonly samples: SamplesService,
    private readonly store: TouchedStore,
  ) {}

  /** Every past confirmation that rests on a frequency table, an engine, a laboratory, a sample or a person; 100 at a time. */
  @Roles('auditor')
  @Get('touched')
  touched(@Query() query: TouchedQuery): Promise<TouchedView[]> {
    const { before: _, ...criteria } = query;
    if (Object.values(criteria).some((value) => value !== undefined)) return this.store.touched(query);
    const detail = 'Say what touches them: population, engine, laboratory, sample or account.';
    throw new Problem(400, 'no-criterion', detail);
  }

  /** Announces a random sample, with the digest of a nonce that the auditor keeps until it is drawn. */
  @Roles('auditor')
  @Post('samples')
  announce(
    @CurrentActor() actor: Actor,
    @Body() body: AnnounceSample,
    @IdempotencyKey() key?: string,
  ): Promise<SampleView> {
    return this.samples.announce(actor, body, key);
  }

  @Roles('auditor')
  @Get('samples/:id')
  sample(@Param('id', ParseUUIDPipe) id: string): Promise<SampleView> {
    return this.samples.view(id);
  }

  /** Draws it, once its announcement is sealed. Repeated with the same nonce it is the same sample. */
  @Roles('auditor')
  @Post('samples/:id/drawing')
  @HttpCode(200)
  draw(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { nonce }: DrawSample,
  ): Promise<SampleView> {
    return this.samples.draw(actor, id, nonce);
  }
}
