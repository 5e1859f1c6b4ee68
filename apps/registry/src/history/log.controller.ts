import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { Public } from '../access/actor.ts';
import { Problem } from '../problem.ts';
import { HistoryService } from './history.service.ts';
import { TimestampsStore } from './timestamps.store.ts';

/** The log for everybody, as C2SP tlog-tiles. It holds no names and no alleles. */
@Controller('log')
export class LogController {
  constructor(
    private readonly history: HistoryService,
    private readonly stamps: TimestampsStore,
  ) {}

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

  /** The tree sizes whose checkpoint has a time stamp, one on a line. */
  @Public()
  @Get('timestamps')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  async timestamps(): Promise<string> {
    return (await this.stamps.sizes()).map((size) => `${size}\n`).join('');
  }

  /** The time stamp (RFC 3161, TimeStampResp) of the SHA-256 of a checkpoint's text: origin, size, root. */
  @Public()
  @Get('timestamp/:size')
  @Header('content-type', 'application/timestamp-reply')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  async timestamp(@Param('size') size: string): Promise<StreamableFile> {
    const stamp = /^\d{1,15}$/.test(size) ? await this.stamps.find(Number(size)) : undefined;
    if (stamp !== undefined) return new StreamableFile(stamp);
    throw new Problem(404, 'not-in-log', 'The log has no such time stamp.');
  }
}
