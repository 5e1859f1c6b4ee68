import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { MatchEffectView, TryMatchRules } from './match-effect.dto.ts';
import { MatchEffect } from './match-effect.ts';

@Controller('api/match-rules')
export class MatchEffectController {
  constructor(private readonly effect: MatchEffect) {}

  /** Tells what these match rules would change: which pairs, and what they would have said of the checks that stand. */
  @Roles('administrator')
  @Post('preview')
  @HttpCode(200)
  preview(@Body() body: TryMatchRules): Promise<MatchEffectView> {
    return this.effect.of(body.settings);
  }
}
