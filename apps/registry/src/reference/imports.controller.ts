import { Body, Controller, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import {
  COUNT_UNITS,
  ImportedTableView,
  ImportPreviewView,
  ImportReportView,
  ImportTable,
  RetiredView,
  RetireRequest,
} from './imports.dto.ts';
import { ImportsService } from './imports.service.ts';
import { receiveTable } from './receive-table.ts';
import { ReferenceService } from './reference.service.ts';

const text = { type: 'string' };
const FORM = {
  type: 'object',
  required: ['file', 'id', 'title', 'population', 'source', 'citation', 'licence', 'unit'],
  properties: {
    file: {
      type: 'string',
      format: 'binary',
      description:
        'CSV (FSIgen, EuroForMix, strvalidator), STRidER XML, Familias text or .fam, or our own JSON; up to 4 MB.',
    },
    id: {
      ...text,
      example: 'Guangdong-2026',
      description: 'By which checks name the table; the same for all of its versions.',
    },
    title: { ...text, example: 'Guangdong Han, 2026' },
    population: { ...text, example: 'Guangdong Han' },
    source: { ...text, example: 'Own typing, PowerPlex 21', description: 'Where the figures come from.' },
    citation: { ...text, example: 'Unpublished; protocol P 12/2026' },
    licence: { ...text, example: 'Own figures' },
    unit: { ...text, example: 'individuals', enum: [...COUNT_UNITS], description: 'What N counts in this file.' },
    n: {
      ...text,
      example: '214',
      pattern: '^[0-9]{1,7}$',
      description: 'N at every locus, in that unit, where the file states none.',
    },
    fileName: { ...text, description: 'Which population of the file, where it has several.' },
    without: { ...text, example: 'SE33,Penta E', description: 'Loci to leave out, separated by commas.' },
    supersedes: { ...text, description: 'Digest of the version that this one takes the place of.' },
    reason: { ...text, example: 'More persons typed', description: 'Why there is a new version.' },
  },
};

@Controller('api/reference')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly reference: ReferenceService,
  ) {}

  /** Tells what importing a frequency table would come to, locus by locus, and stores nothing. */
  @Roles('administrator')
  @Post('populations/preview')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FORM })
  async preview(@Req() request: FastifyRequest): Promise<ImportPreviewView> {
    return this.imports.preview(await receiveTable(request, ImportTable));
  }

  /** Imports a frequency table as the first or the next version of its id. */
  @Roles('administrator')
  @Post('populations')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FORM })
  async import(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @IdempotencyKey() key?: string,
  ): Promise<ImportedTableView> {
    return this.imports.import(actor, await receiveTable(request, ImportTable), key);
  }

  /** The table with exactly these figures, whole, in use or not, byte for byte as results were computed with it. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('populations/:digest/file')
  @Header('content-type', 'application/json')
  @ApiProduces('application/json')
  async file(@Param('digest') digest: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { value, text } = await this.reference.exactTable(digest);
    reply.header('content-disposition', `attachment; filename="${value.id}-${digest.slice(0, 8)}.json"`);
    return text;
  }

  /** The report that the administrator was shown when these figures were imported. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('populations/:digest/report')
  report(@Param('digest') digest: string): Promise<ImportReportView> {
    return this.imports.report(digest);
  }

  /** Retires a version of a table or kit: no new check uses it, past results keep naming it. */
  @Roles('administrator')
  @Post('retirements')
  retire(@CurrentActor() actor: Actor, @Body() body: RetireRequest): Promise<RetiredView> {
    return this.imports.retire(actor, body);
  }
}
