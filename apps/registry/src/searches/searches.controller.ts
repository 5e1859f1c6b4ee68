import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { RecordsReading } from '../access/reads.ts';
import { CandidatesService } from './candidates.service.ts';
import { ReceiptView } from './receipts.dto.ts';
import { SearchAll } from './search-all.job.ts';
import { SearchProgress } from './search-progress.ts';
import {
  AskSearch,
  CandidatesQuery,
  CandidateView,
  CheckCandidate,
  DisposeCandidate,
  EndSearch,
  RoundAsked,
  SearchProgressView,
  SearchSummary,
  SearchView,
} from './searches.dto.ts';
import { SearchesService } from './searches.service.ts';

@Controller('api')
export class SearchesController {
  constructor(
    private readonly searches: SearchesService,
    private readonly candidates: CandidatesService,
    private readonly progressOf: SearchProgress,
    private readonly all: SearchAll,
  ) {}

  /** Searches the whole registry for a relative of a person of the case; the answer comes through the job queue. */
  @Roles('caseworker')
  @Post('cases/:id/searches')
  @HttpCode(202)
  ask(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) caseId: string,
    @Body() body: AskSearch,
    @IdempotencyKey() key?: string,
  ): Promise<SearchView> {
    return this.searches.ask(actor, caseId, body, key);
  }

  /** Searches of the case, newest first. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading((_: SearchSummary[], id) => ({ cases: [id] }))
  @Get('cases/:id/searches')
  list(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) caseId: string): Promise<SearchSummary[]> {
    return this.searches.list(actor, caseId);
  }

  /** A search with its receipts. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading(({ caseId }: SearchView) => ({ cases: [caseId] }))
  @Get('searches/:id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<SearchView> {
    return this.searches.view(actor, id);
  }

  /** Candidates of a search, newest comparison first, best first; 200 on a page. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading((found: CandidateView[]) => ({ profiles: found.map(({ profileId }) => profileId) }))
  @Get('searches/:id/candidates')
  listCandidates(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { page = 0 }: CandidatesQuery,
  ): Promise<CandidateView[]> {
    return this.candidates.list(actor, id, page);
  }

  /** Puts all standing searches to the whole registry again, as a job. */
  @Roles('administrator')
  @Post('search-rounds')
  @HttpCode(202)
  askAll(@CurrentActor() actor: Actor, @IdempotencyKey() key?: string): Promise<RoundAsked> {
    return this.all.ask(actor, key);
  }

  /** What comparisons of all standing searches left behind, newest first: counts, no candidates. */
  @Roles('auditor', 'administrator')
  @Get('search-rounds')
  rounds(): Promise<ReceiptView[]> {
    return this.all.receipts();
  }

  /** How far the search has come, as server-sent events `progress` until it has ended. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @Get('searches/:id/progress')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: SearchProgressView })
  async progress(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const events = this.progressOf.events(actor, id, () => !reply.raw.destroyed, pause);
    const first = await events.next();
    reply.hijack();
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
    reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...headers });
    if (!first.done) reply.raw.write(first.value);
    for await (const event of events) reply.raw.write(event);
    reply.raw.end();
  }

  /** Ends a standing search: what is accepted from now on is not compared with it. */
  @Roles('caseworker')
  @Post('searches/:id/end')
  @HttpCode(200)
  end(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: EndSearch,
    @IdempotencyKey() key?: string,
  ): Promise<SearchView> {
    return this.searches.end(actor, id, reason, key);
  }

  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading(({ profileId }: CandidateView) => ({ profiles: [profileId] }))
  @Get('candidates/:id')
  viewCandidate(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<CandidateView> {
    return this.candidates.view(actor, id);
  }

  /** Says what is to become of a candidate, and why. What was said before stays. */
  @Roles('caseworker')
  @Post('candidates/:id/dispositions')
  dispose(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DisposeCandidate,
    @IdempotencyKey() key?: string,
  ): Promise<CandidateView> {
    return this.candidates.dispose(actor, id, body, key);
  }

  /** Takes a candidate into the case as a person and asks the check about it. */
  @Roles('caseworker')
  @Post('candidates/:id/check')
  check(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CheckCandidate,
    @IdempotencyKey() key?: string,
  ): Promise<CandidateView> {
    return this.candidates.check(actor, id, body, key);
  }
}
