import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.ts';
import { ChecksModule } from '../checks/checks.module.ts';
import { ConfirmationsModule } from '../confirmations/confirmations.module.ts';
import { ReferenceModule } from '../reference/reference.module.ts';
import { SubmissionsModule } from '../submissions/submissions.module.ts';
import { EvidenceService } from './evidence.service.ts';
import { EvidenceStore } from './evidence.store.ts';
import { NoticesController } from './notices.controller.ts';
import { NoticesService } from './notices.service.ts';
import { Printer } from './printer.ts';
import { ReportsController } from './reports.controller.ts';
import { ReportsService } from './reports.service.ts';
import { ReportsStore } from './reports.store.ts';

@Module({
  controllers: [ReportsController, NoticesController],
  imports: [CasesModule, SubmissionsModule, ChecksModule, ConfirmationsModule, ReferenceModule],
  providers: [EvidenceService, EvidenceStore, NoticesService, Printer, ReportsService, ReportsStore],
  exports: [EvidenceService],
})
export class ReportsModule {}
