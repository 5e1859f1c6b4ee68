import { equalControl } from './control.ts';
import { ProfileError, type ProfileErrorCode } from './error.ts';
import type { LocusInfo } from './locus.ts';
import { isQualitySensor, LOCI } from './locus.ts';
import { type Genotype, knownLocus, type Profile, parseGenotype, repeatedLocus } from './profile.ts';

/** What is worth knowing about a row that is no fault of the profile. */
export type RowNoteCode = 'ladder-row' | 'control-row' | 'quality-sensor' | 'equals-control' | 'one-allele-seen';

/** One thing to tell about an upload. The message says what to do; it never holds an allele. */
export interface RowProblem {
  /** Line of a CSV file (the header is line 1), or place in a JSON list, from 1. */
  readonly row: number;
  readonly sample?: string;
  readonly locus?: string;
  readonly code: ProfileErrorCode | RowNoteCode;
  readonly message: string;
}

/** One sample of an upload. `profile` is there exactly when nothing is wrong with the sample. */
export interface UploadedSample {
  readonly row: number;
  readonly sample: string;
  readonly profile?: Profile;
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

interface Draft {
  readonly row: number;
  readonly sample: string;
  readonly seen: Set<string>;
  readonly genotypes: Record<string, Genotype>;
  readonly problems: RowProblem[];
}

const LONGEST_NAME = 64;

const AUTOSOMAL = new Set(LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => name));

/** Genotypes repeat from sample to sample; the cache of those read stays below this number whatever a file holds. */
const LARGEST_CACHE = 50_000;

/** Enough to see what is wrong with a sample; a broken file could bring millions. */
const MOST_PROBLEMS = 50;

/** The locus that a name means, or that it means none because it is a quality sensor of a kit. */
type NamedLocus = LocusInfo | 'quality-sensor';

/** Gathers the loci of each sample of a file. A sample with anything wrong is refused whole: nothing is mended or dropped. */
export class SampleCollector {
  private readonly drafts = new Map<string, Draft>();
  private readonly problems: RowProblem[] = [];
  private readonly skipped: RowProblem[] = [];
  private readonly loci = new Map<string, NamedLocus | ProfileError>();
  private toldOfSensors = false;
  private readonly genotypes = new Map<string, Genotype | ProfileError>();
  private current: Draft | undefined;

  /** Starts a sample. A name that came before is refused, in both places: which of the two is right cannot be known. */
  open(row: number, name: string): void {
    this.current = undefined;
    const sample = sampleName(name);
    if (sample === undefined || sample === '') {
      this.problems.push(sample === '' ? missingName(row) : unusableName(row));
      return;
    }
    const earlier = this.drafts.get(sample);
    if (earlier !== undefined) {
      const message = `Sample ${sample} stands in this file already; sort the file by sample, or give each sample its own name.`;
      earlier.problems.push({ row, sample, code: 'duplicate-sample', message });
    } else {
      this.current = { row, sample, seen: new Set(), genotypes: {}, problems: [] };
      this.drafts.set(sample, this.current);
    }
  }

  /** Adds one locus to the sample opened last. `null` instead of alleles means that the locus was not typed. */
  add(row: number, locusText: string, alleles: unknown): void {
    const draft = this.current;
    if (draft === undefined || draft.problems.length >= MOST_PROBLEMS) return;
    try {
      const locus = this.locus(row, locusText);
      if (locus === 'quality-sensor') return;
      if (draft.seen.has(locus.name)) throw repeatedLocus(locus.name);
      draft.seen.add(locus.name);
      if (alleles !== null) draft.genotypes[locus.name] = this.genotype(locus, alleles);
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      this.refuse(row, error);
    }
  }

  private locus(row: number, text: string): NamedLocus {
    const named = remembered(this.loci, text, () => (isQualitySensor(text) ? 'quality-sensor' : knownLocus(text)));
    if (named === 'quality-sensor' && !this.toldOfSensors) {
      this.toldOfSensors = true;
      this.skip(row, undefined, 'quality-sensor', 'Quality sensors of the kit are no loci and are not stored.');
    }
    return named;
  }

  private genotype(locus: LocusInfo, alleles: unknown): Genotype {
    const read = () => Object.freeze(parseGenotype(locus, alleles));
    const isText = Array.isArray(alleles) && alleles.every((allele) => typeof allele === 'string');
    return isText ? remembered(this.genotypes, [locus.name, ...alleles].join('\0'), read) : read();
  }

  /** Passes over a row that holds no sample of a person, and says so. Ends the sample opened last. */
  skip(row: number, sample: string | undefined, code: RowNoteCode, message: string): void {
    if (sample !== undefined) this.current = undefined;
    this.skipped.push({ row, ...(sample === undefined ? {} : { sample }), code, message });
  }

  /** Refuses the sample opened last. */
  refuse(row: number, error: ProfileError): void {
    const draft = this.current;
    if (draft === undefined || draft.problems.length >= MOST_PROBLEMS) return;
    const locus = error.locus === undefined ? {} : { locus: error.locus };
    draft.problems.push({ row, sample: draft.sample, ...locus, code: error.code, message: error.message });
  }

  finish(): CollectedSamples {
    return { samples: [...this.drafts.values()].map(finished), problems: this.problems, skipped: this.skipped };
  }
}

/** What `read` gave or threw for this key before, or now. */
function remembered<T>(cache: Map<string, T | ProfileError>, key: string, read: () => T): T {
  let outcome = cache.get(key);
  if (outcome === undefined) {
    outcome = attempt(read);
    if (cache.size < LARGEST_CACHE) cache.set(key, outcome);
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

function finished({ row, sample, genotypes, problems }: Draft): UploadedSample {
  if (problems.length > 0) return { row, sample, problems, warnings: [] };
  if (Object.keys(genotypes).length > 0)
    return { row, sample, profile: genotypes, problems, warnings: warningsOn(row, sample, genotypes) };
  const message = `Sample ${sample} has no alleles at any locus; leave it out of the file.`;
  return { row, sample, problems: [{ row, sample, code: 'no-alleles', message }], warnings: [] };
}

function warningsOn(row: number, sample: string, profile: Profile): readonly RowProblem[] {
  return [equalityWarning(row, sample, profile), oneAlleleWarning(row, sample, profile)].filter(
    (warning) => warning !== undefined,
  );
}

function equalityWarning(row: number, sample: string, profile: Profile): RowProblem | undefined {
  const control = equalControl(profile);
  if (control === undefined) return undefined;
  const message = `Sample ${sample} is equal to the control DNA ${control} at every locus they share; check for a swap or a contamination.`;
  return { row, sample, code: 'equals-control', message };
}

/** Some programs write a homozygote as one allele. We cannot know, and a guess in either direction would be an error. */
function oneAlleleWarning(row: number, sample: string, profile: Profile): RowProblem | undefined {
  const loci = Object.keys(profile).filter((locus) => profile[locus]?.length === 1 && AUTOSOMAL.has(locus));
  if (loci.length === 0) return undefined;
  const named = loci.slice(0, 5).join(', ') + (loci.length > 5 ? ` and ${loci.length - 5} more` : '');
  const message = `One allele is given at ${loci.length === 1 ? 'one locus' : `${loci.length} loci`} of sample ${sample} (${named}). It counts as one allele seen; if it is a homozygote, write the allele twice.`;
  return { row, sample, code: 'one-allele-seen', message };
}

/** The name in its one form; undefined when it cannot be used. Very long texts are not even looked at. */
function sampleName(text: string): string | undefined {
  if (text.length > 10 * LONGEST_NAME) return undefined;
  const name = text.trim().normalize('NFC');
  return [...name].length > LONGEST_NAME || /[\p{C}\p{Zl}\p{Zp}]/u.test(name) ? undefined : name;
}

function missingName(row: number): RowProblem {
  return { row, code: 'empty-sample-name', message: 'The sample name is missing; give every sample its name.' };
}

function unusableName(row: number): RowProblem {
  const message = `The sample name is longer than ${LONGEST_NAME} characters or holds control characters; shorten or retype it.`;
  return { row, code: 'bad-sample-name', message };
}
