import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { Throttle } from '@nestjs/throttler';
import { Public } from '../access/actor.ts';
import { noticePage } from './notice-page.ts';
import { NoticesService } from './notices.service.ts';
import { NoticeView } from './reports.dto.ts';

/** A minute and address: enough for people, and no more guesses at 128 bits than that. */
const LIMIT = { default: { limit: 30, ttl: 60_000 } };

@Controller()
export class NoticesController {
  constructor(private readonly notices: NoticesService) {}

  /** Whether the code on a paper is genuine and what it stands for was withdrawn. An unknown code and a malformed one get the same answer. */
  @Public()
  @Throttle(LIMIT)
  @Get('api/notices/:code')
  notice(@Param('code') code: string): Promise<NoticeView> {
    return this.notices.notice(code);
  }

  /** The same as a page without script, where the picture on a paper leads. */
  @Public()
  @Throttle(LIMIT)
  @ApiExcludeEndpoint()
  @Get('notices/:code')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  async page(@Param('code') code: string): Promise<string> {
    return noticePage(await this.notices.notice(code));
  }
}
