import { KinshipError } from './errors.ts';
import type { CustomMatrices, LocusRates, MutationParameters, MutationSettings } from './mutation.ts';

/** The part of the settings that holds at this locus for transmissions from a parent of this sex. */
export function parametersOf(settings: MutationSettings, sex: 'male' | 'female', locus: string): MutationParameters {
  const { model, femaleModel, range, rate2, transform } = settings;
  const own = settings.custom?.[locus];
  const rows = own?.[sex];
  const chosen = rows !== undefined ? 'custom' : sex === 'female' ? (femaleModel ?? model) : model;
  const key = sex === 'female' ? 'femaleRate' : 'maleRate';
  return {
    model: chosen,
    rate: settings.locusRates?.[locus]?.[key] ?? settings[key],
    ...(range === undefined ? {} : { range }),
    ...(rate2 === undefined ? {} : { rate2 }),
    ...(transform === undefined || chosen === 'none' ? {} : { transform }),
    ...(own === undefined || rows === undefined ? {} : { custom: { alleles: own.alleles, rows } }),
  };
}

/** For a parent whose sex nobody knows: the mean of both sexes' rates and matrices, at each locus. */
export function meanOfSexes(settings: MutationSettings): MutationSettings {
  const { locusRates, custom } = settings;
  const mean = ({
    maleRate = settings.maleRate,
    femaleRate = settings.femaleRate,
  }: LocusRates): Required<LocusRates> => {
    const rate = (maleRate + femaleRate) / 2;
    return { maleRate: rate, femaleRate: rate };
  };
  return {
    ...settings,
    ...mean(settings),
    ...(locusRates === undefined ? {} : { locusRates: eachLocus(locusRates, mean) }),
    ...(custom === undefined ? {} : { custom: eachLocus(custom, meanMatrices) }),
  };
}

function meanMatrices({ alleles, male, female }: CustomMatrices, locus: string): CustomMatrices {
  if (male === undefined || female === undefined) {
    throw new KinshipError(
      'settings-invalid',
      `Locus ${locus}: with a parent of unknown sex the custom matrices of both sexes are needed.`,
    );
  }
  const rows = male.map((row, i) => row.map((p, j) => (p + (female[i]?.[j] ?? Number.NaN)) / 2));
  return { alleles, male: rows, female: rows };
}

function eachLocus<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From, locus: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([locus, value]) => [locus, change(value, locus)]));
}
