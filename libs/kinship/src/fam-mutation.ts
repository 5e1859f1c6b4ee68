import { KinshipError } from './errors.ts';
import type { FamLines } from './fam-lines.ts';
import type { MutationModel, MutationSettings } from './mutation.ts';
import { parametersOf } from './mutation-settings.ts';

/** Numbers 0 to 4 of Familias. `decreasing` has no microvariants, `stationary` is it made stationary (PM). */
const KINDS = ['equal', 'proportional', 'decreasing', 'stationary', 'extended'] as const;
type Kind = (typeof KINDS)[number];

const isStepwise = (kind: Kind): boolean => kind !== 'equal' && kind !== 'proportional';

/**
 * Reads the mutation settings of a locus, women first as in the file, and passes over the number of alleles. Our settings
 * have one range, one second rate and one transform for both sexes: a file that needs two of them is refused.
 */
export function famMutation(lines: FamLines, locus: string): MutationSettings {
  const [femaleRate, maleRate] = bothSexes((sex) => lines.number(`the ${sex} mutation rate of ${locus}`));
  const [female, male] = bothSexes(
    (sex) => KINDS[lines.integer(`the ${sex} mutation model of ${locus}`, KINDS.length)] as Kind,
  );
  lines.integer(`the number of alleles of ${locus}`);
  const [femaleRange, maleRange] = bothSexes((sex) => lines.number(`the ${sex} mutation range of ${locus}`));
  const [femaleRate2, maleRate2] = bothSexes((sex) => lines.number(`the second ${sex} mutation rate of ${locus}`));
  const stepwise = [
    ...(isStepwise(male) ? [{ range: maleRange, rate2: maleRate2 }] : []),
    ...(isStepwise(female) ? [{ range: femaleRange, rate2: femaleRate2 }] : []),
  ];
  const [steps, others] = stepwise;
  const still = maleRate === 0 && femaleRate === 0 && stepwise.every(({ rate2 }) => rate2 === 0);
  if (still) return { model: 'none', maleRate: 0, femaleRate: 0 };
  const stationary = male === 'stationary' || female === 'stationary';
  const fits = [male, female].every((kind) => kind === 'stationary' || kind === 'proportional');
  const alike = others === undefined || (steps?.range === others.range && steps.rate2 === others.rate2);
  if (!alike || (stationary && !fits)) {
    throw new KinshipError('settings-invalid', `Locus ${locus} has other mutation settings for men than for women.`);
  }
  const model = modelOf(male);
  return {
    model,
    maleRate,
    femaleRate,
    ...(steps ?? {}),
    ...(modelOf(female) === model ? {} : { femaleModel: modelOf(female) }),
    ...(stationary ? { transform: 'PM' } : {}),
  };
}

/** The eight lines of a locus that `famMutation` reads, and the number of alleles among them. */
export function famMutationLines(settings: MutationSettings, locus: string, alleles: number): readonly string[] {
  const { range = 0, rate2 = 0, transform } = settings;
  const sexes = (['female', 'male'] as const).map((sex) => parametersOf(settings, sex, locus));
  const kinds = sexes.map(({ model }) => kindOf(model, transform, locus));
  const still = sexes.every(({ model }) => model === 'none');
  const rates = sexes.map(({ rate }) => (still ? 0 : rate));
  return [...rates, ...kinds, alleles, range, range, rate2, rate2].map(String);
}

function kindOf(model: MutationModel, transform: MutationSettings['transform'], locus: string): number {
  const kind: Kind | undefined =
    transform === undefined
      ? ({ none: 'equal', equal: 'equal', proportional: 'proportional', stepwise: 'extended' } as const)[
          model as 'none'
        ]
      : transform === 'PM' && model === 'stepwise'
        ? 'stationary'
        : undefined;
  if (kind !== undefined) return KINDS.indexOf(kind);
  throw new KinshipError('settings-invalid', `Locus ${locus} has a mutation model that Familias does not know.`);
}

function modelOf(kind: Kind): MutationModel {
  return kind === 'equal' || kind === 'proportional' ? kind : 'stepwise';
}

function bothSexes<Value>(read: (sex: 'female' | 'male') => Value): readonly [Value, Value] {
  const female = read('female');
  return [female, read('male')];
}
