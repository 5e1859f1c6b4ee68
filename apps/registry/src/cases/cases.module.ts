import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SubmissionsModule } from '../submissions/submissions.module.ts';
import { CasesController } from './cases.controller.ts';
import { CaseFile, CasePerson } from './cases.entity.ts';
import { CasesService } from './cases.service.ts';
import { CasesStore } from './cases.store.ts';

@Module({
  imports: [TypeOrmModule.forFeature([CaseFile, CasePerson]), SubmissionsModule],
  controllers: [CasesController],
  providers: [CasesService, CasesStore],
  exports: [CasesService],
})
export class CasesModule {}
