import { Transform, Type } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CATEGORIES, type Category } from './categories.ts';
import { TOLERATED, VERDICTS, type Verdict } from './rules.ts';
import { REASON, REASON_RULE } from './submissions.dto.ts';

type Tolerated = 'off-ladder' | 'allele-out-of-range' | 'below-threshold';

export class CategoryMinimumView {
  @IsIn(CATEGORIES)
  readonly category: Category;

  @IsInt()
  @Min(1)
  @Max(60)
  readonly loci: number;
}

export class QualitySettingsView {
  /** Fewest autosomal loci of a profile whose category nobody stated, or that has no minimum of its own. */
  @IsInt()
  @Min(1)
  @Max(60)
  readonly minimumLoci: number;

  /**
   * Fewest autosomal loci by category of persons, in place of the minimum above: asked of a file whose laboratory states the
   * category, and when a caseworker adds a person. Left out of a change, they stay as they are.
   */
  @IsOptional()
  @IsArray()
  @ArrayUnique((minimum: CategoryMinimumView) => minimum?.category)
  @ValidateNested({ each: true })
  @Type(() => CategoryMinimumView)
  readonly minimumByCategory?: CategoryMinimumView[];

  /** Peak height in RFU below which no allele is trusted; 0 looks at no heights. */
  @IsInt()
  @Min(0)
  @Max(100_000)
  readonly threshold: number;

  /** What leaves a locus out instead of refusing the sample. */
  @IsArray()
  @ArrayUnique()
  @IsIn(TOLERATED, { each: true })
  readonly tolerate: Tolerated[];

  /** A sample that equals a control DNA. */
  @IsIn(VERDICTS)
  readonly equalsControl: Verdict;

  /** A sample that equals an elimination profile. */
  @IsIn(VERDICTS)
  readonly equalsElimination: Verdict;

  /** A sample that equals another one. */
  @IsIn(VERDICTS)
  readonly sameGenotype: Verdict;

  /** A sample whose Amelogenin, X and Y loci and stated sex do not fit together. */
  @IsIn(VERDICTS)
  readonly sexInconsistent: Verdict;

  /** A sample with a locus or a variant that the kit it names does not know. */
  @IsIn(VERDICTS)
  readonly unlikeKit: Verdict;
}

export class QualityRulesView {
  /** 0 are the rules of the program, which hold until an administrator decides otherwise. */
  readonly version: number;
  readonly settings: QualitySettingsView;
  readonly reason: string | null;
  /** Name of the administrator. */
  readonly by: string | null;
  readonly madeAt: string | null;
}

export class ChangeRules {
  /** The version that is to be replaced, as it was read. */
  @IsInt()
  @Min(0)
  readonly expectedVersion: number;

  @ValidateNested()
  @Type(() => QualitySettingsView)
  readonly settings: QualitySettingsView;

  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Matches(REASON, { message: REASON_RULE })
  readonly reason: string;
}
