import { readFile } from 'node:fs/promises';
import { latestCheckpoint } from '@kinledger/audit';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import { ConfirmationsModule } from '../confirmations/confirmations.module.ts';
import { sqlOf } from '../record.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryService } from './history.service.ts';
import { LogController } from './log.controller.ts';
import { checkpointFile, LogKey } from './log-key.ts';
import { Sealer } from './sealer.ts';

const logKey = {
  provide: LogKey,
  inject: [Config, DataSource],
  useFactory: async (config: Config, database: DataSource): Promise<LogKey> => {
    const stored = await latestCheckpoint(sqlOf(database));
    const kept = await readFile(checkpointFile(config), 'utf8').catch(() => undefined);
    return LogKey.open(
      config,
      [stored, kept].filter((note) => note !== undefined),
    );
  },
};

@Module({
  imports: [ConfirmationsModule],
  controllers: [HistoryController, LogController],
  providers: [HistoryService, logKey, Sealer],
  exports: [Sealer],
})
export class HistoryModule {}
