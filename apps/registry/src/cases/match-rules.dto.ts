import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsString, Matches, Max, Min, ValidateNested } from 'class-validator';
import { CATEGORIES, type Category } from '../submissions/categories.ts';
import { VERDICTS, type Verdict } from '../submissions/rules.ts';
import { REASON, REASON_RULE } from '../submissions/submissions.dto.ts';
import { MATCH_QUESTIONS, type MatchQuestion } from './match-rules.ts';

export class MatchRuleView {
  @IsIn(MATCH_QUESTIONS)
  readonly question: MatchQuestion;

  /** Of parents and children the parent; in a pedigree the typed relative. */
  @IsIn(CATEGORIES)
  readonly first: Category;

  /** Of parents and children the child; in a pedigree whoever could be in the unknown place. */
  @IsIn(CATEGORIES)
  readonly second: Category;

  /** Fewest autosomal loci that both are typed at. */
  @IsInt()
  @Min(1)
  @Max(60)
  readonly minimumLoci: number;

  /** Most inconsistent loci with which a search still names a candidate. */
  @IsInt()
  @Min(0)
  @Max(10)
  readonly mostInconsistencies: number;

  /** Least likelihood ratio that counts as support: a whole number, in digits. */
  @Matches(/^[1-9]\d{0,14}$/, { message: 'threshold must be a whole number of 1 to 15 digits' })
  readonly threshold: string;
}

export class MatchSettingsView {
  /** What is not listed is compared by no search. */
  @IsArray()
  @ArrayMaxSize(400)
  @ValidateNested({ each: true })
  @Type(() => MatchRuleView)
  readonly pairs: MatchRuleView[];

  /** What a check does about a pair that is not listed. */
  @IsIn(VERDICTS)
  readonly unlistedPair: Verdict;

  /** What a check does about persons with too few loci in common. */
  @IsIn(VERDICTS)
  readonly tooFewLoci: Verdict;
}

export class MatchRulesView {
  /** 0 are the rules of the program, which hold until an administrator decides otherwise. */
  readonly version: number;
  /** SHA-256 of the canonical JSON of the settings. */
  readonly digest: string;
  readonly settings: MatchSettingsView;
  readonly reason: string | null;
  /** Name of the administrator. */
  readonly by: string | null;
  readonly madeAt: string | null;
}

export class ChangeMatchRules {
  /** The version that is to be replaced, as it was read. */
  @IsInt()
  @Min(0)
  readonly expectedVersion: number;

  @ValidateNested()
  @Type(() => MatchSettingsView)
  readonly settings: MatchSettingsView;

  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Matches(REASON, { message: REASON_RULE })
  readonly reason: string;
}
