import type { ArchiveLimits } from './archive.ts';
import { type CollectedSamples, type CollectRules, SampleCollector, type SampleListener } from './collect.ts';
import type { Encoding, FoundEncoding } from './encoding.ts';
import { ProfileError } from './error.ts';
import type { StatedFamily } from './stated-family.ts';
import { UploadBytes } from './upload-bytes.ts';
import { type BytesSink, type PartOptions, PartReader, type TextFormat } from './upload-part.ts';
import { EncodingPass, NamePass } from './upload-survey.ts';

export type UploadFormat = TextFormat | 'zip';

export interface UploadOptions extends PartOptions, CollectRules {
  /** Largest file that is read, in bytes. */
  readonly maxBytes?: number;
  /** The encoding of the file, or of all files of an archive, when it is not to be found by the content. */
  readonly encoding?: Encoding;
  readonly archive?: ArchiveLimits;
  /** Called between steps of some milliseconds of `surveyUpload` and `streamUpload`: others may have their turn. */
  readonly pause?: () => Promise<void>;
}

/** What an upload is. `encoding` and `certainty` are those of its first file. */
export interface UploadFacts extends FoundEncoding {
  readonly format: UploadFormat;
}

export interface Upload extends CollectedSamples, UploadFacts {}

/** What must be known of an upload before its first sample can be final: its encodings and the samples in several places. */
export interface UploadSurvey extends UploadFacts {
  readonly bytes: number;
  readonly samples: number;
  /** How often each sample stands that stands more than once. */
  readonly repeated: ReadonlyMap<string, number>;
  readonly encodings: EncodingPass;
  /** How persons are related, where a file for Familias says so. */
  readonly families: readonly StatedFamily[];
}

/** A file that can be read from its start as often as is asked. */
export type UploadSource = () => AsyncIterable<Uint8Array>;

/** Bytes read between two pauses. */
const PIECE = 32_768;

/**
 * Reads an upload file that is held whole; what it is shows in its content, not in its name. Throws ProfileError when nothing
 * of it can be read (encoding, format, header); everything else is told for each sample, and a sample is either read whole or
 * refused whole.
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
  checkSize(bytes.length, options);
  const encodings = new EncodingPass(options.encoding);
  yield* feed(bytes, new UploadBytes((part) => encodings.openPart(part), nothing, options.archive));
  const collector = new SampleCollector(options);
  const reading = new Reading(encodings, collector, options);
  yield* feed(bytes, reading.sink);
  return { ...reading.facts(), ...collector.finish() };
}

function* feed(bytes: Uint8Array, sink: BytesSink): Generator<void> {
  for (let start = 0; start < bytes.length; start += PIECE) {
    sink.push(bytes.subarray(start, start + PIECE));
    yield;
  }
  yield* sink.close();
}

/**
 * The first of two readings of an upload of any size: finds the encodings, and which samples stand in several places. Its
 * memory grows with the names of the samples only. Throws ProfileError when nothing of the upload can be read.
 */
export async function surveyUpload(source: UploadSource, options: UploadOptions = {}): Promise<UploadSurvey> {
  const encodings = new EncodingPass(options.encoding);
  const first = new UploadBytes((part) => encodings.openPart(part), nothing, options.archive);
  let bytes = 0;
  for await (const piece of pieces(source)) {
    bytes += piece.length;
    checkSize(bytes, options);
    first.push(piece);
    await options.pause?.();
  }
  await finish(first, options);
  const names = new NamePass();
  const reading = new Reading(encodings, names, options);
  for await (const piece of pieces(source)) {
    reading.sink.push(piece);
    await options.pause?.();
  }
  await finish(reading.sink, options);
  const { samples, repeated, families } = names;
  return { ...reading.facts(), bytes, samples, repeated, encodings, families };
}

/**
 * The second reading: the samples of an upload, some at a time, each of them final. A sample that stands in several places
 * comes when the last of them was read. Requires the survey of the same upload with the same options. Memory stays flat.
 */
export async function* streamUpload(
  source: UploadSource,
  survey: UploadSurvey,
  options: UploadOptions = {},
): AsyncGenerator<CollectedSamples> {
  const collector = new SampleCollector(options, survey.repeated);
  const { sink } = new Reading(survey.encodings, collector, options);
  for await (const piece of pieces(source)) {
    sink.push(piece);
    const batch = collector.take();
    if (isWorthTelling(batch)) yield batch;
    await options.pause?.();
  }
  for (const _ of sink.close()) {
    await options.pause?.();
    const batch = collector.take();
    if (isWorthTelling(batch)) yield batch;
  }
  const rest = collector.finish();
  if (isWorthTelling(rest)) yield rest;
}

/** One reading of all files of an upload, their encodings being known. */
class Reading {
  readonly sink: UploadBytes;
  private first: { readonly reader: PartReader; readonly found: FoundEncoding } | undefined;

  constructor(encodings: EncodingPass, into: SampleListener, options: UploadOptions) {
    const openPart = (part: number): BytesSink => {
      const found = encodings.of(part);
      const reader = new PartReader(found, into, options);
      this.first ??= { reader, found };
      if (into instanceof SampleCollector) into.begin(part === 0 ? found : { ...found, part });
      return reader;
    };
    const litter = 'The archive holds files that an operating system put there; they were passed over.';
    let told = false;
    this.sink = new UploadBytes(
      openPart,
      () => {
        if (!told) into.skip(0, undefined, 'archive-entry', litter);
        told = true;
      },
      options.archive,
    );
  }

  /** Requires that the reading has ended. */
  facts(): UploadFacts {
    const { encoding, certainty } = this.first!.found;
    const format = this.sink.isArchive ? 'zip' : this.first!.reader.format!;
    return { format, encoding, certainty };
  }
}

async function* pieces(source: UploadSource): AsyncGenerator<Uint8Array> {
  for await (const chunk of source()) {
    for (let start = 0; start < chunk.length; start += PIECE) yield chunk.subarray(start, start + PIECE);
  }
}

async function finish(sink: BytesSink, { pause }: UploadOptions): Promise<void> {
  for (const _ of sink.close()) await pause?.();
}

function isWorthTelling({ samples, problems, skipped }: CollectedSamples): boolean {
  return samples.length + problems.length + skipped.length > 0;
}

function nothing(): void {}

function checkSize(bytes: number, { maxBytes }: UploadOptions): void {
  if (maxBytes === undefined || bytes <= maxBytes) return;
  const message = `The file is larger than ${maxBytes} bytes; split it and upload the parts.`;
  throw new ProfileError('too-large', message);
}
