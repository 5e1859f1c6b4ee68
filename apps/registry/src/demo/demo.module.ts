import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { CasesModule } from '../cases/cases.module.ts';
import { ChecksModule } from '../checks/checks.module.ts';
import { ReferenceModule } from '../reference/reference.module.ts';
import { SubmissionsModule } from '../submissions/submissions.module.ts';
import { DemoController } from './demo.controller.ts';
import { Demo } from './demo.ts';

@Module({
  imports: [AccessModule, ReferenceModule, SubmissionsModule, CasesModule, ChecksModule],
  controllers: [DemoController],
  providers: [Demo],
})
export class DemoModule {}
