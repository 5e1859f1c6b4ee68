import type { FoundEncoding } from './encoding.ts';
import { ProfileError, type ProfileErrorCode } from './error.ts';
import type { Kit } from './kit.ts';
import { isQualitySensor, type LocusInfo } from './locus.ts';
import { type Genotype, knownLocus, type Profile, parseGenotype } from './profile.ts';
import { joinReplicates } from './replicates.ts';
import { Draft, finishSample } from './sample-draft.ts';
import { encodingDoubt, readSampleName } from './sample-name.ts';
import type { StatedFamily } from './stated-family.ts';
import { isTolerable, type LocusStatus, type LocusStatuses, statusOf, type ToleratedStatus } from './status.ts';

/** What is worth knowing about a row that is no fault of the profile. */
export type RowNoteCode =
  | 'ladder-row'
  | 'control-row'
  | 'quality-sensor'
  | 'archive-entry'
  | 'untyped-person'
  | 'pedigree-not-stored'
  | 'equals-control'
  | 'one-allele-seen'
  | 'tri-allelic'
  | 'not-definitive'
  | 'unlike-kit'
  | 'sex-inconsistent'
  | 'replicates-joined'
  | 'encoding-assumed';

/** One thing to tell about an upload. The message says what to do; it never holds an allele. */
export interface RowProblem {
  /** Line of a CSV file (the header is line 1), or place in a JSON list, from 1. */
  readonly row: number;
  /** Place of the file in a ZIP archive, from 1; absent otherwise. */
  readonly part?: number;
  readonly sample?: string;
  readonly locus?: string;
  readonly code: ProfileErrorCode | RowNoteCode;
  readonly message: string;
}

/** One sample of an upload. `profile` is there exactly when nothing is wrong with the sample. */
export interface UploadedSample {
  readonly row: number;
  readonly part?: number;
  readonly sample: string;
  readonly profile?: Profile;
  /** What the typing says of a locus beyond its alleles. Loci that were left out by rule stand here only. */
  readonly statuses: LocusStatuses;
  /** Names of the kits as the file has them. */
  readonly kits: readonly string[];
  /** The sex that the file states, not the one that Amelogenin shows. */
  readonly sex?: 'male' | 'female';
  readonly problems: readonly RowProblem[];
  /** What a person should look at although the profile can be read, such as equality with a control DNA. */
  readonly warnings: readonly RowProblem[];
}

export interface CollectedSamples {
  readonly samples: readonly UploadedSample[];
  /** What belongs to no sample, such as rows without a sample name. */
  readonly problems: readonly RowProblem[];
  /** Rows that hold no sample of a person and were passed over: ladders, controls, quality sensors. */
  readonly skipped: readonly RowProblem[];
}

/** What a file may say of a sample beside its loci. */
export interface SampleFacts {
  readonly kit?: string;
  readonly sex?: 'male' | 'female';
}

/** What a file may say of one typing beside its alleles. */
export interface TypingFacts {
  readonly kit?: string;
  /** Peak heights, in the order of the alleles. */
  readonly heights?: readonly string[];
  readonly notDefinitive?: true;
}

/** Who hears what a file holds, in its order. */
export interface SampleListener {
  /** Starts a sample. */
  open(row: number, name: string, facts?: SampleFacts): void;
  /** Adds one locus to the sample opened last. `null` instead of alleles means that the locus was not typed. */
  add(row: number, locus: string, alleles: unknown, facts?: TypingFacts): void;
  /** Refuses the sample opened last. */
  refuse(row: number, error: ProfileError): void;
  /** Says how persons are related, as the file tells it. */
  family?(family: StatedFamily): void;
  /** Passes over a row that holds no sample of a person, and says so. Ends the sample opened last. */
  skip(row: number, sample: string | undefined, code: RowNoteCode, message: string): void;
}

export interface CollectRules {
  /** Peak height in RFU below which the laboratory trusts no allele. */
  readonly threshold?: number;
  /** What leaves a locus out instead of refusing the sample. */
  readonly tolerate?: readonly ToleratedStatus[];
  /** Kits that a sample is compared with when the file names one of them. */
  readonly kits?: readonly Kit[];
}

/** Genotypes repeat from sample to sample; the cache of those read stays below this number whatever a file holds. */
const LARGEST_CACHE = 50_000;
const LONGEST_KEY = 100;

/** The locus that a name means, or that it means none because it is a quality sensor of a kit. */
type NamedLocus = LocusInfo | 'quality-sensor';

interface Typing {
  readonly genotype?: Genotype;
  readonly status?: LocusStatus;
}

/** A file inside an upload, for what is told about its rows. */
export interface UploadPart extends FoundEncoding {
  readonly part?: number;
}

/**
 * Gathers the loci of each sample. A sample with anything wrong is refused whole: nothing is mended or dropped. Samples that
 * stand in several places are held until all of them have come; `repeated` tells how often each of those stands. Without
 * it, every sample is held to the end.
 */
export class SampleCollector implements SampleListener {
  private held = new Map<string, Draft[]>();
  private ready: UploadedSample[] = [];
  private problems: RowProblem[] = [];
  private skipped: RowProblem[] = [];
  private readonly loci = new Map<string, NamedLocus | ProfileError>();
  private readonly typings = new Map<string, Typing | ProfileError>();
  private readonly tolerated: ReadonlySet<string>;
  private toldOfSensors = false;
  private current: Draft | undefined;
  private file: UploadPart = { encoding: 'utf-8', certainty: 'valid' };

  constructor(
    private readonly rules: CollectRules = {},
    private readonly repeated?: ReadonlyMap<string, number>,
  ) {
    this.tolerated = new Set(rules.tolerate ?? []);
  }

  /** Says which file the rows that follow belong to. */
  begin(file: UploadPart): void {
    this.endSample();
    this.file = file;
  }

  open(row: number, text: string, facts: SampleFacts = {}): void {
    this.endSample();
    const sample = readSampleName(text);
    if (sample instanceof ProfileError) {
      this.problems.push({ row, ...this.place(), code: sample.code, message: sample.message });
      return;
    }
    const draft = new Draft(row, sample, this.file.part, facts);
    const doubt = encodingDoubt(sample, this.file);
    if (doubt === 'ambiguous') draft.refuse(row, ambiguous());
    if (doubt === 'assumed') draft.warn('encoding-assumed', assumed(sample, this.file));
    this.current = draft;
  }

  add(row: number, locusText: string, alleles: unknown, facts?: TypingFacts): void {
    const draft = this.current;
    if (draft === undefined || draft.isFull()) return;
    try {
      const locus = this.locus(row, locusText);
      if (locus === 'quality-sensor' || alleles === null) return;
      draft.addKit(facts?.kit);
      const { genotype, status } = this.typing(locus, alleles, facts);
      draft.put(row, locus.name, genotype, status);
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      draft.refuse(row, error);
    }
  }

  refuse(row: number, error: ProfileError): void {
    this.current?.refuse(row, error);
  }

  skip(row: number, sample: string | undefined, code: RowNoteCode, message: string): void {
    if (sample !== undefined) this.endSample();
    this.skipped.push({ row, ...this.place(), ...(sample === undefined ? {} : { sample }), code, message });
  }

  /** What is complete by now; it is not given again. */
  take(): CollectedSamples {
    const { ready: samples, problems, skipped } = this;
    this.ready = [];
    this.problems = [];
    this.skipped = [];
    return { samples, problems, skipped };
  }

  /** The rest, once the upload has ended. */
  finish(): CollectedSamples {
    this.endSample();
    for (const drafts of this.held.values()) this.ready.push(joinReplicates(drafts, this.rules.kits));
    this.held = new Map();
    return this.take();
  }

  private endSample(): void {
    const draft = this.current;
    this.current = undefined;
    if (draft === undefined) return;
    const times = this.repeated === undefined ? Number.POSITIVE_INFINITY : (this.repeated.get(draft.sample) ?? 1);
    if (times === 1) {
      this.ready.push(finishSample(draft, this.rules.kits));
      return;
    }
    const drafts = this.held.get(draft.sample) ?? [];
    drafts.push(draft);
    this.held.set(draft.sample, drafts);
    if (drafts.length < times) return;
    this.held.delete(draft.sample);
    this.ready.push(joinReplicates(drafts, this.rules.kits));
  }

  private place(): { readonly part?: number } {
    return this.file.part === undefined ? {} : { part: this.file.part };
  }

  private locus(row: number, text: string): NamedLocus {
    const named = remembered(this.loci, text, () => (isQualitySensor(text) ? 'quality-sensor' : knownLocus(text)));
    if (named === 'quality-sensor' && !this.toldOfSensors) {
      this.toldOfSensors = true;
      this.skip(row, undefined, 'quality-sensor', 'Quality sensors of the kit are no loci and are not stored.');
    }
    return named;
  }

  private typing(locus: LocusInfo, alleles: unknown, facts: TypingFacts | undefined): Typing {
    if (facts?.notDefinitive) return { status: 'not-definitive' };
    if (this.isTooLow(facts?.heights)) return this.leftOut(locus, belowThreshold(locus.name));
    const read = (): Typing => {
      const genotype = Object.freeze(parseGenotype(locus, alleles));
      const status = statusOf(genotype, locus.kind !== 'autosomal');
      return status === undefined ? { genotype } : { genotype, status };
    };
    try {
      const isText = Array.isArray(alleles) && alleles.every((allele) => typeof allele === 'string');
      return isText ? remembered(this.typings, `${locus.name}\0${alleles.join('\0')}`, read) : read();
    } catch (error) {
      if (error instanceof ProfileError) return this.leftOut(locus, error);
      throw error;
    }
  }

  private isTooLow(heights: readonly string[] | undefined): boolean {
    const { threshold } = this.rules;
    if (threshold === undefined) return false;
    // A height that cannot be read shows no allele to lie above the threshold.
    return heights?.some((height) => height.trim() !== '' && !(Number(height.replace(',', '.')) >= threshold)) ?? false;
  }

  private leftOut(locus: LocusInfo, error: ProfileError): Typing {
    if (isTolerable(error.code) && this.tolerated.has(error.code) && error.locus === locus.name) {
      return { status: error.code };
    }
    throw error;
  }
}

/** What `read` gave or threw for this key before, or now. */
function remembered<T>(cache: Map<string, T | ProfileError>, key: string, read: () => T): T {
  let outcome = cache.get(key);
  if (outcome === undefined) {
    outcome = attempt(read);
    if (cache.size < LARGEST_CACHE && key.length < LONGEST_KEY) cache.set(key, outcome);
  }
  if (outcome instanceof ProfileError) throw outcome;
  return outcome;
}

function attempt<T>(read: () => T): T | ProfileError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
}

function belowThreshold(locus: string): ProfileError {
  const message = `Locus ${locus} holds an allele whose height is below your threshold or cannot be read; type it again or leave the locus out.`;
  return new ProfileError('below-threshold', message, locus);
}

function ambiguous(): ProfileError {
  const message =
    'The sample name reads differently in GB18030 and in Windows-1252, and the file says neither; save it as UTF-8 or state the encoding.';
  return new ProfileError('wrong-encoding', message);
}

function assumed(sample: string, { encoding }: FoundEncoding): string {
  return `The name of sample ${sample} was read as ${encoding.toUpperCase()}, which the file does not state; check it, or save the file as UTF-8.`;
}
