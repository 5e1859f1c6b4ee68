import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import type { Category } from '../submissions/categories.ts';
import { QualitySettingsView } from '../submissions/rules.dto.ts';

export class TryRules {
  @ValidateNested()
  @Type(() => QualitySettingsView)
  readonly settings: QualitySettingsView;
}

export class CountByCodeView {
  /** Why a profile would not pass: a code of refusals. */
  readonly code: string;
  readonly profiles: number;
}

export class CountByCategoryView {
  /** What the laboratory or a case says of the persons; null where nobody says anything. */
  readonly category: Category | null;
  readonly profiles: number;
}

/** What rules would have done to the profiles that stand. They change none of them. */
export class RulesEffectView {
  /** The version that stands, against which the rules were tried. */
  readonly rulesVersion: number;
  /** How many standing profiles were looked at: all, or the newest ones. */
  readonly looked: number;
  readonly all: boolean;
  /** Of these, how many the rules would refuse. */
  readonly wouldNotPass: number;
  /** How many of those would pass by the rules that stand. */
  readonly newlyRefused: number;
  /** How many the rules would let pass that would be refused by those that stand. */
  readonly newlyPassing: number;
  /** Of those that would not pass; one profile may have several reasons. */
  readonly byCode: CountByCodeView[];
  readonly byCategory: CountByCategoryView[];
  /** Settings whose effect cannot be told: the heights of peaks are not stored. */
  readonly untold: string[];
}
