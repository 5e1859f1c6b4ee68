import { Controller, Get } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { LogHealthView } from './log-health.dto.ts';
import { LogHealth } from './log-health.ts';

@Controller('api/history/log')
export class LogHealthController {
  constructor(private readonly health: LogHealth) {}

  /** How old the latest checkpoint is, who has cosigned, and what waits. */
  @Roles('auditor', 'administrator')
  @Get('health')
  view(): Promise<LogHealthView> {
    return this.health.view();
  }
}
