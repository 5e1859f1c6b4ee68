import { Button, Checkbox, Group, NativeSelect, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { QualityRules } from '../api.ts';
import { Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { CHOICES } from './rules.tsx';

const TOLERATED = ['off-ladder', 'allele-out-of-range', 'below-threshold'] as const;
const SHORTEST_REASON = 3;

/** Makes the next version of the rules. What was judged by an earlier one stays as it is. */
export function ChangeRules({ holding }: { readonly holding: QualityRules }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { ...holding.settings, tolerate: [...holding.settings.tolerate], reason: '' },
    validate: { reason: (value) => (value.trim().length < SHORTEST_REASON ? t('rules.reasonNeeded') : null) },
  });
  const change = useAct<QualityRules>('/api/rules', { refreshes: ['rules'] });
  const send = form.onSubmit(({ reason, ...settings }) =>
    change.mutate({ expectedVersion: holding.version, settings, reason: reason.trim() }),
  );
  return (
    <Section title={t('rules.change')} lead={t('rules.changeLead')}>
      <form onSubmit={send}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
            <NumberInput label={t('rules.minimumLoci')} min={1} max={60} {...form.getInputProps('minimumLoci')} />
            <NumberInput
              label={t('rules.threshold')}
              description={t('rules.thresholdRule')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={0}
              max={100_000}
              {...form.getInputProps('threshold')}
            />
            {CHOICES.map((name) => (
              <NativeSelect
                key={name}
                label={t(`rules.${name}`)}
                data={(['warn', 'refuse'] as const).map((value) => ({ value, label: t(`rules.verdict.${value}`) }))}
                {...form.getInputProps(name)}
              />
            ))}
          </SimpleGrid>
          <Checkbox.Group label={t('rules.tolerate')} {...form.getInputProps('tolerate')}>
            <Group gap="md" mt="xs">
              {TOLERATED.map((value) => (
                <Checkbox key={value} value={value} label={t(`rules.tolerated.${value}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <TextInput label={t('profile.reason')} required maxLength={500} {...form.getInputProps('reason')} />
          <RefusedAct error={change.error} />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t('rules.changeAct')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
