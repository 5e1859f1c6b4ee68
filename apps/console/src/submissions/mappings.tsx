import { Button, Group, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { ColumnMapping } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Code, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { Twice } from '../frame/twice.tsx';
import { type Refusal, remove } from '../request.ts';
import { EMPTY_MAPPING, mappingOf } from './mapping-of.ts';

/** What a laboratory calls the columns of its tables, saved under names of its own. */
export function Mappings() {
  const { t } = useTranslation();
  const mappings = useList<ColumnMapping>('mappings', '/api/mappings');
  return (
    <Loaded query={mappings}>
      {(rows) => (
        <Page title={t('mappings.title')} lead={t('mappings.lead')}>
          <Section title={t('mappings.saved')}>
            <Saved rows={rows} />
          </Section>
          <Save />
        </Page>
      )}
    </Loaded>
  );
}

function Saved({ rows }: { readonly rows: readonly ColumnMapping[] }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Rows
      label={t('mappings.saved')}
      rows={rows}
      keyOf={({ id }) => id}
      empty={t('mappings.none')}
      columns={[
        { title: t('mappings.name'), cell: ({ name }) => name },
        { title: t('mappings.columns'), cell: ({ mapping }) => <Code>{JSON.stringify(mapping)}</Code> },
        { title: t('mappings.savedAt'), cell: ({ by, savedAt }) => `${by}, ${date(savedAt)}` },
        { title: t('keys.acts'), cell: (mapping) => <Remove mapping={mapping} /> },
      ]}
    />
  );
}

function Remove({ mapping: { id, name } }: { readonly mapping: ColumnMapping }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const removal = useMutation<void, Refusal>({
    mutationFn: () => remove(`/api/mappings/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['mappings'] }),
  });
  return (
    <>
      <Twice
        act={t('mappings.remove')}
        label={t('mappings.removeName', { name })}
        question={t('mappings.removeSure', { name })}
        pending={removal.isPending}
        onAct={() => removal.mutate()}
      />
      <RefusedAct error={removal.error} />
    </>
  );
}

const COLUMNS = ['sample', 'marker', 'alleles', 'heights', 'sampleType', 'kit', 'ignore', 'nothing', 'loci'] as const;

function Save() {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: EMPTY_MAPPING,
    validate: { name: (value) => (value.trim() === '' ? t('mappings.nameNeeded') : null) },
  });
  const save = useAct<ColumnMapping>('/api/mappings', { refreshes: ['mappings'], onDone: () => form.reset() });
  return (
    <Section title={t('mappings.save')} lead={t('mappings.saveLead')}>
      <form onSubmit={form.onSubmit((values) => save.mutate({ name: values.name.trim(), mapping: mappingOf(values) }))}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" mb="sm">
          <TextInput label={t('mappings.name')} required maxLength={60} {...form.getInputProps('name')} />
          <NativeSelect
            label={t('mappings.separator')}
            data={[
              { value: '', label: t('mappings.found') },
              { value: ',', label: t('mappings.comma') },
              { value: ';', label: t('mappings.semicolon') },
              { value: '\t', label: t('mappings.tab') },
            ]}
            {...form.getInputProps('separator')}
          />
          <NativeSelect
            label={t('mappings.decimal')}
            data={[
              { value: '', label: t('mappings.point') },
              { value: ',', label: t('mappings.comma') },
            ]}
            {...form.getInputProps('decimal')}
          />
          {COLUMNS.map((column) => (
            <TextInput
              key={column}
              label={t(`mappings.of.${column}`)}
              description={t(`mappings.rule.${column}`)}
              autoComplete="off"
              {...form.getInputProps(column)}
            />
          ))}
        </SimpleGrid>
        <RefusedAct error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending}>
            {t('mappings.saveAct')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('mappings.replaces')}
          </Text>
        </Group>
      </form>
    </Section>
  );
}
