import {
  Controller,
  DefaultValuePipe,
  Get,
  Param,
  ParseEnumPipe,
  ParseUUIDPipe,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiProduces, ApiQuery } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { TEXT_OR_NONE, UNFIT, type Unfit } from '../submissions/export-cmf.ts';
import { CASE_FORMATS, CaseExport, type CaseFormat } from './case-export.ts';

const FILES = {
  csv: { type: 'text/csv', ending: 'csv' },
  json: { type: 'application/json', ending: 'json' },
  cmf: { type: 'application/xml', ending: 'xml' },
  fam: { type: 'text/plain', ending: 'fam' },
  ped: { type: 'text/plain', ending: 'ped' },
} as const satisfies Record<CaseFormat, unknown>;

@Controller('api/cases')
export class CaseExportController {
  constructor(private readonly exports: CaseExport) {}

  /**
   * The profiles of a case as a file, under the codes of its persons; recorded as read. With a check, its persons alone, in
   * the versions it was asked with: `fam` then holds its hypotheses, frequencies and settings, and `ped` the family of H1.
   */
  @Roles('caseworker')
  @Get(':id/export')
  @ApiQuery({ name: 'format', required: false, enum: CASE_FORMATS })
  @ApiQuery({ name: 'check', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({
    name: 'population',
    required: false,
    description: 'Frequency table of a file for Familias without a check.',
  })
  @ApiQuery({
    name: 'unfit',
    required: false,
    enum: UNFIT,
    description: 'What to do with what the form has no room for.',
  })
  @ApiQuery({ name: 'laboratory', required: false, description: 'Code of the laboratory (ORI) for a CODIS file.' })
  @ApiProduces('text/csv', 'application/json', 'application/xml', 'text/plain')
  async export(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query('format', new DefaultValuePipe('csv'), new ParseEnumPipe(CASE_FORMATS)) format: CaseFormat,
    @Query('check', new ParseUUIDPipe({ optional: true })) check: string | undefined,
    @Query('population', TEXT_OR_NONE) population: string | undefined,
    @Query('unfit', new DefaultValuePipe('refuse'), new ParseEnumPipe(UNFIT)) unfit: Unfit,
    @Query('laboratory', TEXT_OR_NONE) laboratory: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { name, text } = await this.exports.write(
      actor,
      id,
      { format, check, population, unfit, laboratory },
      new Date(),
    );
    const { type, ending } = FILES[format];
    reply.header('content-disposition', `attachment; filename="${name}.${ending}"`);
    reply.type(`${type}; charset=utf-8`);
    return new StreamableFile(Buffer.from(text));
  }
}
