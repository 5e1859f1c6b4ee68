import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { Public } from '../access/actor.ts';
import { HistoryService } from './history.service.ts';

/** The log for everybody, as C2SP tlog-tiles. It holds no names and no alleles. */
@Controller('log')
export class LogController {
  constructor(private readonly history: HistoryService) {}

  /** The latest checkpoint, a signed note. */
  @Public()
  @Get('checkpoint')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  async checkpoint(): Promise<string> {
    return (await this.history.file('checkpoint')).toString('utf8');
  }

  /** A tile or an entry bundle: the same bytes for ever. */
  @Public()
  @Get('tile/*')
  @Header('content-type', 'application/octet-stream')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  async tile(@Param('*') path: string): Promise<StreamableFile> {
    return new StreamableFile(await this.history.file(`tile/${path}`));
  }
}
