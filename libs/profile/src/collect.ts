import { ProfileError, type ProfileErrorCode } from './error.ts';
import { type Genotype, knownLocus, type Profile, parseGenotype, repeatedLocus } from './profile.ts';

/** One thing wrong in an upload. The message says what to do; it never holds an allele. */
export interface RowProblem {
  /** Line of a CSV file (the header is line 1), or place in a JSON list, from 1. */
  readonly row: number;
  readonly sample?: string;
  readonly locus?: string;
  readonly code: ProfileErrorCode;
  readonly message: string;
}

/** One sample of an upload. `profile` is there exactly when nothing is wrong with the sample. */
export interface UploadedSample {
  readonly row: number;
  readonly sample: string;
  readonly profile?: Profile;
  readonly problems: readonly RowProblem[];
}

interface Draft {
  readonly row: number;
  readonly sample: string;
  readonly seen: Set<string>;
  readonly genotypes: Record<string, Genotype>;
  readonly problems: RowProblem[];
}

const LONGEST_NAME = 64;

/** Gathers the loci of each sample of a file. A sample with anything wrong is refused whole: nothing is mended or dropped. */
export class SampleCollector {
  private readonly drafts = new Map<string, Draft>();
  /** What belongs to no sample, such as rows without a sample name. */
  private readonly problems: RowProblem[] = [];
  private current: Draft | undefined;

  /** Starts a sample. A name that came before is refused, in both places: which of the two is right cannot be known. */
  open(row: number, name: string): void {
    this.current = undefined;
    const sample = name.trim().normalize('NFC');
    const problem = problemOfName(row, sample);
    const earlier = this.drafts.get(sample);
    if (problem !== undefined) {
      this.problems.push(problem);
    } else if (earlier !== undefined) {
      const message = `Sample ${sample} stands in this file already; sort the file by sample, or give each sample its own name.`;
      earlier.problems.push({ row, sample, code: 'duplicate-sample', message });
    } else {
      this.current = { row, sample, seen: new Set(), genotypes: {}, problems: [] };
      this.drafts.set(sample, this.current);
    }
  }

  /** Adds one locus to the sample opened last. No alleles at all means that the locus was not typed. */
  add(row: number, locusText: string, alleles: unknown): void {
    const draft = this.current;
    if (draft === undefined) return;
    try {
      const locus = knownLocus(locusText);
      if (draft.seen.has(locus.name)) throw repeatedLocus(locus.name);
      draft.seen.add(locus.name);
      if (alleles !== null) draft.genotypes[locus.name] = parseGenotype(locus, alleles);
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      this.refuse(row, error);
    }
  }

  /** Refuses the sample opened last. */
  refuse(row: number, error: ProfileError): void {
    const draft = this.current;
    if (draft === undefined) return;
    const locus = error.locus === undefined ? {} : { locus: error.locus };
    draft.problems.push({ row, sample: draft.sample, ...locus, code: error.code, message: error.message });
  }

  finish(): { readonly samples: readonly UploadedSample[]; readonly problems: readonly RowProblem[] } {
    return { samples: [...this.drafts.values()].map(finished), problems: this.problems };
  }
}

function finished({ row, sample, genotypes, problems }: Draft): UploadedSample {
  if (problems.length > 0) return { row, sample, problems };
  if (Object.keys(genotypes).length > 0) return { row, sample, profile: genotypes, problems };
  const message = `Sample ${sample} has no alleles at any locus; leave it out of the file.`;
  return { row, sample, problems: [{ row, sample, code: 'no-alleles', message }] };
}

function problemOfName(row: number, sample: string): RowProblem | undefined {
  if (sample === '') {
    return { row, code: 'empty-sample-name', message: 'The sample name is missing; give every sample its name.' };
  }
  if ([...sample].length > LONGEST_NAME || /[\p{C}\p{Zl}\p{Zp}]/u.test(sample)) {
    const message = `The sample name is longer than ${LONGEST_NAME} characters or holds control characters; shorten or retype it.`;
    return { row, code: 'bad-sample-name', message };
  }
  return undefined;
}
