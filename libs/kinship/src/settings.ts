import { LOCI } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import type { LocusRates, MutationSettings } from './mutation.ts';

/** Changes with every change that can alter a digit of a result; a stored result names the version it was made with. */
export const ENGINE_VERSION = '1.2.0';

/**
 * How often an observed allele counts that is rare or absent in the table of 2N chromosomes.
 * - `5/2N`: at least five copies in 2N (National Research Council 1996, page 148).
 * - `x+1`: seen once more than in the table, (x + 1)/(2N + 1), whether rare or not (ISFG: Gjertson et al. 2007,
 *   recommendation 2.1, doi:10.1016/j.fsigen.2007.06.006).
 * - `refuse`: as in the table; an allele that the table lacks is an error, which names the locus.
 * - `none`: the name of `refuse` in settings stored before version 1.2.0.
 */
export type RareAlleleRule = '5/2N' | 'x+1' | 'refuse' | 'none';

export const RARE_ALLELE_RULES: readonly RareAlleleRule[] = ['5/2N', 'x+1', 'refuse', 'none'];

/** What a parentage question is computed with. */
export interface ParentageSettings {
  readonly theta: number;
  readonly minimumFrequency: RareAlleleRule;
  readonly mutation: MutationSettings;
  /** Combined likelihood ratio from which parentage counts as supported. */
  readonly threshold: number;
}

/**
 * Theta 0.01: NRC (1996), recommendation 4.1, for populations that are not small and isolated; it never favours
 * parentage by much. 5/2N: the same report, page 148. Rates: about 0.002 and 0.0005 per transmission from fathers and
 * mothers, one step in ten times as often as two (AABB annual reports; Brinkmann et al. 1998). Threshold 10,000: a
 * posterior of 99.99% at a prior of one half.
 */
export const DEFAULT_SETTINGS: ParentageSettings = {
  theta: 0.01,
  minimumFrequency: '5/2N',
  mutation: { model: 'stepwise', maleRate: 0.002, femaleRate: 0.0005, range: 0.1, rate2: 0.000001 },
  threshold: 10_000,
};

/**
 * Refuses settings outside their range, and rates or matrices of loci that neither the table nor anybody has: a misspelt
 * name would otherwise pass unseen. The message names the setting.
 */
export function checkSettings(
  { theta, minimumFrequency, mutation, threshold }: ParentageSettings,
  tableLoci: readonly string[],
): void {
  if (!(theta >= 0 && theta < 1)) throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  if (!RARE_ALLELE_RULES.includes(minimumFrequency)) throw unsuitable('minimum frequency');
  if (!(threshold >= 1 && Number.isFinite(threshold))) throw unsuitable('threshold');
  if (!suitableRates(mutation)) throw unsuitable('mutation rate');
  for (const [locus, rates] of Object.entries(mutation.locusRates ?? {})) {
    if (!suitableRates(rates)) throw unsuitable(`mutation rate of locus ${locus}`);
  }
  const known = [...tableLoci, ...LOCI.map(({ name }) => name)];
  const strange = [mutation.locusRates, mutation.custom]
    .flatMap((byLocus) => Object.keys(byLocus ?? {}))
    .find((locus) => !known.includes(locus));
  if (strange !== undefined) {
    throw new KinshipError('settings-invalid', `The mutation settings name locus ${strange}, which no table has.`);
  }
}

function suitableRates({ maleRate = 0, femaleRate = 0 }: LocusRates): boolean {
  return [maleRate, femaleRate].every((rate) => rate >= 0 && rate <= 0.5);
}

function unsuitable(name: string): KinshipError {
  return new KinshipError('settings-invalid', `The ${name} is outside its range.`);
}
