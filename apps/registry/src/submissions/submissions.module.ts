import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProfilesController } from './profiles.controller.ts';
import { ProfilesService } from './profiles.service.ts';
import { ProfilesStore } from './profiles.store.ts';
import { SubmissionsController } from './submissions.controller.ts';
import { StoredProfile, Submission, SubmissionRow } from './submissions.entity.ts';
import { SubmissionsService } from './submissions.service.ts';
import { SubmissionsStore } from './submissions.store.ts';

@Module({
  imports: [TypeOrmModule.forFeature([Submission, SubmissionRow, StoredProfile])],
  controllers: [SubmissionsController, ProfilesController],
  providers: [SubmissionsService, SubmissionsStore, ProfilesService, ProfilesStore],
  exports: [ProfilesService, SubmissionsService],
})
export class SubmissionsModule {}
