import { type RowProblem, SampleCollector, type UploadedSample } from './collect.ts';
import { decodeText, type Encoding } from './decode.ts';
import { ProfileError } from './error.ts';
import { readCsv } from './upload-csv.ts';
import { readJson } from './upload-json.ts';

export interface UploadOptions {
  /** Largest file that is read, in bytes. */
  readonly maxBytes?: number;
}

export interface Upload {
  readonly format: 'csv' | 'json';
  readonly encoding: Encoding;
  /** Every sample of the file in its order, readable or not. */
  readonly samples: readonly UploadedSample[];
  /** What belongs to no sample, such as rows without a sample name. */
  readonly problems: readonly RowProblem[];
}

/**
 * Reads an upload file; what it is shows in its content, not in its name. Throws ProfileError when nothing of it can be
 * read (encoding, format, header); everything else is told for each sample, and a sample is either read whole or refused whole.
 */
export function readUpload(bytes: Uint8Array, options: UploadOptions = {}): Upload {
  if (options.maxBytes !== undefined && bytes.length > options.maxBytes) {
    throw new ProfileError(
      'too-large',
      `The file is larger than ${options.maxBytes} bytes; split it and upload the parts.`,
    );
  }
  const { encoding, text } = decodeText(bytes);
  const samples = new SampleCollector();
  const format = /^\s*[[{]/.test(text) ? 'json' : 'csv';
  if (format === 'json') readJson(text, samples);
  else readCsv(text, samples);
  return { format, encoding, ...samples.finish() };
}
