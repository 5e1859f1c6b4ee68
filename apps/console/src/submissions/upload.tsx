import { Button, Checkbox, FileButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAct } from '../act.ts';
import type { Submission } from '../api.ts';
import { useFormats } from '../format.ts';
import { Page, Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';

/** A laboratory hands in a file. A reason, given on purpose, lets samples that stand already become new versions. */
export function Upload() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [corrects, setCorrects] = useState(false);
  const [reason, setReason] = useState('');
  const send = useAct<Submission, FormData>('/api/submissions', {
    refreshes: ['submissions', 'profiles'],
    onDone: ({ id }) => navigate(`/submissions/${id}`),
  });
  const submit = () => {
    if (file === null) return;
    const form = new FormData();
    if (corrects) form.append('reason', reason.trim());
    form.append('file', file);
    send.mutate(form);
  };
  return (
    <Page title={t('upload.title')} lead={t('upload.lead')} width={820}>
      <Section title={t('upload.file')}>
        <DropZone file={file} onFile={setFile} />
        <Checkbox
          label={t('upload.corrects')}
          description={t('upload.correctsRule')}
          checked={corrects}
          onChange={(event) => setCorrects(event.currentTarget.checked)}
        />
        {corrects && (
          <TextInput
            label={t('upload.reason')}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <RefusedAct error={send.error} />
        <Group>
          <Button
            onClick={submit}
            loading={send.isPending}
            disabled={file === null || (corrects && reason.trim() === '')}
          >
            {t('upload.act')}
          </Button>
          {send.isPending && (
            <Text size="sm" role="status">
              {t('upload.sending')}
            </Text>
          )}
        </Group>
      </Section>
      <Section title={t('upload.formsTitle')}>
        <Text size="sm">{t('upload.formCsv')}</Text>
        <pre className="kl-content">{'Sample Name,Marker,Allele 1,Allele 2\nA-0001,TH01,6,9.3\nA-0001,AMEL,X,Y'}</pre>
        <Text size="sm">{t('upload.formXml')}</Text>
        <Text size="sm">{t('upload.formJson')}</Text>
        <pre className="kl-content">
          {'[{ "sample": "A-0001", "genotypes": { "D3S1358": ["15", "16"], "TH01": ["6", "9.3"] } }]'}
        </pre>
      </Section>
    </Page>
  );
}

interface DropZoneFacts {
  readonly file: File | null;
  readonly onFile: (file: File | null) => void;
}

/** A place to drop a file on, with a button for those who do not drag. */
function DropZone({ file, onFile }: DropZoneFacts) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <Stack
      align="center"
      gap="xs"
      p="lg"
      className="kl-drop"
      data-over={over}
      onDrop={drop}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
    >
      <Text>{t('upload.drop')}</Text>
      <FileButton
        onChange={onFile}
        accept=".csv,.tsv,.txt,.json,.xml,.cmf,.fam,.ped,.zip"
        inputProps={{ 'aria-label': t('upload.choose') }}
      >
        {(props) => (
          <Button variant="default" {...props}>
            {t('upload.choose')}
          </Button>
        )}
      </FileButton>
      {file !== null && (
        <Text size="sm" role="status">
          {t('upload.chosen', { name: file.name, kilobytes: number(Math.ceil(file.size / 1024)) })}
        </Text>
      )}
    </Stack>
  );
}
