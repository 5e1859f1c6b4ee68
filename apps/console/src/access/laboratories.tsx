import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { Laboratory } from '../api.ts';
import { useList } from '../frame/list.ts';
import { Code, Page, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { Refused, RefusedAct, Waiting } from '../frame/states.tsx';

export function Laboratories() {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: '' } });
  const add = useAct<Laboratory>('/api/laboratories', { refreshes: ['laboratories'], onDone: () => form.reset() });
  const laboratories = useList<Laboratory>('laboratories', '/api/laboratories');
  if (laboratories.isPending) return <Waiting />;
  if (laboratories.isError) return <Refused error={laboratories.error} />;
  return (
    <Page title={t('laboratories.title')} lead={t('laboratories.lead')}>
      <Section title={t('laboratories.add')}>
        <form onSubmit={form.onSubmit((values) => add.mutate(values))}>
          <Group align="flex-end" gap="sm">
            <TextInput label={t('laboratories.name')} required {...form.getInputProps('name')} />
            <Button type="submit" loading={add.isPending}>
              {t('laboratories.addAct')}
            </Button>
          </Group>
        </form>
        <RefusedAct error={add.error} />
      </Section>
      <Section title={t('laboratories.list')}>
        <Rows
          label={t('laboratories.list')}
          rows={laboratories.data}
          keyOf={({ id }) => id}
          empty={t('laboratories.none')}
          columns={[
            { title: t('laboratories.name'), cell: ({ name }) => name },
            { title: t('laboratories.id'), cell: ({ id }) => <Code>{id}</Code> },
          ]}
        />
      </Section>
    </Page>
  );
}
