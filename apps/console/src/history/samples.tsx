import { sampleCommitment } from '@kinledger/audit';
import { Anchor, Button, Group, List, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useAct } from '../act.ts';
import type { EventRow, Sample } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Code, Facts, Page, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { RefusedAct, Waiting } from '../frame/states.tsx';
import { keepNonce, newNonce } from './nonce.ts';

const NONCE = /^[\x21-\x7e]{16,128}$/;
const LARGEST = 1000;

/** Random samples of confirmations: announcing one, and those announced. */
export function Samples() {
  const { t } = useTranslation();
  return (
    <Page title={t('samples.title')} lead={t('samples.lead')}>
      <Announce />
      <Announced />
    </Page>
  );
}

function Announce() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { size: 5, nonce: newNonce() },
    validate: {
      size: (value) => (Number.isInteger(value) && value >= 1 && value <= LARGEST ? null : t('samples.sizeWrong')),
      nonce: (value) => (NONCE.test(value) ? null : t('samples.nonceWrong')),
    },
  });
  const announce = useAct<Sample>('/api/history/samples', {
    refreshes: ['events'],
    onDone: ({ id }) => {
      keepNonce(id, form.values.nonce);
      navigate(`/history/samples/${id}`);
    },
  });
  const { nonce } = form.values;
  const commitment = NONCE.test(nonce) ? sampleCommitment(nonce) : '–';
  return (
    <Section title={t('samples.announce')} lead={t('samples.why')}>
      <Steps />
      <form onSubmit={form.onSubmit(({ size }) => announce.mutate({ size, commitment }))}>
        <Stack gap="sm">
          <NumberInput
            label={t('samples.size')}
            required
            min={1}
            max={LARGEST}
            allowDecimal={false}
            maw={200}
            {...form.getInputProps('size')}
          />
          <TextInput
            label={t('samples.nonce')}
            description={t('samples.nonceRule')}
            required
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: 'kl-code' }}
            {...form.getInputProps('nonce')}
          />
          <Facts of={[[t('samples.commitment'), <Code key="commitment">{commitment}</Code>]]} />
          <RefusedAct error={announce.error} />
          <Group>
            <Button type="submit" loading={announce.isPending}>
              {t('samples.announceAct')}
            </Button>
            <Text size="sm" c="dimmed">
              {t('samples.recorded')}
            </Text>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Steps() {
  const { t } = useTranslation();
  return (
    <List type="ordered" size="sm" maw={760}>
      {(['first', 'second', 'third'] as const).map((step) => (
        <List.Item key={step}>{t(`samples.steps.${step}`)}</List.Item>
      ))}
    </List>
  );
}

function Announced() {
  const { t } = useTranslation();
  const { date } = useFormats();
  const events = useList<EventRow>('events', '/api/history/events?type=sample.announced');
  return (
    <Section title={t('samples.list')} lead={t('samples.listLead')}>
      <RefusedAct error={events.error} />
      {events.isPending && <Waiting />}
      {events.data !== undefined && (
        <Rows
          label={t('samples.list')}
          rows={events.data}
          keyOf={({ eventId }) => eventId}
          empty={t('samples.none')}
          columns={[
            {
              title: t('samples.sample'),
              cell: ({ eventId }) => (
                <Anchor component={Link} to={`/history/samples/${eventId}`}>
                  {t('samples.named', { id: eventId.slice(-8) })}
                </Anchor>
              ),
            },
            { title: t('samples.announcedAt'), cell: ({ at }) => date(at) },
            { title: t('log.leaf'), number: true, cell: ({ leafIndex }) => leafIndex },
          ]}
        />
      )}
    </Section>
  );
}
