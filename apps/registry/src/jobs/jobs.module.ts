import { Global, Module } from '@nestjs/common';
import { JobsService } from './jobs.service.ts';
import { JobsStore } from './jobs.store.ts';
import { Runner } from './runner.ts';

/** The only place that knows Bull and Redis. Requires DataSource and Config. */
@Global()
@Module({ providers: [JobsService, JobsStore, Runner], exports: [JobsService] })
export class JobsModule {}
