import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { RulesEffectView, TryRules } from './rules-effect.dto.ts';
import { RulesEffect } from './rules-effect.ts';

@Controller('api/rules')
export class RulesEffectController {
  constructor(private readonly effect: RulesEffect) {}

  /** Tells how many standing profiles these quality rules would refuse, and why. Changes nothing. */
  @Roles('administrator')
  @Post('preview')
  @HttpCode(200)
  preview(@Body() body: TryRules): Promise<RulesEffectView> {
    return this.effect.of(body.settings);
  }
}
