import { latestCheckpoint } from '@kinledger/audit';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import { ConfirmationsModule } from '../confirmations/confirmations.module.ts';
import { sqlOf } from '../record.ts';
import { ReportsModule } from '../reports/reports.module.ts';
import { lastCheckpoint } from './checkpoint-files.ts';
import { EvidenceController } from './evidence.controller.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryService } from './history.service.ts';
import { LogController } from './log.controller.ts';
import { LogHealthController } from './log-health.controller.ts';
import { LogHealth } from './log-health.ts';
import { LogKey } from './log-key.ts';
import { SamplesController } from './samples.controller.ts';
import { SamplesService } from './samples.service.ts';
import { Sealer } from './sealer.ts';
import { TimestampsStore } from './timestamps.store.ts';
import { Timestamps } from './timestamps.ts';
import { TouchedStore } from './touched.store.ts';
import { WitnessesStore } from './witnesses.store.ts';
import { Witnesses } from './witnesses.ts';

const logKey = {
  provide: LogKey,
  inject: [Config, DataSource],
  useFactory: async (config: Config, database: DataSource): Promise<LogKey> => {
    const stored = await latestCheckpoint(sqlOf(database));
    const kept = await lastCheckpoint(config);
    return LogKey.open(
      config,
      [stored, kept].filter((note) => note !== undefined),
    );
  },
};

@Module({
  imports: [ConfirmationsModule, ReportsModule],
  controllers: [EvidenceController, HistoryController, LogController, LogHealthController, SamplesController],
  providers: [
    HistoryService,
    logKey,
    LogHealth,
    SamplesService,
    Sealer,
    Timestamps,
    TimestampsStore,
    TouchedStore,
    Witnesses,
    WitnessesStore,
  ],
  exports: [Sealer],
})
export class HistoryModule {}
