import { Radio, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAct } from '../act.ts';
import type { ImportedTable, Population, TablePreview } from '../api.ts';
import { useList } from '../frame/list.ts';
import { Section } from '../frame/page.tsx';
import { post, type Refusal } from '../request.ts';
import { DropZone } from '../submissions/drop-zone.tsx';
import { ImportActs, Judged, NextVersion } from './import-acts.tsx';
import { ReportOf } from './table-report.tsx';

const SAID = ['id', 'title', 'population', 'source', 'citation', 'licence'] as const;
const OPTIONAL = ['n', 'fileName', 'without'] as const;
type Said = Readonly<Record<(typeof SAID)[number] | (typeof OPTIONAL)[number] | 'unit' | 'reason', string>>;

const NOTHING: Said = {
  ...{ id: '', title: '', population: '', source: '', citation: '', licence: '' },
  ...{ n: '', fileName: '', without: '', unit: '', reason: '' },
};

/** The fields before the file, as the service wants them. */
function formOf(said: Said, file: File, supersedes: string | undefined): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(said)) {
    if (value.trim() !== '' && (name !== 'reason' || supersedes !== undefined)) form.append(name, value.trim());
  }
  if (supersedes !== undefined) form.append('supersedes', supersedes);
  form.append('file', file);
  return form;
}

/** A frequency table with all that a file does not say: whose it is, and what its N counts. */
export function ImportTable() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const known = useList<Population>('populations', '/api/reference/populations?state=all');
  const look = useMutation<TablePreview, Refusal, FormData>({
    mutationFn: (form) => post<TablePreview>('/api/reference/populations/preview', form),
  });
  const send = useAct<ImportedTable, FormData>('/api/reference/populations', {
    refreshes: ['populations', 'provenance', 'effects'],
    onDone: ({ table }) => navigate(`/reference/tables/${table.digest}`),
  });
  const form = useForm({ initialValues: { ...NOTHING }, onValuesChange: () => look.reset() });
  const { values } = form;
  const newest = (known.data ?? []).findLast(({ id }) => id === values.id.trim());
  const filled = SAID.every((name) => values[name].trim() !== '') && values.unit !== '';
  const ready = file !== null && filled && (newest === undefined || values.reason.trim().length >= 3);
  const made = () => formOf(values, file!, newest?.digest);
  /** A refusal says that the report tells why, so the report is fetched. */
  const submit = () => send.mutate(made(), { onError: ({ code }) => code === 'table-refused' && look.mutate(made()) });
  const choose = (chosen: File | null) => {
    setFile(chosen);
    send.reset();
    look.reset();
  };
  return (
    <>
      <form onSubmit={form.onSubmit(submit)}>
        <Section title={t('reference.tableFile')} lead={t('reference.tableFileLead')}>
          <DropZone file={file} onFile={choose} prompt={t('reference.dropTable')} />
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {SAID.map((name) => (
              <TextInput
                key={name}
                label={t(`reference.said.${name}`)}
                description={name === 'id' ? t('reference.idRule') : undefined}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                required
                maxLength={name === 'source' || name === 'citation' ? 1000 : 200}
                {...form.getInputProps(name)}
              />
            ))}
          </SimpleGrid>
          <Radio.Group
            label={t('reference.unitAsked')}
            description={t('reference.unitRule')}
            required
            {...form.getInputProps('unit')}
          >
            <Stack gap={4} mt={4}>
              {(['individuals', 'chromosomes'] as const).map((unit) => (
                <Radio key={unit} value={unit} label={t(`reference.units.${unit}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            {OPTIONAL.map((name) => (
              <TextInput
                key={name}
                label={t(`reference.said.${name}`)}
                description={t(`reference.rule.${name}`)}
                {...form.getInputProps(name)}
              />
            ))}
          </SimpleGrid>
          <NextVersion
            newest={newest}
            reason={values.reason}
            onReason={(reason) => form.setFieldValue('reason', reason)}
          />
          <ImportActs
            ready={ready}
            looking={look.isPending}
            sending={send.isPending}
            error={send.error ?? look.error}
            onLook={() => look.mutate(made())}
          />
        </Section>
      </form>
      {look.data !== undefined && <Looked preview={look.data} />}
    </>
  );
}

function Looked({ preview: { acceptable, conflict, report } }: { readonly preview: TablePreview }) {
  const { t } = useTranslation();
  return (
    <>
      <Judged acceptable={acceptable} conflict={conflict} />
      <ReportOf report={report} title={t('reference.report')} />
    </>
  );
}
