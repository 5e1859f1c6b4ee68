import {
  type CollectedSamples,
  type ColumnMapping,
  streamUpload,
  surveyUpload,
  type UploadOptions,
  type UploadSource,
  type UploadSurvey,
} from '@kinledger/profile';
import { Inject, Injectable } from '@nestjs/common';
import { ReferenceService } from '../reference/reference.service.ts';
import { turns } from './patiently.ts';
import type { QualityRules } from './rules.ts';

/** Samples that are judged and stored at once. */
export const CHUNK = 500;

/** A file that was looked through. */
export interface SurveyedFile {
  readonly survey: UploadSurvey;
  /** Its samples, and the rows that are none, in chunks; `skip` of them at the beginning are left out. */
  chunks(skip?: number): AsyncGenerator<CollectedSamples>;
}

/** Reads uploads by the rules and the mapping that hold for them, in turns with everything else that the service does. */
@Injectable()
export class UploadReading {
  constructor(@Inject(ReferenceService) private readonly reference: Pick<ReferenceService, 'kits'>) {}

  /** Throws ProfileError when nothing of the file can be read. */
  async survey(source: UploadSource, rules: QualityRules, mapping: ColumnMapping | undefined): Promise<SurveyedFile> {
    const { threshold, tolerate } = rules.settings;
    const options: UploadOptions = {
      tolerate,
      kits: await this.reference.kits(),
      pause: turns(),
      ...(threshold > 0 ? { threshold } : {}),
      ...(mapping === undefined ? {} : { mapping }),
    };
    const survey = await surveyUpload(source, options);
    return { survey, chunks: (skip = 0) => inChunks(streamUpload(source, survey, options), skip) };
  }
}

/** The same things in chunks of one size: a reading that is taken up again cuts them at the same places. */
export async function* inChunks(
  batches: AsyncIterable<CollectedSamples>,
  skip: number,
): AsyncGenerator<CollectedSamples> {
  let chunk = emptyChunk();
  let left = skip;
  for await (const batch of batches) {
    for (const kind of ['samples', 'problems', 'skipped'] as const) {
      for (const thing of batch[kind]) {
        if (left > 0) {
          left -= 1;
          continue;
        }
        (chunk[kind] as unknown[]).push(thing);
        if (sizeOf(chunk) < CHUNK) continue;
        yield chunk;
        chunk = emptyChunk();
      }
    }
  }
  if (sizeOf(chunk) > 0) yield chunk;
}

export function sizeOf({ samples, problems, skipped }: CollectedSamples): number {
  return samples.length + problems.length + skipped.length;
}

function emptyChunk() {
  return { samples: [], problems: [], skipped: [] } satisfies CollectedSamples;
}
