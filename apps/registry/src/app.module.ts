import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from '../../../database/data-source.ts';
import { AccessModule } from './access/access.module.ts';
import { CasesModule } from './cases/cases.module.ts';
import { ChecksModule } from './checks/checks.module.ts';
import { Config } from './config.ts';
import { ConfirmationsModule } from './confirmations/confirmations.module.ts';
import { DemoModule } from './demo/demo.module.ts';
import { ErasureModule } from './erasure/erasure.module.ts';
import { HealthController } from './health.controller.ts';
import { HistoryModule } from './history/history.module.ts';
import { JobsModule } from './jobs/jobs.module.ts';
import { ReferenceModule } from './reference/reference.module.ts';
import { SearchesModule } from './searches/searches.module.ts';
import { SubmissionsModule } from './submissions/submissions.module.ts';

/** Requires a migrated database at `databaseUrl`. */
@Module({})
export class AppModule {
  /** The whole service. */
  static on(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...foundation(config, databaseUrl),
        TerminusModule.forRoot({ errorLogStyle: 'json' }),
        ChecksModule,
        SearchesModule,
        ConfirmationsModule,
        ErasureModule,
        HistoryModule,
        DemoModule,
      ],
      controllers: [HealthController],
    };
  }

  /** What does jobs, without the sealing: the log's key stays with the service. */
  static worker(config: Config, databaseUrl: string): DynamicModule {
    return { module: AppModule, imports: [...foundation(config, databaseUrl), ChecksModule, SearchesModule] };
  }
}

function foundation(config: Config, databaseUrl: string) {
  return [
    ConfigModule.of(config),
    TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl), autoLoadEntities: true, retryAttempts: 3 }),
    AccessModule,
    JobsModule,
    ReferenceModule,
    SubmissionsModule,
    CasesModule,
  ];
}

/** The configuration, for whoever asks for `Config`. */
@Module({})
export class ConfigModule {
  static of(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: Config, useValue: config }],
      exports: [Config],
    };
  }
}
