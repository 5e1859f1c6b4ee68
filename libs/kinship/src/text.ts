import type { ParentageSettings } from './settings.ts';

/**
 * Product of ratios as a decimal string: `String(number)` where a double can hold it, otherwise mantissa and exponent
 * from the sum of logarithms. Zero only where one of the ratios is zero.
 */
export function ratioText(ratios: readonly number[]): string {
  if (ratios.includes(0)) return '0';
  const product = ratios.reduce((value, ratio) => value * ratio, 1);
  if (product > 1e-300 && product < 1e300) return String(product);
  const log10 = ratios.reduce((sum, ratio) => sum + Math.log10(ratio), 0);
  const exponent = Math.floor(log10);
  return `${10 ** (log10 - exponent)}e${exponent < 0 ? '' : '+'}${exponent}`;
}

/** Settings with every number as a decimal string, keys in a fixed order. */
export function settingsText(settings: ParentageSettings): {
  readonly theta: string;
  readonly minimumFrequency: '5/2N' | 'none';
  readonly mutation: Readonly<Record<string, string>>;
  readonly threshold: string;
} {
  const { model, maleRate, femaleRate, range, rate2, femaleModel, transform } = settings.mutation;
  const given = Object.entries({ model, maleRate, femaleRate, range, rate2, femaleModel, transform });
  return {
    theta: String(settings.theta),
    minimumFrequency: settings.minimumFrequency,
    mutation: Object.fromEntries(
      given.filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]),
    ),
    threshold: String(settings.threshold),
  };
}
