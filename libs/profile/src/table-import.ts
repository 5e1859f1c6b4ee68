import { EncodingSurvey } from './encoding.ts';
import { ProfileError } from './error.ts';
import { type FrequencyFormat, type PrintedPopulation, readFrequencyFile } from './frequency-file.ts';
import { readFrequencyTable } from './table.ts';
import { readFamiliasDatabase } from './table-import-fam.ts';
import { TextFlow } from './text-flow.ts';

export interface TableFile {
  /** `familias-fam`: the database of a saved project; `kinledger-json`: our own form, whose N are chromosomes. */
  readonly format: FrequencyFormat | 'familias-fam' | 'kinledger-json';
  readonly populations: readonly PrintedPopulation[];
}

/**
 * Reads frequency tables of others as they are printed: what `readFrequencyFile` reads, the database of a Familias project
 * (.fam), and our own JSON. Judges nothing. Throws ProfileError.
 */
export function readTableFile(bytes: Uint8Array): TableFile {
  const begin = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replace(/^(?:\xef\xbb\xbf|\s)+/, '');
  if (/^"?Output from Familias/.test(begin)) {
    return { format: 'familias-fam', populations: [readFamiliasDatabase(textOf(bytes))] };
  }
  if (begin.startsWith('{')) return { format: 'kinledger-json', populations: [readOwn(textOf(bytes))] };
  return readFrequencyFile(bytes);
}

function readOwn(text: string): PrintedPopulation {
  const { population, loci } = readFrequencyTable(parsed(text));
  const printed = Object.entries(loci).map(
    ([locus, { chromosomes, frequencies }]) => [locus, { n: chromosomes, frequencies }] as const,
  );
  return { name: population, loci: Object.fromEntries(printed), unread: [] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProfileError('broken-file', 'The JSON cannot be read; it may be cut off. Export it again.');
  }
}

function textOf(bytes: Uint8Array): string {
  const survey = new EncodingSurvey();
  survey.push(bytes);
  return new TextFlow(survey.finish().encoding).decode(bytes, true);
}
