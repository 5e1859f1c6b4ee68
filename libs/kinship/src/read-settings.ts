import type { CustomMatrices, LocusRates, MutationSettings } from './mutation.ts';
import type { ParentageSettings } from './settings.ts';
import type { MutationText, SettingsText } from './text.ts';

/**
 * The settings that `settingsText` wrote. `Number(String(x))` is x again, so nothing is lost on the way: what was stored
 * decades ago is computed with the very same numbers.
 */
export function readSettings({ theta, minimumFrequency, mutation, threshold }: SettingsText): ParentageSettings {
  return {
    theta: Number(theta),
    minimumFrequency,
    mutation: readMutation(mutation),
    threshold: Number(threshold),
  };
}

function readMutation({ range, rate2, locusRates, custom, ...text }: MutationText): MutationSettings {
  const { model, maleRate, femaleRate, femaleModel, transform } = text;
  const settings: { [Key in keyof MutationSettings]: MutationSettings[Key] | undefined } = {
    model: model as MutationSettings['model'],
    maleRate: Number(maleRate),
    femaleRate: Number(femaleRate),
    range: range === undefined ? undefined : Number(range),
    rate2: rate2 === undefined ? undefined : Number(rate2),
    femaleModel: femaleModel as MutationSettings['femaleModel'],
    transform: transform as MutationSettings['transform'],
    locusRates: locusRates && Object.fromEntries(locusRates.map(({ locus, ...rates }) => [locus, readRates(rates)])),
    custom: custom && Object.fromEntries(custom.map(({ locus, ...own }) => [locus, readMatrices(own)])),
  };
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as unknown as MutationSettings;
}

function readRates(rates: Readonly<Record<string, string>>): LocusRates {
  return Object.fromEntries(Object.entries(rates).map(([sex, rate]) => [sex, Number(rate)]));
}

function readMatrices({
  alleles,
  male,
  female,
}: Omit<NonNullable<MutationText['custom']>[number], 'locus'>): CustomMatrices {
  const numbers = (rows: readonly string[]) => rows.map((row) => row.split(' ').map(Number));
  return {
    alleles: alleles.split(' '),
    ...(male === undefined ? {} : { male: numbers(male) }),
    ...(female === undefined ? {} : { female: numbers(female) }),
  };
}
