import { KinshipError } from './errors.ts';

/**
 * Probabilities of the hypotheses after the evidence. `log10` holds the likelihood ratio of each to a common one (`null`
 * for zero), `priors` what was held before; only their proportions count. Requires that some hypothesis is possible.
 */
export function posteriors(
  log10: Readonly<Record<string, number | null>>,
  priors: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const names = Object.keys(log10);
  for (const name of names) {
    const prior = priors[name];
    if (prior === undefined || !(prior >= 0 && Number.isFinite(prior))) {
      throw new KinshipError('settings-invalid', `Hypothesis ${name} needs a prior of zero or more.`);
    }
  }
  const weights = names.map((name) => {
    const ratio = log10[name] ?? null;
    return ratio === null ? Number.NEGATIVE_INFINITY : ratio + Math.log10(priors[name] as number);
  });
  const highest = Math.max(...weights);
  if (highest === Number.NEGATIVE_INFINITY) {
    throw new KinshipError('impossible-data', 'No hypothesis with a prior above zero can explain the genotypes.');
  }
  const shares = weights.map((weight) => 10 ** (weight - highest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return Object.fromEntries(names.map((name, i) => [name, (shares[i] as number) / total]));
}

/** A probability in percent, cut off and never rounded up: what is not certain is never printed as 100%. */
export function posteriorText(probability: number): string {
  if (!(probability >= 0 && probability <= 1)) {
    throw new KinshipError('settings-invalid', 'A probability lies between 0 and 1.');
  }
  if (probability >= 0.999999) return '> 99.9999%';
  const cut = Math.floor(probability * 1e6) / 1e4;
  return probability > 0 && cut === 0 ? '< 0.0001%' : `${cut.toFixed(4)}%`;
}
