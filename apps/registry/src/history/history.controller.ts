import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { EventSummary, EventsQuery, EventView, LogView } from './history.dto.ts';
import { HistoryService } from './history.service.ts';

@Controller('api/history')
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  /** The log's name, key, size and latest checkpoint. */
  @Roles('caseworker', 'reviewer', 'auditor', 'administrator', 'laboratory')
  @Get('log')
  log(): Promise<LogView> {
    return this.history.log();
  }

  /** Sealed events, newest first. */
  @Roles('reviewer', 'auditor', 'administrator')
  @Get('events')
  events(@Query() query: EventsQuery): Promise<EventSummary[]> {
    return this.history.events(query);
  }

  /** One event, as hashed, with its proof. */
  @Roles('reviewer', 'auditor', 'administrator')
  @Get('events/:id')
  event(@Param('id', ParseUUIDPipe) id: string): Promise<EventView> {
    return this.history.event(id);
  }
}
