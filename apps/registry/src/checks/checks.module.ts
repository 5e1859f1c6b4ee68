import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CasesModule } from '../cases/cases.module.ts';
import { ReferenceModule } from '../reference/reference.module.ts';
import { SubmissionsModule } from '../submissions/submissions.module.ts';
import { Answering } from './answer.ts';
import { CaseExportController } from './case-export.controller.ts';
import { CaseExport } from './case-export.ts';
import { ChecksController } from './checks.controller.ts';
import { CheckResult, KinshipCheck } from './checks.entity.ts';
import { ChecksJob } from './checks.job.ts';
import { ChecksService } from './checks.service.ts';
import { ChecksStore } from './checks.store.ts';
import { Comparable } from './comparable.ts';
import { EffectsController } from './effects.controller.ts';
import { EffectsJob } from './effects.job.ts';
import { EffectsService } from './effects.service.ts';
import { EffectsStore } from './effects.store.ts';
import { KitEffects } from './effects-kits.ts';
import { Engine } from './engine.ts';
import { MatchEffectController } from './match-effect.controller.ts';
import { MatchEffectStore } from './match-effect.store.ts';
import { MatchEffect } from './match-effect.ts';

@Module({
  imports: [TypeOrmModule.forFeature([KinshipCheck, CheckResult]), CasesModule, SubmissionsModule, ReferenceModule],
  controllers: [ChecksController, CaseExportController, EffectsController, MatchEffectController],
  providers: [
    ChecksService,
    ChecksJob,
    ChecksStore,
    CaseExport,
    Comparable,
    MatchEffect,
    MatchEffectStore,
    Answering,
    Engine,
    EffectsJob,
    EffectsService,
    EffectsStore,
    KitEffects,
  ],
  exports: [ChecksService],
})
export class ChecksModule {}
