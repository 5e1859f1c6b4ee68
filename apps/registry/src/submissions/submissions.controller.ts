import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Controller,
  DefaultValuePipe,
  Get,
  Header,
  HttpCode,
  Param,
  ParseEnumPipe,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces, ApiQuery } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { Config } from '../config.ts';
import { Arrivals, type Watcher } from './arrivals.ts';
import { CATEGORIES } from './categories.ts';
import { Preview } from './preview.ts';
import { Progress } from './progress.ts';
import { type ReceivedFile, receiveFile } from './receive.ts';
import { PreviewView, ProgressView, SubmissionRowsView, SubmissionSummary, SubmissionView } from './submissions.dto.ts';
import { SubmissionsService } from './submissions.service.ts';
import { SUMMARY_FORMATS, SubmissionReport, type SummaryFormat } from './summary.ts';
import { Turnstile } from './turnstile.ts';

const UPLOAD = {
  type: 'object',
  required: ['file'],
  properties: {
    file: {
      type: 'string',
      format: 'binary',
      description:
        'CSV, tab separated text, JSON, CODIS or NIEM XML, Familias, or a ZIP of these. The encoding is found by the content.',
    },
    reason: { type: 'string', description: 'Lets samples that stand already with other alleles become new versions.' },
    category: {
      type: 'string',
      enum: [...CATEGORIES],
      description: 'What the persons of the file are: the quality rules may ask for other numbers of loci.',
    },
    mapping: { type: 'string', description: 'Name of a saved column mapping, for tables with columns of their own.' },
  },
};

/** Files that come in at once: a slow sender keeps its place for as long as it sends. */
const RECEIVED_AT_ONCE = 16;
const MOST_WAITING = 200;

@Controller('api/submissions')
export class SubmissionsController {
  private readonly turnstile = new Turnstile(RECEIVED_AT_ONCE, MOST_WAITING);

  constructor(
    private readonly submissions: SubmissionsService,
    private readonly previews: Preview,
    private readonly progressOf: Progress,
    private readonly reports: SubmissionReport,
    private readonly arrivals: Arrivals,
    private readonly config: Config,
  ) {}

  /**
   * Hands in a file of profiles and tells, sample by sample, what was accepted and what was refused and why. A large file is
   * received (`state` is not `done`) and worked off afterwards: its rows come one after the other.
   */
  @Roles('laboratory')
  @Post()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD })
  submit(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @IdempotencyKey() key?: string,
  ): Promise<SubmissionView> {
    const submit = (id: string) => (file: ReceivedFile) => this.submissions.submit(actor, { ...file, id }, key);
    return this.arrivals.watch(actor, (id, watcher) => this.received(request, submit(id), watcher));
  }

  /** Tells what handing in the file would do, sample by sample, and stores nothing. */
  @Roles('laboratory')
  @Post('preview')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD })
  preview(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<PreviewView> {
    return this.received(request, (file) => this.previews.preview(actor, file));
  }

  /** Submissions, newest first: a laboratory's own; all of them for auditors. */
  @Roles('laboratory', 'auditor')
  @Get()
  list(@CurrentActor() actor: Actor): Promise<SubmissionSummary[]> {
    return this.submissions.list(actor);
  }

  /** A submission with its first rows. */
  @Roles('laboratory', 'auditor')
  @Get(':id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<SubmissionView> {
    return this.submissions.view(actor, id);
  }

  /** Rows of a submission behind this place, at most 2,000 of them. */
  @Roles('laboratory', 'auditor')
  @Get(':id/rows')
  @ApiQuery({ name: 'after', required: false, schema: { type: 'integer', minimum: 0, default: 0 } })
  rows(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query('after', new DefaultValuePipe(0), ParseIntPipe) after: number,
  ): Promise<SubmissionRowsView> {
    return this.submissions.rows(actor, id, Math.min(Math.max(after, 0), 2_000_000_000));
  }

  /** How far the reading of a large file has come, as server-sent events `progress` until it has ended. */
  @Roles('laboratory', 'auditor')
  @Get(':id/progress')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: ProgressView })
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
    try {
      for await (const event of events) reply.raw.write(event);
    } finally {
      reply.raw.end();
    }
  }

  /** Stops the reading of a large file. What was stored of it stands, and handing it in again creates nothing twice. */
  @Roles('laboratory')
  @Post(':id/cancellation')
  @HttpCode(200)
  cancel(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<SubmissionView> {
    return this.submissions.cancel(actor, id);
  }

  /** What became of each row, to download: row, sample, status, version, locus, code, what to do. */
  @Roles('laboratory', 'auditor')
  @Get(':id/summary')
  @Header('x-content-type-options', 'nosniff')
  @ApiQuery({ name: 'format', required: false, enum: SUMMARY_FORMATS })
  @ApiProduces('text/csv', 'application/json')
  async summary(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query('format', new DefaultValuePipe('csv'), new ParseEnumPipe(SUMMARY_FORMATS)) format: SummaryFormat,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const pieces = await this.reports.write(actor, id, format);
    reply.header('content-disposition', `attachment; filename="submission-${id}.${format}"`);
    reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
    return new StreamableFile(Readable.from(pieces, { objectMode: false }));
  }

  private received<T>(request: FastifyRequest, act: (file: ReceivedFile) => Promise<T>, watcher?: Watcher): Promise<T> {
    return this.turnstile.pass(async () => {
      const { dataFolder, uploadLimitBytes } = this.config;
      const reception = { limitBytes: uploadLimitBytes, folder: join(dataFolder, 'uploads') };
      const file = await receiveFile(request, watcher === undefined ? reception : { ...reception, watcher });
      try {
        return await act(file);
      } finally {
        await file.dispose();
      }
    });
  }
}
