import { Transform } from 'class-transformer';
import { IsObject, IsString, Matches } from 'class-validator';

export const MAPPING_NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,60}$/u;

export class MappingView {
  readonly id: string;
  readonly name: string;
  /** separator, decimal, sample, sampleType, kit, marker, alleles, heights, loci, ignore, nothing: each as its columns are called. */
  readonly mapping: Record<string, unknown>;
  readonly savedAt: string;
  /** Name of the account that saved it. */
  readonly by: string;
}

export class SaveMapping {
  /** An earlier mapping of the same name is replaced. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Matches(MAPPING_NAME, { message: 'name must be 1 to 60 characters on one line' })
  readonly name: string;

  /** separator, decimal, sample, sampleType, kit, marker, alleles, heights, loci, ignore, nothing: each as its columns are called. */
  @IsObject()
  readonly mapping: Record<string, unknown>;
}
