import type { CustomMatrices, MutationSettings } from './mutation.ts';
import type { ParentageSettings, RareAlleleRule } from './settings.ts';

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

export interface MutationText {
  readonly model: string;
  readonly maleRate: string;
  readonly femaleRate: string;
  readonly range?: string;
  readonly rate2?: string;
  readonly femaleModel?: string;
  readonly transform?: string;
  /** By locus, in alphabetical order; a sex that is left out has the rate of all loci. */
  readonly locusRates?: readonly { readonly locus: string; readonly maleRate?: string; readonly femaleRate?: string }[];
  /** Rows of numbers parted by blanks, for the alleles of the table in this order. */
  readonly custom?: readonly {
    readonly locus: string;
    readonly alleles: string;
    readonly male?: readonly string[];
    readonly female?: readonly string[];
  }[];
}

export interface SettingsText {
  readonly theta: string;
  readonly minimumFrequency: RareAlleleRule;
  readonly mutation: MutationText;
  readonly threshold: string;
}

/** Settings with every number as a decimal string, keys in a fixed order. */
export function settingsText(settings: ParentageSettings): SettingsText {
  return {
    theta: String(settings.theta),
    minimumFrequency: settings.minimumFrequency,
    mutation: mutationText(settings.mutation),
    threshold: String(settings.threshold),
  };
}

function mutationText(settings: MutationSettings): MutationText {
  const { model, maleRate, femaleRate, range, rate2, femaleModel, transform, locusRates, custom } = settings;
  return {
    model,
    maleRate: String(maleRate),
    femaleRate: String(femaleRate),
    ...texts({ range, rate2, femaleModel, transform }),
    ...(locusRates === undefined
      ? {}
      : { locusRates: byLocus(locusRates).map(([locus, rates]) => ({ locus, ...texts({ ...rates }) })) }),
    ...(custom === undefined ? {} : { custom: byLocus(custom).map(([locus, own]) => customText(locus, own)) }),
  };
}

function texts(values: Readonly<Record<string, number | string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

function byLocus<Value>(record: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function customText(
  locus: string,
  { alleles, male, female }: CustomMatrices,
): NonNullable<MutationText['custom']>[number] {
  const rows = (matrix: readonly (readonly number[])[]): readonly string[] => matrix.map((row) => row.join(' '));
  return {
    locus,
    alleles: alleles.join(' '),
    ...(male === undefined ? {} : { male: rows(male) }),
    ...(female === undefined ? {} : { female: rows(female) }),
  };
}
