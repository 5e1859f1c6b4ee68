import { Anchor, Button, Checkbox, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useAct } from '../act.ts';
import type { ColumnMapping, Preview, Submission } from '../api.ts';
import { useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { post, type Refusal } from '../request.ts';
import { DropZone } from './drop-zone.tsx';
import { PreviewTable } from './preview-table.tsx';

interface Chosen {
  readonly file: File | null;
  readonly corrects: boolean;
  readonly reason: string;
  /** Name of a saved column mapping; empty for none. */
  readonly mapping: string;
}

/** The parts in the order in which the service wants them: the file last. Requires a file. */
function formOf({ file, corrects, reason, mapping }: Chosen): FormData {
  const form = new FormData();
  if (corrects) form.append('reason', reason.trim());
  if (mapping !== '') form.append('mapping', mapping);
  form.append('file', file!);
  return form;
}

/** A laboratory looks at what a file would do, and hands it in. A reason, given on purpose, lets samples be corrected. */
export function Upload() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Chosen>({ file: null, corrects: false, reason: '', mapping: '' });
  const look = useMutation<Preview, Refusal, FormData>({
    mutationFn: (form) => post<Preview>('/api/submissions/preview', form),
  });
  const send = useAct<Submission, FormData>('/api/submissions', {
    refreshes: ['submissions', 'profiles'],
    onDone: ({ id }) => navigate(`/submissions/${id}`),
  });
  const choose = (change: Partial<Chosen>) => {
    setChosen({ ...chosen, ...change });
    look.reset();
    send.reset();
  };
  const ready = chosen.file !== null && !(chosen.corrects && chosen.reason.trim() === '');
  return (
    <Page title={t('upload.title')} lead={t('upload.lead')}>
      <Section title={t('upload.file')}>
        <DropZone file={chosen.file} onFile={(file) => choose({ file })} />
        <Options chosen={chosen} onChoose={choose} />
        <RefusedAct error={send.error ?? look.error} />
        <Group>
          <Button onClick={() => send.mutate(formOf(chosen))} loading={send.isPending} disabled={!ready}>
            {t('upload.act')}
          </Button>
          <Button
            variant="default"
            onClick={() => look.mutate(formOf(chosen))}
            loading={look.isPending}
            disabled={!ready || send.isPending}
          >
            {t('uploads.preview')}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {t(send.isPending || look.isPending ? 'upload.sending' : 'uploads.previewRule')}
          </Text>
        </Group>
      </Section>
      {look.data !== undefined && <PreviewTable preview={look.data} />}
      <Forms />
    </Page>
  );
}

interface OptionsFacts {
  readonly chosen: Chosen;
  readonly onChoose: (change: Partial<Chosen>) => void;
}

function Options({ chosen, onChoose }: OptionsFacts) {
  const { t } = useTranslation();
  const mappings = useList<ColumnMapping>('mappings', '/api/mappings');
  const names = (mappings.data ?? []).map(({ name }) => name);
  return (
    <>
      <Checkbox
        label={t('upload.corrects')}
        description={t('upload.correctsRule')}
        checked={chosen.corrects}
        onChange={(event) => onChoose({ corrects: event.currentTarget.checked })}
      />
      {chosen.corrects && (
        <TextInput
          label={t('upload.reason')}
          required
          value={chosen.reason}
          onChange={(event) => onChoose({ reason: event.currentTarget.value })}
        />
      )}
      {names.length > 0 && (
        <NativeSelect
          label={t('mappings.one')}
          description={t('mappings.useRule')}
          value={chosen.mapping}
          maw={420}
          onChange={(event) => onChoose({ mapping: event.currentTarget.value })}
          data={[{ value: '', label: t('mappings.noneUsed') }, ...names]}
        />
      )}
    </>
  );
}

function Forms() {
  const { t } = useTranslation();
  return (
    <Section title={t('upload.formsTitle')}>
      <Text size="sm">{t('upload.formCsv')}</Text>
      <pre className="kl-content">{'Sample Name,Marker,Allele 1,Allele 2\nA-0001,TH01,6,9.3\nA-0001,AMEL,X,Y'}</pre>
      <Text size="sm">{t('upload.formXml')}</Text>
      <Text size="sm">{t('upload.formJson')}</Text>
      <pre className="kl-content">
        {'[{ "sample": "A-0001", "genotypes": { "D3S1358": ["15", "16"], "TH01": ["6", "9.3"] } }]'}
      </pre>
      <Group gap="md">
        <Anchor component={Link} to="/mappings" size="sm">
          {t('mappings.own')}
        </Anchor>
        <Anchor component={Link} to="/rules" size="sm">
          {t('rules.title')}
        </Anchor>
      </Group>
    </Section>
  );
}
