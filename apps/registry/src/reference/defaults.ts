import { DEFAULT_SETTINGS, ENGINE_VERSION } from '@kinledger/kinship';
import type { DefaultsView } from './reference.dto.ts';

/** On whose authority the engine's defaults stand. */
const SOURCES = {
  theta:
    'NRC 1996 (The Evaluation of Forensic DNA Evidence), recommendation 4.1: 0.01 for populations that are not small and isolated',
  minimumFrequency: 'NRC 1996, page 148: an allele counts as at least five copies in the 2N chromosomes typed',
  threshold: 'A posterior of 99.99% at a prior of one half',
  mutation:
    'AABB annual reports; Brinkmann et al. 1998, Am J Hum Genet 62:1408-1415: about 0.002 and 0.0005 per transmission from fathers and mothers, one step ten times as often as two',
} as const;

/** The defaults of checks, as decimal texts. */
export function defaultsOfChecks(): DefaultsView {
  const { theta, minimumFrequency, threshold, mutation } = DEFAULT_SETTINGS;
  return {
    theta: String(theta),
    minimumFrequency,
    threshold: String(threshold),
    mutation: {
      model: mutation.model,
      maleRate: decimal(mutation.maleRate),
      femaleRate: decimal(mutation.femaleRate),
      range: decimal(mutation.range ?? 0),
      rate2: decimal(mutation.rate2 ?? 0),
    },
    sources: SOURCES,
    engine: ENGINE_VERSION,
  };
}

/** Without an exponent, as people and forms write it. Requires at most 12 decimals. */
function decimal(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '');
}
