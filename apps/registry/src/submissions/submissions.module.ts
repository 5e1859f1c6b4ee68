import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ReferenceModule } from '../reference/reference.module.ts';
import { ArrivalsStore } from './arrivals.store.ts';
import { Arrivals } from './arrivals.ts';
import { EliminationStore } from './elimination.store.ts';
import { Elimination } from './elimination.ts';
import { ExportStore } from './export.store.ts';
import { Export } from './export.ts';
import { FamiliesController } from './families.controller.ts';
import { FamiliesStore } from './families.store.ts';
import { Families } from './families.ts';
import { Intake } from './intake.ts';
import { MappingsController } from './mappings.controller.ts';
import { MappingsService } from './mappings.service.ts';
import { MappingsStore } from './mappings.store.ts';
import { Preview } from './preview.ts';
import { ProfilesController } from './profiles.controller.ts';
import { ProfilesService } from './profiles.service.ts';
import { ProfilesStore } from './profiles.store.ts';
import { Progress } from './progress.ts';
import { UploadReading } from './reading.ts';
import { RulesController } from './rules.controller.ts';
import { RulesService } from './rules.service.ts';
import { RulesStore } from './rules.store.ts';
import { SubmissionsController } from './submissions.controller.ts';
import { StoredProfile, Submission, SubmissionRow } from './submissions.entity.ts';
import { SubmissionsJob } from './submissions.job.ts';
import { SubmissionsService } from './submissions.service.ts';
import { SubmissionsStore } from './submissions.store.ts';
import { SubmissionReport } from './summary.ts';
import { TwinsStore } from './twins.store.ts';
import { Twins } from './twins.ts';
import { UploadsStore } from './uploads.store.ts';

/** Requires JobsModule, which is global. */
@Module({
  imports: [TypeOrmModule.forFeature([Submission, SubmissionRow, StoredProfile]), ReferenceModule],
  controllers: [SubmissionsController, ProfilesController, RulesController, MappingsController, FamiliesController],
  providers: [
    ...[SubmissionsService, SubmissionsStore, SubmissionsJob, UploadsStore, UploadReading, Intake],
    ...[Preview, Progress, SubmissionReport, Families, FamiliesStore, Export, ExportStore, Arrivals, ArrivalsStore],
    ...[ProfilesService, ProfilesStore, Twins, TwinsStore, Elimination, EliminationStore],
    ...[RulesService, RulesStore, MappingsService, MappingsStore],
  ],
  exports: [ProfilesService, SubmissionsService, RulesService, Elimination, Families],
})
export class SubmissionsModule {}
