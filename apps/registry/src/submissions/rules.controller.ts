import { Body, Controller, Get, Post } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { ChangeRules, QualityRulesView } from './rules.dto.ts';
import { RulesService } from './rules.service.ts';

@Controller('api/rules')
export class RulesController {
  constructor(private readonly rules: RulesService) {}

  /** What a sample must be like to be accepted, in all versions, the one that holds first. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get()
  list(): Promise<QualityRulesView[]> {
    return this.rules.list();
  }

  /** Makes the next version of the rules. What was judged by an earlier one stays as it is. */
  @Roles('administrator')
  @Post()
  change(
    @CurrentActor() actor: Actor,
    @Body() body: ChangeRules,
    @IdempotencyKey() key?: string,
  ): Promise<QualityRulesView> {
    return this.rules.change(actor, body, key);
  }
}
