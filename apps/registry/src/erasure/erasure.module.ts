import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.ts';
import { SubmissionsModule } from '../submissions/submissions.module.ts';
import { ErasureController } from './erasure.controller.ts';
import { ErasureService } from './erasure.service.ts';
import { ErasureStore } from './erasure.store.ts';

@Module({
  imports: [CasesModule, SubmissionsModule],
  controllers: [ErasureController],
  providers: [ErasureService, ErasureStore],
})
export class ErasureModule {}
