import { type CollectedSamples, SampleCollector } from './collect.ts';
import { decodeText, type Encoding } from './decode.ts';
import { ProfileError } from './error.ts';
import { readCmf } from './upload-cmf.ts';
import { readCsv } from './upload-csv.ts';
import { readJson } from './upload-json.ts';

export type UploadFormat = 'csv' | 'json' | 'codis-xml';

export interface UploadOptions {
  /** Largest file that is read, in bytes. */
  readonly maxBytes?: number;
}

export interface Upload extends CollectedSamples {
  readonly format: UploadFormat;
  readonly encoding: Encoding;
}

/**
 * Reads an upload file; what it is shows in its content, not in its name. Throws ProfileError when nothing of it can be
 * read (encoding, format, header); everything else is told for each sample, and a sample is either read whole or refused whole.
 */
export function readUpload(bytes: Uint8Array, options: UploadOptions = {}): Upload {
  const steps = readUploadInSteps(bytes, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in steps of some milliseconds, for a service that has others to serve in between. */
export function* readUploadInSteps(bytes: Uint8Array, options: UploadOptions = {}): Generator<void, Upload> {
  if (options.maxBytes !== undefined && bytes.length > options.maxBytes) {
    throw new ProfileError(
      'too-large',
      `The file is larger than ${options.maxBytes} bytes; split it and upload the parts.`,
    );
  }
  const { encoding, text } = decodeText(bytes);
  const samples = new SampleCollector();
  const format = formatOf(text);
  yield* READERS[format](text, samples);
  return { format, encoding, ...samples.finish() };
}

const READERS: Readonly<Record<UploadFormat, (text: string, into: SampleCollector) => Generator<void>>> = {
  csv: readCsv,
  json: readJson,
  'codis-xml': readCmf,
};

function formatOf(text: string): UploadFormat {
  const start = text.trimStart()[0] ?? '';
  if (start === '<') return 'codis-xml';
  return start === '[' || start === '{' ? 'json' : 'csv';
}
