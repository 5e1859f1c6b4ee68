import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { MatchRuleView, MatchSettingsView } from '../cases/match-rules.dto.ts';

export class TryMatchRules {
  @ValidateNested()
  @Type(() => MatchSettingsView)
  readonly settings: MatchSettingsView;
}

export class ChangedPairView {
  readonly before: MatchRuleView;
  readonly after: MatchRuleView;
}

/** What match rules would change. They move no check that was asked before. */
export class MatchEffectView {
  /** The version that stands, against which the rules were tried. */
  readonly rulesVersion: number;
  /** The digest that the rules would have. */
  readonly digest: string;
  /** Pairs that could be compared from then on. */
  readonly added: MatchRuleView[];
  /** Pairs that could be compared no more. */
  readonly removed: MatchRuleView[];
  readonly changed: ChangedPairView[];
  /** How many checks were looked at: all that stand, or the newest ones. */
  readonly checks: number;
  readonly all: boolean;
  /** Of these, how many compare a pair that the rules do not list, and how many of them are listed now. */
  readonly unlisted: number;
  readonly newlyUnlisted: number;
  /** Of these, how many have too few loci in common, and how many of them have enough now. */
  readonly tooFewLoci: number;
  readonly newlyTooFewLoci: number;
  /** Of these, how many would be asked with another threshold. */
  readonly otherThreshold: number;
}
