import { Controller, Get, Header, Param, ParseUUIDPipe, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { Config } from '../config.ts';
import { ConfirmationsService } from '../confirmations/confirmations.service.ts';
import { EvidenceService, type LogNames } from '../reports/evidence.service.ts';
import { EvidenceQuery } from './history.dto.ts';
import { LogKey } from './log-key.ts';

/** Each bundle is some hundred kilobytes. */
const AT_ONCE = 25;

@Controller('api')
export class EvidenceController {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly confirmations: ConfirmationsService,
    private readonly key: LogKey,
    private readonly config: Config,
  ) {}

  /** Everything this confirmation rests on, in one ZIP that `kinledger verify` and `kinledger recompute` read offline. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @Get('confirmations/:id/evidence')
  @Header('content-type', 'application/zip')
  async confirmation(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return named(reply, `confirmation-${id}.zip`, await this.evidence.ofConfirmation(actor, id, this.log));
  }

  /** The same of a check that has a result, confirmed or not. */
  @Roles('caseworker', 'reviewer', 'auditor')
  @Get('checks/:id/evidence')
  @Header('content-type', 'application/zip')
  async check(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return named(reply, `check-${id}.zip`, await this.evidence.ofCheck(actor, id, this.log));
  }

  /**
   * The bundles of many confirmations, the newest first, 25 at a time, in one ZIP. The header `Link` leads to the next
   * ones (`rel="next"`). `left-out.json` in it names the confirmations that can have none, and why.
   */
  @Roles('auditor')
  @Get('history/evidence')
  @Header('content-type', 'application/zip')
  async all(
    @CurrentActor() actor: Actor,
    @Query() { before }: EvidenceQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const page = await this.confirmations.list(actor, { waiting: 'no', ...(before === undefined ? {} : { before }) });
    const asked = page.slice(0, AT_ONCE);
    const { bytes } = await this.evidence.export(actor, asked, this.log);
    const last = asked.at(-1)?.id;
    if (page.length > AT_ONCE) reply.header('link', `</api/history/evidence?before=${last}>; rel="next"`);
    return named(reply, `evidence${before === undefined ? '' : `-before-${before}`}.zip`, bytes);
  }

  private get log(): LogNames {
    const { signer, alsoSigning } = this.key;
    const keys = [signer, ...alsoSigning].map(({ verifierKey }) => verifierKey);
    return { origin: signer.name, keys, witnesses: this.config.logPolicy?.witnesses ?? [] };
  }
}

function named(reply: FastifyReply, name: string, bytes: Uint8Array): StreamableFile {
  reply.header('content-disposition', `attachment; filename="${name}"`);
  return new StreamableFile(bytes);
}
