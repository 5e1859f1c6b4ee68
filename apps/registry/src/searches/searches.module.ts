import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CasesModule } from '../cases/cases.module.ts';
import { ChecksModule } from '../checks/checks.module.ts';
import { ReferenceModule } from '../reference/reference.module.ts';
import { SubmissionsModule } from '../submissions/submissions.module.ts';
import { CandidatesService } from './candidates.service.ts';
import { CandidatesStore } from './candidates.store.ts';
import { RegistryHost } from './registry-host.ts';
import { RegistryQuestions } from './registry-questions.ts';
import { SearchAll } from './search-all.job.ts';
import { SearchEngine } from './search-engine.ts';
import { SearchProgress } from './search-progress.ts';
import { SearchesController } from './searches.controller.ts';
import { CandidateDisposition, Search, SearchCandidate, SearchEnded, SearchReceipt } from './searches.entity.ts';
import { SearchesJob } from './searches.job.ts';
import { SearchesService } from './searches.service.ts';
import { SearchesStore } from './searches.store.ts';
import { StandingRounds } from './standing.service.ts';
import { StandingStore } from './standing.store.ts';

/** Requires JobsModule, which is global. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Search, SearchEnded, SearchReceipt, SearchCandidate, CandidateDisposition]),
    CasesModule,
    ChecksModule,
    SubmissionsModule,
    ReferenceModule,
  ],
  controllers: [SearchesController],
  providers: [
    ...[SearchesService, SearchesStore, SearchesJob, SearchProgress],
    ...[CandidatesService, CandidatesStore, StandingRounds, StandingStore, SearchAll],
    ...[RegistryHost, RegistryQuestions, SearchEngine],
  ],
})
export class SearchesModule {}
