import { LOCI, type Profile, type ToleratedStatus, type UploadedSample } from '@kinledger/profile';
import type { Category } from './categories.ts';
import type { StoredProblem } from './fate.ts';
import type { Twin } from './twins.ts';

/** Whether something is only told, or refuses the sample. */
export const VERDICTS = ['warn', 'refuse'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const TOLERATED = ['off-ladder', 'allele-out-of-range', 'below-threshold'] as const satisfies ToleratedStatus[];

export interface CategoryMinimum {
  readonly category: Category;
  readonly loci: number;
}

/** What a sample must be like to be accepted. An administrator decides it, in versions; laboratories are told the version. */
export interface QualitySettings {
  /** Fewest autosomal loci of a profile whose category nobody stated, or that has no minimum of its own. */
  readonly minimumLoci: number;
  /** Fewest autosomal loci of persons of a category, in place of the minimum above; none in the first versions. */
  readonly minimumByCategory?: readonly CategoryMinimum[];
  /** Peak height in RFU below which no allele is trusted; 0 looks at no heights. */
  readonly threshold: number;
  /** What leaves a locus out instead of refusing the sample. */
  readonly tolerate: readonly ToleratedStatus[];
  readonly equalsControl: Verdict;
  readonly equalsElimination: Verdict;
  readonly sameGenotype: Verdict;
  readonly sexInconsistent: Verdict;
  readonly unlikeKit: Verdict;
}

export interface QualityRules {
  readonly version: number;
  readonly settings: QualitySettings;
}

/** What holds until an administrator decides otherwise: everything is told, and what can be read is accepted. */
export const BUILT_IN_RULES: QualityRules = {
  version: 0,
  settings: {
    minimumLoci: 1,
    minimumByCategory: [],
    threshold: 0,
    tolerate: [],
    equalsControl: 'warn',
    equalsElimination: 'warn',
    sameGenotype: 'warn',
    sexInconsistent: 'warn',
    unlikeKit: 'warn',
  },
};

/** Which setting says what a warning does. */
export const VERDICT_ON = {
  'equals-control': 'equalsControl',
  'equals-elimination': 'equalsElimination',
  'same-genotype-as': 'sameGenotype',
  'sex-inconsistent': 'sexInconsistent',
  'unlike-kit': 'unlikeKit',
} as const satisfies Readonly<Record<string, keyof QualitySettings>>;

function isJudged(code: string): code is keyof typeof VERDICT_ON {
  return Object.hasOwn(VERDICT_ON, code);
}

export const AUTOSOMAL: ReadonlySet<string> = new Set(
  LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => name),
);

/** At how many loci a profile is typed that count for the minimum. */
export function autosomalLoci(profile: Profile): number {
  return Object.keys(profile).filter((locus) => AUTOSOMAL.has(locus)).length;
}

/** Fewest autosomal loci of a person of this category. */
export function leastLoci({ minimumLoci, minimumByCategory = [] }: QualitySettings, category?: Category): number {
  return minimumByCategory.find((minimum) => minimum.category === category)?.loci ?? minimumLoci;
}

/** What is wrong with so few loci, with the figure, the rule and its version; undefined when they are enough. */
export function tooFewLoci(
  whose: string,
  loci: number,
  { version, settings }: QualityRules,
  category?: Category,
): string | undefined {
  const least = leastLoci(settings, category);
  if (loci >= least) return undefined;
  const of = category === undefined ? '' : ` of category ${category}`;
  return `${whose} is typed at ${loci} autosomal loci, and at least ${least} are asked for${of}; type more. ${refusedBy(version)}`;
}

/** Whether these rules refuse a sample that something like this is told of. */
export function refuses(settings: QualitySettings, code: string): boolean {
  return isJudged(code) && settings[VERDICT_ON[code]] === 'refuse';
}

/** What there is to tell of a readable sample, and what of it refuses the sample under these rules. */
export function judge(
  { row, sample, profile = {}, warnings }: UploadedSample,
  twins: readonly Twin[],
  rules: QualityRules,
  category?: Category,
): { readonly refused: readonly StoredProblem[]; readonly told: readonly StoredProblem[] } {
  const told: StoredProblem[] = [...warnings.map(stored), ...twins.map((twin) => ofTwin(row, sample, twin))];
  const refused = told
    .filter(({ code }) => refuses(rules.settings, code))
    .map((problem) => ({ ...problem, message: `${problem.message} ${refusedBy(rules.version)}` }));
  const message = tooFewLoci(`Sample ${sample}`, autosomalLoci(profile), rules, category);
  if (message !== undefined) refused.push({ row, code: 'too-few-loci', message });
  return { refused, told };
}

/** The first of these twins that the rules refuse a sample for. */
export function refusedTwin(
  sample: string,
  twins: readonly Twin[],
  { version, settings }: QualityRules,
): StoredProblem | undefined {
  const told = twins.map((twin) => ofTwin(0, sample, twin)).find(({ code }) => refuses(settings, code));
  return told && { ...told, message: `${told.message} ${refusedBy(version)}` };
}

function refusedBy(version: number): string {
  return `(Refused by version ${version} of the quality rules.)`;
}

function ofTwin(row: number, sample: string, twin: Twin): StoredProblem {
  const advice = 'check for a swap, a double registration or a contamination; identical twins are possible too';
  const known = twin.sample !== undefined;
  const whose = known ? `sample ${twin.sample} of your laboratory` : 'a profile that another laboratory holds';
  const what = known ? `all ${twin.shared} loci they share` : 'all loci they share';
  if (twin.elimination) {
    const message = `Sample ${sample} equals an elimination profile, ${whose}, at ${what}; check for a contamination or a swap.`;
    return { row, code: 'equals-elimination', message };
  }
  return { row, code: 'same-genotype-as', message: `Sample ${sample} equals ${whose} at ${what}; ${advice}.` };
}

function stored({ row, locus, code, message }: UploadedSample['warnings'][number]): StoredProblem {
  return { row, ...(locus === undefined ? {} : { locus }), code, message };
}
