import type { SampleListener } from './collect.ts';
import { type Encoding, EncodingSurvey, type FoundEncoding } from './encoding.ts';
import { ProfileError } from './error.ts';
import { readSampleName } from './sample-name.ts';
import { MOST_FAMILIES, type StatedFamily } from './stated-family.ts';
import type { BytesSink } from './upload-part.ts';

/** The encodings of the files of an upload by their numbers, found by reading all their bytes once. */
export class EncodingPass {
  private readonly found = new Map<number, FoundEncoding>();

  constructor(private readonly stated: Encoding | undefined) {}

  openPart(part: number): BytesSink {
    const survey = new EncodingSurvey();
    const finish = (): void => {
      const encoding = this.stated;
      this.found.set(part, encoding === undefined ? survey.finish() : { encoding, certainty: 'stated' });
    };
    return {
      push: (bytes) => survey.push(bytes),
      *close() {
        finish();
        yield;
      },
    };
  }

  /** What was found of a file. Throws when it was not there at the first reading. */
  of(part: number): FoundEncoding {
    const found = this.found.get(part);
    if (found === undefined) throw changed();
    return found;
  }
}

/** More samples than this in several places cannot be held until the rest of them come. */
const MOST_REPEATED = 50_000;

/** Names of the samples of an upload: how many there are, and which stand in several places. */
export class NamePass implements SampleListener {
  private readonly names = new Set<string>();
  private readonly times = new Map<string, number>();

  get samples(): number {
    return this.names.size;
  }

  get repeated(): ReadonlyMap<string, number> {
    return this.times;
  }

  open(_row: number, text: string): void {
    const name = readSampleName(text);
    if (name instanceof ProfileError) return;
    if (!this.names.has(name)) {
      this.names.add(name);
      return;
    }
    this.times.set(name, (this.times.get(name) ?? 1) + 1);
    if (this.times.size > MOST_REPEATED) {
      const message = `More than ${MOST_REPEATED} samples stand in several places of this upload; sort it by sample.`;
      throw new ProfileError('too-large', message);
    }
  }

  /** Families as the files tell them. */
  readonly families: StatedFamily[] = [];

  family(family: StatedFamily): void {
    const named = family.persons.map(({ name, ...person }) => ({
      ...person,
      name: name === null ? null : nameOf(name),
    }));
    if (this.families.length < MOST_FAMILIES) this.families.push({ ...family, persons: named });
  }

  add(): void {}

  refuse(): void {}

  skip(): void {}
}

function nameOf(text: string): string | null {
  const name = readSampleName(text);
  return name instanceof ProfileError ? null : name;
}

function changed(): ProfileError {
  return new ProfileError('broken-file', 'The upload changed while it was read; upload it again.');
}
