import { Body, Controller, Get, Post } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { IdempotencyKey } from '../access/idempotency.ts';
import { ChangeMatchRules, MatchRulesView } from './match-rules.dto.ts';
import { MatchRulesService } from './match-rules.service.ts';

@Controller('api/match-rules')
export class MatchRulesController {
  constructor(private readonly rules: MatchRulesService) {}

  /** Which categories of persons a question may compare, in all versions, the one that holds first. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get()
  list(): Promise<MatchRulesView[]> {
    return this.rules.list();
  }

  /** Makes the next version of the rules. What was asked under an earlier one stays as it is. */
  @Roles('administrator')
  @Post()
  change(
    @CurrentActor() actor: Actor,
    @Body() body: ChangeMatchRules,
    @IdempotencyKey() key?: string,
  ): Promise<MatchRulesView> {
    return this.rules.change(actor, body, key);
  }
}
