import { KinshipError, type ParentageInput, type ParentageSettings, parentage } from '@kinledger/kinship';
import type { FrequencyTable } from '@kinledger/profile';

/** The same question with one thing changed. */
export interface Variant {
  readonly label: string;
  /** What the check itself was computed with. */
  readonly asked: boolean;
  /** Null for a ratio of zero; undefined where it cannot be computed so. */
  readonly log10: string | null | undefined;
}

export interface Sensitivity {
  readonly table: readonly Variant[];
  readonly theta: readonly Variant[];
  readonly mutation: readonly Variant[];
  readonly rare: readonly Variant[];
}

const THETAS = [0, 0.01, 0.02, 0.03, 0.05];
const MODELS = ['none', 'equal', 'proportional', 'stepwise'] as const;
const RULES = ['5/2N', 'x+1', 'refuse'] as const;
/** As the defaults have them, for a model that the check did not use and that needs more figures. */
const STEPWISE = { range: 0.1, rate2: 0.000001 };

/** How the combined ratio moves when one setting is another and all else stays. */
export function sensitivityOf(input: ParentageInput, tables: readonly FrequencyTable[]): Sensitivity {
  const { settings } = input;
  const { mutation } = settings;
  const log10Of = (change: Partial<ParentageInput>): Variant['log10'] => {
    try {
      return parentage({ ...input, ...change }).combined.log10;
    } catch (error) {
      if (error instanceof KinshipError) return undefined;
      throw error;
    }
  };
  const withSettings = (change: Partial<ParentageSettings>) => log10Of({ settings: { ...settings, ...change } });
  const thetas = THETAS.includes(settings.theta) ? THETAS : [...THETAS, settings.theta].sort((a, b) => a - b);
  const models = MODELS.some((model) => model === mutation.model) ? MODELS : [...MODELS, mutation.model];
  return {
    table: tables.map((table) => ({
      label: table.title,
      asked: table.digest === input.table.digest,
      log10: log10Of({ table }),
    })),
    theta: thetas.map((theta) => ({
      label: String(theta),
      asked: theta === settings.theta,
      log10: withSettings({ theta }),
    })),
    mutation: models.map((model) => ({
      label: model,
      asked: model === mutation.model,
      log10: withSettings({ mutation: model === mutation.model ? mutation : { ...STEPWISE, ...mutation, model } }),
    })),
    rare: RULES.map((minimumFrequency) => ({
      label: minimumFrequency,
      asked: minimumFrequency === settings.minimumFrequency,
      log10: withSettings({ minimumFrequency }),
    })),
  };
}
