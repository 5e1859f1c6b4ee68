import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { MUTATION_MODELS, type MutationModel, type Population } from '../api.ts';
import { Section } from '../frame/page.tsx';

/** What a check computes with when nothing else is chosen. */
export const DEFAULTS = {
  theta: '0.01',
  minimumFrequency: '5/2N',
  model: 'stepwise' as MutationModel,
  maleRate: '0.002',
  femaleRate: '0.0005',
  range: '0.1',
  rate2: '0.000001',
};

export type SettingsValues = typeof DEFAULTS;

/** The settings as the service takes them: numbers, and only what the chosen model uses. */
export function settingsAsked(values: SettingsValues): object {
  const { theta, minimumFrequency, model, maleRate, femaleRate, range, rate2 } = values;
  const rates = model === 'none' ? { maleRate: 0, femaleRate: 0 } : { maleRate: +maleRate, femaleRate: +femaleRate };
  const more = model === 'stepwise' ? { range: +range, rate2: +rate2 } : model === 'dawid' ? { range: +range } : {};
  return { theta: +theta, minimumFrequency, mutation: { model, ...rates, ...more } };
}

interface SettingsFacts {
  // biome-ignore lint/suspicious/noExplicitAny: the form holds more fields than these
  readonly form: UseFormReturnType<any>;
  readonly populations: readonly Population[];
}

export function SettingsFields({ form, populations }: SettingsFacts) {
  const { t } = useTranslation();
  const model = form.values.model as MutationModel;
  const chosen = populations.find(({ id }) => id === form.values.population);
  const number = (name: keyof SettingsValues) => (
    <TextInput
      label={t(`settings.${name as 'theta'}`)}
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
          ...populations.map(({ id, title }) => ({ value: id, label: title })),
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
      <Text size="sm" c="dimmed">
        {t('settings.rule')}
      </Text>
    </Section>
  );
}
