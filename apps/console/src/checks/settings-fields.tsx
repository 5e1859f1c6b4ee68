import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type Defaults, MUTATION_MODELS, type MutationModel, type MutationTable, type Population } from '../api.ts';
import { Facts, Section } from '../frame/page.tsx';

export interface SettingsValues {
  readonly theta: string;
  readonly minimumFrequency: string;
  readonly model: MutationModel;
  readonly maleRate: string;
  readonly femaleRate: string;
  readonly range: string;
  readonly rate2: string;
  /** Digest of the study whose rates go before the two above; empty for none. */
  readonly mutationTable: string;
}

/** What a form begins with: what the service computes with when nothing else is asked. */
export function startingSettings({ theta, minimumFrequency, mutation }: Defaults): SettingsValues {
  return { theta, minimumFrequency, ...mutation, model: mutation.model as MutationModel, mutationTable: '' };
}

/** The settings as the service takes them: numbers, and only what the chosen model uses. */
export function settingsAsked(values: SettingsValues): object {
  const { theta, minimumFrequency, model, maleRate, femaleRate, range, rate2, mutationTable } = values;
  const rates = model === 'none' ? { maleRate: 0, femaleRate: 0 } : { maleRate: +maleRate, femaleRate: +femaleRate };
  const more = model === 'stepwise' ? { range: +range, rate2: +rate2 } : model === 'dawid' ? { range: +range } : {};
  return {
    theta: +theta,
    minimumFrequency,
    mutation: { model, ...rates, ...more },
    ...(model === 'none' || mutationTable === '' ? {} : { mutationTable }),
  };
}

interface SettingsFacts {
  // biome-ignore lint/suspicious/noExplicitAny: the form holds more fields than these
  readonly form: UseFormReturnType<any>;
  readonly populations: readonly Population[];
  readonly mutationTables: readonly MutationTable[];
  readonly defaults: Defaults;
}

type NumberField = 'theta' | 'maleRate' | 'femaleRate' | 'range' | 'rate2';

export function SettingsFields({ form, populations, mutationTables, defaults }: SettingsFacts) {
  const { t } = useTranslation();
  const model = form.values.model as MutationModel;
  const chosen = populations.find(({ id }) => id === form.values.population);
  const study = mutationTables.find(({ digest }) => digest === form.values.mutationTable);
  const number = (name: NumberField) => (
    <TextInput
      label={t(`settings.${name}`)}
      inputMode="decimal"
      required
      pattern="[0-9]*[.]?[0-9]+([eE]-?[0-9]+)?"
      {...form.getInputProps(name)}
    />
  );
  return (
    <Section title={t('settings.title')} lead={t('settings.lead')}>
      <NativeSelect
        label={t('settings.population')}
        description={chosen === undefined ? undefined : `${chosen.source}; ${chosen.citation}`}
        required
        data={[
          { value: '', label: t('ask.choose') },
          ...populations.map((table) => ({ value: table.id, label: nameOf(table) })),
        ]}
        {...form.getInputProps('population')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
        {number('theta')}
        <NativeSelect
          label={t('settings.minimumFrequency')}
          data={[
            { value: '5/2N', label: '5/2N' },
            { value: 'x+1', label: '(x + 1)/(2N + 1)' },
            { value: 'refuse', label: t('settings.noMinimum') },
          ]}
          {...form.getInputProps('minimumFrequency')}
        />
        <NativeSelect
          label={t('settings.model')}
          data={MUTATION_MODELS.map((value) => ({ value, label: t(`mutationModel.${value}`) }))}
          {...form.getInputProps('model')}
        />
        {model !== 'none' && number('maleRate')}
        {model !== 'none' && number('femaleRate')}
        {(model === 'stepwise' || model === 'dawid') && number('range')}
        {model === 'stepwise' && number('rate2')}
      </SimpleGrid>
      {model !== 'none' && (
        <NativeSelect
          label={t('settings.study')}
          description={study === undefined ? t('settings.studyRule') : `${study.source}; ${study.citation}`}
          data={[
            { value: '', label: t('settings.noStudy') },
            ...mutationTables.map((table) => ({ value: table.digest, label: nameOf(table) })),
          ]}
          {...form.getInputProps('mutationTable')}
        />
      )}
      <Sources defaults={defaults} />
    </Section>
  );
}

/** The first version of a table goes by its title alone. */
export const nameOf = ({ title, version }: { readonly title: string; readonly version: number }): string =>
  version === 1 ? title : `${title} (v${version})`;

/** On whose authority each default stands, as the service says. */
function Sources({ defaults }: { readonly defaults: Defaults }) {
  const { t } = useTranslation();
  const { theta, minimumFrequency, threshold, mutation, sources } = defaults;
  const { model, maleRate, femaleRate } = mutation;
  const rates = t('settings.ratesOf', { male: maleRate, female: femaleRate });
  const source = (text: string) => <span lang="en">{text}</span>;
  return (
    <details>
      <summary>{t('settings.defaults')}</summary>
      <Facts
        of={[
          [`${t('settings.theta')}: ${theta}`, source(sources.theta)],
          [`${t('settings.minimumFrequency')}: ${minimumFrequency}`, source(sources.minimumFrequency)],
          [`${t(`mutationModel.${model as MutationModel}`)}: ${rates}`, source(sources.mutation)],
          [`${t('settings.threshold')}: ${threshold}`, source(sources.threshold)],
        ]}
      />
    </details>
  );
}
