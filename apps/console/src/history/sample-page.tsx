import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAct } from '../act.ts';
import type { Sample } from '../api.ts';
import { useFormats } from '../format.ts';
import { Download } from '../frame/download.tsx';
import { Code, Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { get } from '../request.ts';
import { keptNonce } from './nonce.ts';

const SEAL_POLL_MS = 1_000;

/** One random sample: announced, then drawn by opening its number. */
export function SamplePage() {
  const { id } = useParams();
  const sample = useQuery({
    queryKey: ['samples', id],
    queryFn: () => get<Sample>(`/api/history/samples/${id}`),
    refetchInterval: ({ state }) => (state.data?.leafIndex === null ? SEAL_POLL_MS : false),
  });
  return <Loaded query={sample}>{(data) => <Shown sample={data} />}</Loaded>;
}

function Shown({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <Page title={t('samples.named', { id: sample.id.slice(-8) })} lead={t('samples.lead')}>
      <Section title={t('samples.announcement')}>
        <Facts
          of={[
            [t('samples.size'), number(sample.size)],
            [t('log.event'), <Code key="event">{sample.id}</Code>],
            [t('log.leaf'), sample.leafIndex ?? t('receipt.sealing')],
            [t('samples.commitment'), <Code key="commitment">{sample.commitment}</Code>],
          ]}
        />
        <Group>
          <Anchor component={Link} to={`/history/verify?event=${sample.id}`} size="sm">
            {t('samples.verify')}
          </Anchor>
        </Group>
      </Section>
      {sample.seed === null ? <Draw sample={sample} /> : <Drawn sample={sample} />}
    </Page>
  );
}

function Draw({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm({ initialValues: { nonce: keptNonce(sample.id) } });
  const draw = useAct<Sample>(`/api/history/samples/${sample.id}/drawing`, {
    refreshes: ['events'],
    onDone: (drawn) => client.setQueryData(['samples', sample.id], drawn),
  });
  return (
    <Section title={t('samples.draw')} lead={t('samples.drawLead')}>
      <form onSubmit={form.onSubmit(({ nonce }) => draw.mutate({ nonce: nonce.trim() }))}>
        <Stack gap="sm">
          <TextInput
            label={t('samples.nonce')}
            description={t(form.values.nonce === '' ? 'samples.nonceElsewhere' : 'samples.nonceKept')}
            required
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: 'kl-code' }}
            {...form.getInputProps('nonce')}
          />
          <RefusedAct error={draw.error} />
          <Group>
            <Button type="submit" disabled={sample.leafIndex === null} loading={draw.isPending}>
              {t('samples.drawAct')}
            </Button>
            {sample.leafIndex === null && (
              <Text size="sm" role="status">
                {t('samples.sealing')}
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Drawn({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const drawn = sample.drawn.map((each, place) => ({ ...each, place: place + 1 }));
  return (
    <Section
      title={t('samples.drawn')}
      lead={t('samples.drawnLead', { drawn: drawn.length, of: number(sample.of ?? 0) })}
    >
      <Facts
        of={[
          [t('samples.nonce'), <Code key="nonce">{sample.nonce}</Code>],
          [t('samples.seed'), <Code key="seed">{sample.seed}</Code>],
        ]}
      />
      <Rows
        label={t('samples.drawn')}
        rows={drawn}
        keyOf={({ confirmationId }) => confirmationId}
        empty={t('samples.nothing')}
        columns={[
          { title: t('samples.place'), number: true, cell: ({ place }) => place },
          {
            title: t('confirm.title'),
            cell: ({ confirmationId }) => (
              <Anchor component={Link} to={`/confirmations/${confirmationId}`}>
                {t('samples.confirmation', { id: confirmationId.slice(-8) })}
              </Anchor>
            ),
          },
          { title: t('log.leaf'), number: true, cell: ({ leafIndex }) => leafIndex },
          {
            title: t('evidence.title'),
            cell: ({ evidence, confirmationId }) => (
              <Download path={evidence} compact label={t('evidence.saveOf', { id: confirmationId.slice(-8) })}>
                {t('evidence.short')}
              </Download>
            ),
          },
        ]}
      />
      <Alert variant="outline" color="gray" title={t('samples.again')}>
        <Text size="sm">{t('samples.againHow')}</Text>
        <Code>kinledger mirror ADDRESS copy/</Code>
        <br />
        <Code>kinledger sample copy/ --log-key KEY</Code>
      </Alert>
    </Section>
  );
}
