import { Controller, Get, Header, Param, ParseUUIDPipe, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { RecordsReading, type Shown } from '../access/reads.ts';
import { NoticesService } from './notices.service.ts';
import { PaperQuery, ReportQuery } from './reports.dto.ts';
import { ReportsService } from './reports.service.ts';

/** A file with what it shows, for the reading to be recorded before it leaves. */
class ReportFile extends StreamableFile {
  constructor(
    bytes: Uint8Array,
    readonly shown: Shown,
  ) {
    super(bytes);
  }
}

@Controller('api')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly notices: NoticesService,
  ) {}

  /**
   * The signed report of a confirmation, withdrawn or not, as a PDF. The same records give the same bytes; each version that
   * leaves the house is a record. 409 until the signatures are sealed, and cosigned as the policy asks.
   */
  @Roles('caseworker', 'reviewer', 'auditor')
  @RecordsReading(({ shown }: ReportFile) => shown)
  @Get('confirmations/:id/report.pdf')
  @Header('content-type', 'application/pdf')
  async report(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { language, missing = 'refuse' }: ReportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportFile> {
    const { bytes, name, shown } = await this.reports.report(actor, id, language, missing);
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return new ReportFile(bytes, shown);
  }

  /** The family's notice of a confirmation that stands: one page with the code, which names nobody and tells no result. */
  @Roles('caseworker')
  @Get('confirmations/:id/notice.pdf')
  @Header('content-type', 'application/pdf')
  async notice(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { language }: PaperQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const bytes = await this.notices.paper(actor, id, language);
    reply.header('content-disposition', `attachment; filename="notice-${language}.pdf"`);
    return new StreamableFile(bytes);
  }
}
