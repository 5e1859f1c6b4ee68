import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SubmissionsModule } from '../submissions/submissions.module.ts';
import { CasesController } from './cases.controller.ts';
import { CaseFile, CasePerson } from './cases.entity.ts';
import { CasesService } from './cases.service.ts';
import { CasesStore } from './cases.store.ts';
import { MatchRulesController } from './match-rules.controller.ts';
import { MatchRulesService } from './match-rules.service.ts';
import { MatchRulesStore } from './match-rules.store.ts';
import { RulesEffectController } from './rules-effect.controller.ts';
import { RulesEffectStore } from './rules-effect.store.ts';
import { RulesEffect } from './rules-effect.ts';

@Module({
  imports: [TypeOrmModule.forFeature([CaseFile, CasePerson]), SubmissionsModule],
  controllers: [CasesController, MatchRulesController, RulesEffectController],
  providers: [CasesService, CasesStore, MatchRulesService, MatchRulesStore, RulesEffect, RulesEffectStore],
  exports: [CasesService, MatchRulesService],
})
export class CasesModule {}
