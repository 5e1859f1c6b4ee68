import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  DefaultValuePipe,
  Get,
  HttpCode,
  Param,
  ParseEnumPipe,
  ParseUUIDPipe,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiProduces, ApiQuery } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { RecordsReading } from '../access/reads.ts';
import { EliminationView, MarkElimination, UnmarkElimination } from './elimination.dto.ts';
import { Elimination } from './elimination.ts';
import { EXPORT_FORMATS, Export, type ExportFormat } from './export.ts';
import { TEXT_OR_NONE, UNFIT, type Unfit } from './export-cmf.ts';
import { ProfilesService } from './profiles.service.ts';
import { CorrectProfile, ProfileSummary, ProfileView } from './submissions.dto.ts';

@Controller('api/profiles')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly exports: Export,
    private readonly elimination: Elimination,
  ) {}

  /** Newest versions, by the beginning of the sample name: a laboratory's own; all of them for the others. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor')
  @Get()
  @ApiQuery({ name: 'sample', required: false })
  list(@CurrentActor() actor: Actor, @Query('sample') sample?: string): Promise<ProfileSummary[]> {
    const beginning = typeof sample === 'string' && sample.trim() !== '' ? sample.trim() : undefined;
    return this.profiles.list(actor, beginning);
  }

  /** The laboratory's own profiles as a file, newest versions, or what one submission brought; each is recorded as read. */
  @Roles('laboratory')
  @Get('export')
  @ApiQuery({ name: 'format', required: false, enum: EXPORT_FORMATS })
  @ApiQuery({ name: 'submission', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({
    name: 'unfit',
    required: false,
    enum: UNFIT,
    description:
      'What to do with names and loci that a CODIS file has no room for: to refuse the export, or to write ids for the names, leave the loci out, and tell both in the comments of the specimens.',
  })
  @ApiQuery({
    name: 'laboratory',
    required: false,
    description: 'The code of the laboratory (ORI) for a CODIS file, where its name is longer than 10 characters.',
  })
  @ApiProduces('text/csv', 'application/json', 'application/xml')
  async export(
    @CurrentActor() actor: Actor,
    @Query('format', new DefaultValuePipe('csv'), new ParseEnumPipe(EXPORT_FORMATS)) format: ExportFormat,
    @Query('submission', new ParseUUIDPipe({ optional: true })) submission: string | undefined,
    @Query('unfit', new DefaultValuePipe('refuse'), new ParseEnumPipe(UNFIT)) unfit: Unfit,
    @Query('laboratory', TEXT_OR_NONE) laboratory: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const wish = { format, submissionId: submission, unfit, laboratory };
    const pieces = await this.exports.write(actor, wish, new Date());
    const { type, ending } = FILES[format];
    reply.header('content-disposition', `attachment; filename="profiles.${ending}"`);
    reply.type(`${type}; charset=utf-8`);
    return new StreamableFile(Readable.from(pieces, { objectMode: false }));
  }

  /** The laboratory's elimination profiles: staff, controls, what lies about in the laboratory. */
  @Roles('laboratory')
  @Get('elimination')
  eliminations(@CurrentActor() actor: Actor): Promise<EliminationView[]> {
    return this.elimination.list(actor);
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

  /** Marks a profile as an elimination profile: samples that equal it are told or refused, as the quality rules say. */
  @Roles('laboratory')
  @Post(':id/elimination')
  eliminate(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: MarkElimination,
  ): Promise<EliminationView> {
    return this.elimination.mark(actor, id, body.kind);
  }

  /** Takes the mark back, for a reason. That it was marked stays on record. */
  @Roles('laboratory')
  @Post(':id/elimination/withdrawal')
  @HttpCode(204)
  unmark(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UnmarkElimination,
  ): Promise<void> {
    return this.elimination.unmark(actor, id, body.reason);
  }
}

const FILES = {
  csv: { type: 'text/csv', ending: 'csv' },
  json: { type: 'application/json', ending: 'json' },
  cmf: { type: 'application/xml', ending: 'xml' },
} as const satisfies Record<ExportFormat, unknown>;
