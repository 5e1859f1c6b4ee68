import { DEFAULT_SETTINGS, type ParentageSettings, type Question, type RareAlleleRule } from '@kinledger/kinship';
import type { MutationTable } from '@kinledger/profile';
import type { AskCheck, LocusRatesRequest } from './checks.dto.ts';
import type { CheckNote } from './comparable.ts';

/** One person of a question: which version of which profile. The genotypes stay in the profile's own row. */
export interface PersonInput {
  readonly personId: string;
  readonly code: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly profileId: string;
  readonly profileDigest: string;
}

/** Numbers that are hashed are written as decimal strings: canonical JSON has no floats. */
export interface SettingsInput {
  readonly theta: string;
  readonly minimumFrequency: RareAlleleRule;
  readonly threshold: string;
  readonly mutation: {
    readonly model: ParentageSettings['mutation']['model'];
    readonly maleRate: string;
    readonly femaleRate: string;
    readonly range?: string;
    readonly rate2?: string;
    /** In alphabetical order of the loci. */
    readonly locusRates?: LocusRatesInput[];
  };
}

export interface LocusRatesInput {
  readonly locus: string;
  readonly maleRate?: string;
  readonly femaleRate?: string;
}

export interface ChosenTable {
  readonly id: string;
  readonly digest: string;
}

/**
 * Everything an answer depends on. Stored as canonical JSON, with a salt beside it, when the question is asked, so that it
 * can be asked again decades later.
 */
export interface CheckInputs {
  readonly question: Question;
  readonly child: PersonInput;
  readonly parent: PersonInput;
  readonly otherParent?: PersonInput;
  readonly population: ChosenTable;
  /** Whose rates by locus stand in the settings. */
  readonly mutationTable?: ChosenTable;
  readonly settings: SettingsInput;
  /** The match rules that the question was asked under; absent in questions older than the rules. */
  readonly matchRules?: MatchRulesInput;
  /** What those rules have against it. */
  readonly notes?: readonly CheckNote[];
}

export interface MatchRulesInput {
  readonly version: number;
  readonly digest: string;
}

/** The request's settings over the product's defaults; `rates` are those of the mutation table that was chosen. */
export function settingsOf(
  request: Pick<AskCheck, 'theta' | 'minimumFrequency' | 'mutation'>,
  rates?: MutationTable,
): SettingsInput {
  const mutation = request.mutation ?? DEFAULT_SETTINGS.mutation;
  const locusRates = rates === undefined ? request.mutation?.locusRates : ratesOf(rates);
  return {
    theta: String(request.theta ?? DEFAULT_SETTINGS.theta),
    minimumFrequency: request.minimumFrequency ?? DEFAULT_SETTINGS.minimumFrequency,
    threshold: String(DEFAULT_SETTINGS.threshold),
    mutation: {
      model: mutation.model,
      maleRate: String(mutation.maleRate),
      femaleRate: String(mutation.femaleRate),
      ...(mutation.range === undefined ? {} : { range: String(mutation.range) }),
      ...(mutation.rate2 === undefined ? {} : { rate2: String(mutation.rate2) }),
      ...(locusRates === undefined ? {} : { locusRates: locusRatesInput(locusRates) }),
    },
  };
}

/** The rates of a study as settings have them. */
export function ratesOf({ loci }: MutationTable): LocusRatesRequest[] {
  return Object.entries(loci).map(([locus, { paternal, maternal }]) => ({
    locus,
    maleRate: Number(paternal),
    femaleRate: Number(maternal),
  }));
}

export function locusRatesInput(rates: readonly LocusRatesRequest[]): LocusRatesInput[] {
  return [...rates]
    .sort((a, b) => (a.locus < b.locus ? -1 : 1))
    .map(({ locus, maleRate, femaleRate }) => ({
      locus,
      ...(maleRate === undefined ? {} : { maleRate: String(maleRate) }),
      ...(femaleRate === undefined ? {} : { femaleRate: String(femaleRate) }),
    }));
}
