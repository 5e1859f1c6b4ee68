import type { RowNoteCode, RowProblem, SampleFacts, UploadedSample } from './collect.ts';
import { ProfileError } from './error.ts';
import type { Kit } from './kit.ts';
import { type Genotype, mixture, mixtureLoci, repeatedLocus } from './profile.ts';
import type { LocusStatus } from './status.ts';
import { warningsOn } from './warnings.ts';

/** Enough to see what is wrong with a sample; a broken file could bring millions. */
const MOST_PROBLEMS = 50;
const LONGEST_KIT = 100;
const MOST_KITS = 20;

/** What has been read of one sample in one place of a file. */
export class Draft {
  readonly genotypes: Record<string, Genotype> = {};
  readonly statuses: Record<string, LocusStatus> = {};
  readonly kits = new Set<string>();
  readonly problems: RowProblem[] = [];
  readonly warnings: RowProblem[] = [];
  readonly sex: SampleFacts['sex'];
  /** Loci that were typed more than once, each time the same. */
  readonly joined = new Set<string>();
  private readonly place: { readonly row: number; readonly part?: number };

  constructor(
    readonly row: number,
    readonly sample: string,
    readonly part: number | undefined,
    facts: SampleFacts,
  ) {
    this.place = part === undefined ? { row } : { row, part };
    this.sex = facts.sex;
    this.addKit(facts.kit);
  }

  addKit(name: string | undefined): void {
    if (name !== undefined && name.length <= LONGEST_KIT && this.kits.size < MOST_KITS) this.kits.add(name);
  }

  /** Adds one typing. A locus that came before must be typed the same again: which of two is right cannot be known. */
  put(row: number, locus: string, genotype: Genotype | undefined, status: LocusStatus | undefined): void {
    if (!this.has(locus)) {
      if (genotype !== undefined) this.genotypes[locus] = genotype;
      if (status !== undefined) this.statuses[locus] = status;
    } else if (sameGenotype(this.genotypes[locus], genotype)) {
      this.joined.add(locus);
    } else this.refuse(row, repeatedLocus(locus));
  }

  has(locus: string): boolean {
    return this.genotypes[locus] !== undefined || this.statuses[locus] !== undefined;
  }

  isFull(): boolean {
    return this.problems.length >= MOST_PROBLEMS;
  }

  refuse(row: number, error: ProfileError): void {
    if (this.isFull()) return;
    const locus = error.locus === undefined ? {} : { locus: error.locus };
    this.problems.push({ ...this.told(error.code, error.message), ...locus, row });
  }

  warn(code: RowNoteCode | ProfileError['code'], message: string, locus?: string): void {
    this.warnings.push({ ...this.told(code, message), ...(locus === undefined ? {} : { locus }) });
  }

  private told(code: RowProblem['code'], message: string): RowProblem {
    return { ...this.place, sample: this.sample, code, message };
  }
}

/** Requires genotypes in their one order. Both absent means that the locus was left out both times. */
export function sameGenotype(a: Genotype | undefined, b: Genotype | undefined): boolean {
  if (a === b) return true;
  return a?.length === b?.length && (a ?? []).every((allele, index) => allele === b?.[index]);
}

/** The sample as it is told: read whole, or refused whole. */
export function finishSample(draft: Draft, kits: readonly Kit[] = []): UploadedSample {
  const { row, sample, part, genotypes, statuses, sex, problems } = draft;
  const crowded = mixtureLoci(genotypes);
  for (const locus of crowded) draft.refuse(row, mixture(locus, crowded.length));
  if (problems.length === 0 && Object.keys(genotypes).length === 0) {
    const message = `Sample ${sample} has no alleles at any locus; leave it out of the file.`;
    draft.refuse(row, new ProfileError('no-alleles', message));
  }
  const head = {
    row,
    ...(part === undefined ? {} : { part }),
    sample,
    statuses,
    kits: [...draft.kits],
    ...(sex === undefined ? {} : { sex }),
    problems,
  };
  if (problems.length > 0) return { ...head, warnings: [] };
  warningsOn(draft, kits);
  return { ...head, profile: genotypes, warnings: draft.warnings };
}
