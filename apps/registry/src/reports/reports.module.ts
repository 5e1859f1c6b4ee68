import { Module } from '@nestjs/common';
import { ChecksModule } from '../checks/checks.module.ts';
import { ConfirmationsModule } from '../confirmations/confirmations.module.ts';
import { ReferenceModule } from '../reference/reference.module.ts';
import { EvidenceService } from './evidence.service.ts';
import { EvidenceStore } from './evidence.store.ts';

@Module({
  imports: [ChecksModule, ConfirmationsModule, ReferenceModule],
  providers: [EvidenceService, EvidenceStore],
  exports: [EvidenceService],
})
export class ReportsModule {}
