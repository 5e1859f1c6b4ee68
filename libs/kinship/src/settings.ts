import { KinshipError } from './errors.ts';
import type { MutationSettings } from './mutation.ts';

/** Changes with every change that can alter a digit of a result; a stored result names the version it was made with. */
export const ENGINE_VERSION = '1.1.0';

/** What a parentage question is computed with. */
export interface ParentageSettings {
  readonly theta: number;
  /** `5/2N`: an observed allele rarer than five copies in the table counts as five copies. */
  readonly minimumFrequency: '5/2N' | 'none';
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

/** Refuses settings outside their range; the message names the setting. */
export function checkSettings({ theta, minimumFrequency, mutation, threshold }: ParentageSettings): void {
  if (!(theta >= 0 && theta < 1)) throw new KinshipError('theta-impossible', 'Theta must be at least 0 and below 1.');
  if (minimumFrequency !== '5/2N' && minimumFrequency !== 'none') throw unsuitable('minimum frequency');
  if (!(threshold >= 1 && Number.isFinite(threshold))) throw unsuitable('threshold');
  for (const rate of [mutation.maleRate, mutation.femaleRate]) {
    if (!(rate >= 0 && rate <= 0.5)) throw unsuitable('mutation rate');
  }
}

function unsuitable(name: string): KinshipError {
  return new KinshipError('settings-invalid', `The ${name} is outside its range.`);
}
