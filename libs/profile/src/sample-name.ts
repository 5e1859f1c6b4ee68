import type { FoundEncoding } from './encoding.ts';
import { ProfileError } from './error.ts';

const LONGEST_NAME = 64;

/** Characters that a spreadsheet program takes for the start of a formula; our own files put an apostrophe before them. */
const GUARDED = /^'+[=+\-@＝＋－＠]/;

/** The name in its one form: without space around it, in Unicode's NFC; or a refusal. Empty is no name. */
export function readSampleName(text: string): string | ProfileError {
  // Very long texts are not even looked at.
  const name = text.length > 10 * LONGEST_NAME ? undefined : text.trim().normalize('NFC');
  if (name === '') {
    return new ProfileError('empty-sample-name', 'The sample name is missing; give every sample its name.');
  }
  if (name === undefined || [...name].length > LONGEST_NAME || /[\p{C}\p{Zl}\p{Zp}]/u.test(name)) {
    const message = `The sample name is longer than ${LONGEST_NAME} characters or holds control characters; shorten or retype it.`;
    return new ProfileError('bad-sample-name', message);
  }
  if (name.includes('\ufffd')) {
    const message =
      'The sample name holds the sign for a lost character; the file was damaged before, export it again.';
    return new ProfileError('bad-sample-name', message);
  }
  return name;
}

/** A name as it is written into a table, so that no spreadsheet program takes it for a formula. */
export function guardedName(name: string): string {
  return GUARDED.test(`'${name}`) ? `'${name}` : name;
}

/** The name that `guardedName` was given, whatever it was. */
export function unguardedName(cell: string): string {
  const text = cell.trim();
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** Whether the name depends on an encoding that nobody stated: told when assumed, refused when ambiguous. */
export function encodingDoubt(name: string, { certainty }: FoundEncoding): 'assumed' | 'ambiguous' | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is "every ASCII character"
  if (/^[\x00-\x7f]*$/.test(name)) return undefined;
  return certainty === 'assumed' || certainty === 'ambiguous' ? certainty : undefined;
}
