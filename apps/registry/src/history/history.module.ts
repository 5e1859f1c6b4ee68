import { Module } from '@nestjs/common';
import { ConfirmationsModule } from '../confirmations/confirmations.module.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryService } from './history.service.ts';
import { LogController } from './log.controller.ts';
import { LogKey } from './log-key.ts';
import { Sealer } from './sealer.ts';

@Module({
  imports: [ConfirmationsModule],
  controllers: [HistoryController, LogController],
  providers: [HistoryService, LogKey, Sealer],
})
export class HistoryModule {}
