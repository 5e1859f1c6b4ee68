import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Length, Matches } from 'class-validator';

/** Text for people: up to `most` characters, without control characters (but line ends) and without half characters. */
export function PlainText(least: number, most: number): PropertyDecorator {
  return applyDecorators(
    Length(least, most),
    Matches(/^(?:[^\p{Cc}\p{Cs}]|[\r\n\t])+$/u, { message: '$property must be text without control characters' }),
    ApiProperty({ minLength: least, maxLength: most }),
  );
}
