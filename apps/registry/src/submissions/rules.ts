import { LOCI, type ToleratedStatus, type UploadedSample } from '@kinledger/profile';
import type { StoredProblem } from './fate.ts';
import type { Twin } from './twins.ts';

/** Whether something is only told, or refuses the sample. */
export const VERDICTS = ['warn', 'refuse'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const TOLERATED = ['off-ladder', 'allele-out-of-range', 'below-threshold'] as const satisfies ToleratedStatus[];

/** What a sample must be like to be accepted. An administrator decides it, in versions; laboratories are told the version. */
export interface QualitySettings {
  /** Fewest autosomal loci of a profile. */
  readonly minimumLoci: number;
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
    threshold: 0,
    tolerate: [],
    equalsControl: 'warn',
    equalsElimination: 'warn',
    sameGenotype: 'warn',
    sexInconsistent: 'warn',
    unlikeKit: 'warn',
  },
};

const VERDICT_ON: Readonly<Record<string, keyof QualitySettings>> = {
  'equals-control': 'equalsControl',
  'equals-elimination': 'equalsElimination',
  'same-genotype-as': 'sameGenotype',
  'sex-inconsistent': 'sexInconsistent',
  'unlike-kit': 'unlikeKit',
};

const AUTOSOMAL = new Set(LOCI.filter(({ kind }) => kind === 'autosomal').map(({ name }) => name));

/** What there is to tell of a readable sample, and what of it refuses the sample under these rules. */
export function judge(
  { row, sample, profile = {}, warnings }: UploadedSample,
  twins: readonly Twin[],
  { version, settings }: QualityRules,
): { readonly refused: readonly StoredProblem[]; readonly told: readonly StoredProblem[] } {
  const told: StoredProblem[] = [...warnings.map(stored), ...twins.map((twin) => ofTwin(row, sample, twin))];
  const refused = told
    .filter(({ code }) => settings[VERDICT_ON[code] ?? 'minimumLoci'] === 'refuse')
    .map((problem) => ({ ...problem, message: `${problem.message} ${refusedBy(version)}` }));
  const loci = Object.keys(profile).filter((locus) => AUTOSOMAL.has(locus)).length;
  if (loci < settings.minimumLoci) {
    const message = `Sample ${sample} is typed at ${loci} autosomal loci, and at least ${settings.minimumLoci} are asked for; type more. ${refusedBy(version)}`;
    refused.push({ row, code: 'too-few-loci', message });
  }
  return { refused, told };
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
