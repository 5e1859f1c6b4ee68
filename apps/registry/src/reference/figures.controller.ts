import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { FiguresPreviewView, FiguresReportView, ImportedFiguresView, ImportFigures } from './figures.dto.ts';
import { FiguresService } from './figures.service.ts';
import { receiveTable } from './receive-table.ts';

const DIGEST = '00c4dd60be649c0c0f8d7a3be1c5f2d4968e7b1a2c3d4e5f60718293a4b5c6d7';
const FORM = {
  type: 'object',
  required: ['file'],
  properties: {
    file: {
      type: 'string',
      format: 'binary',
      description: 'JSON in the form in which the product ships such figures; "digest" may be left out. Up to 4 MB.',
    },
    supersedes: {
      type: 'string',
      description: 'Digest of the version that this one takes the place of.',
      example: DIGEST,
    },
    reason: { type: 'string', description: 'Why there is a new version.', example: 'More meioses counted' },
  },
};

@Controller('api/reference')
export class FiguresController {
  constructor(private readonly figures: FiguresService) {}

  /** Tells what importing mutation rates would come to, locus by locus, and stores nothing. */
  @Roles('administrator')
  @Post('mutation-rates/preview')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FORM })
  async previewRates(@Req() request: FastifyRequest): Promise<FiguresPreviewView> {
    return this.figures.preview('mutation', await receiveTable(request, ImportFigures));
  }

  /** Tells what importing a typing kit would come to, locus by locus, and stores nothing. */
  @Roles('administrator')
  @Post('kits/preview')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FORM })
  async previewKit(@Req() request: FastifyRequest): Promise<FiguresPreviewView> {
    return this.figures.preview('kit', await receiveTable(request, ImportFigures));
  }

  /** Imports mutation rates by locus and sex as the first or the next version of their id. */
  @Roles('administrator')
  @Post('mutation-rates')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FORM })
  async rates(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @IdempotencyKey() key?: string,
  ): Promise<ImportedFiguresView> {
    return this.figures.import(actor, 'mutation', await receiveTable(request, ImportFigures), key);
  }

  /** Imports a typing kit as the first or the next version of its id. */
  @Roles('administrator')
  @Post('kits')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FORM })
  async kit(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @IdempotencyKey() key?: string,
  ): Promise<ImportedFiguresView> {
    return this.figures.import(actor, 'kit', await receiveTable(request, ImportFigures), key);
  }

  /** The report that the administrator was shown when these rates or this kit were imported. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('figures/:digest/report')
  report(@Param('digest') digest: string): Promise<FiguresReportView> {
    return this.figures.report(digest);
  }
}
