import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { Config } from '../config.ts';
import { receiveFile } from './receive.ts';
import { PreviewView, SubmissionSummary, SubmissionView } from './submissions.dto.ts';
import { SubmissionsService } from './submissions.service.ts';

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
  },
};

@Controller('api/submissions')
export class SubmissionsController {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly config: Config,
  ) {}

  /** Hands in a file of profiles and tells, sample by sample, what was accepted and what was refused and why. */
  @Roles('laboratory')
  @Post()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD })
  async submit(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @IdempotencyKey() key?: string,
  ): Promise<SubmissionView> {
    return this.submissions.submit(actor, await receiveFile(request, this.config.uploadLimitBytes), key);
  }

  /** Tells what handing in the file would do, sample by sample, and stores nothing. */
  @Roles('laboratory')
  @Post('preview')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD })
  async preview(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<PreviewView> {
    return this.submissions.preview(actor, await receiveFile(request, this.config.uploadLimitBytes));
  }

  /** Submissions, newest first: a laboratory's own; all of them for auditors. */
  @Roles('laboratory', 'auditor')
  @Get()
  list(@CurrentActor() actor: Actor): Promise<SubmissionSummary[]> {
    return this.submissions.list(actor);
  }

  @Roles('laboratory', 'auditor')
  @Get(':id')
  view(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<SubmissionView> {
    return this.submissions.view(actor, id);
  }
}
