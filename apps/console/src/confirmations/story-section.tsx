import { Alert, Anchor, Button, Group, Text, Timeline } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Confirmation, EventRow } from '../api.ts';
import { useFormats } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { RefusedAct, Waiting } from '../frame/states.tsx';
import { type EventTypeKey, eventTypeKey } from '../history/event-types.ts';
import { useStory, verifyAll } from './story.ts';

/** The story of a confirmation as the log tells it, each event with its proof. */
export function StorySection({ confirmation }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  const story = useStory(confirmation);
  const proofs = useMutation({ mutationFn: verifyAll });
  const verdicts = proofs.data;
  const failed = [...(verdicts?.values() ?? [])].filter((holds) => !holds).length;
  return (
    <Section title={t('story.title')} lead={t('story.lead')}>
      <RefusedAct error={story.error} />
      {story.isPending && <Waiting />}
      {story.data !== undefined && (
        <>
          <Timeline bulletSize={22} lineWidth={2} active={story.data.length}>
            {story.data.map((event) => (
              <Timeline.Item key={event.eventId} bullet={<Mark holds={verdicts?.get(event.eventId)} />}>
                <StoryEvent event={event} holds={verdicts?.get(event.eventId)} />
              </Timeline.Item>
            ))}
          </Timeline>
          <Group>
            <Button variant="default" loading={proofs.isPending} onClick={() => proofs.mutate(story.data)}>
              {t('story.verify')}
            </Button>
          </Group>
        </>
      )}
      <RefusedAct error={proofs.error} />
      {verdicts !== undefined && (
        <Alert
          variant="outline"
          color={failed === 0 ? 'teal' : 'red'}
          role={failed === 0 ? 'status' : 'alert'}
          title={failed === 0 ? t('story.allHold', { count: verdicts.size }) : t('story.someFail', { count: failed })}
        >
          <Text size="sm">{t('story.keyOfServer')}</Text>
        </Alert>
      )}
    </Section>
  );
}

function Mark({ holds }: { readonly holds: boolean | undefined }) {
  return <span aria-hidden="true">{holds === undefined ? '·' : holds ? '✓' : '✕'}</span>;
}

function StoryEvent({ event, holds }: { readonly event: EventRow; readonly holds: boolean | undefined }) {
  const { t, i18n } = useTranslation();
  const { date } = useFormats();
  const key = `eventType.${eventTypeKey(event.type)}`;
  const what = i18n.exists(key) ? t(key as `eventType.${EventTypeKey}`) : event.type;
  const by = event.role === null ? t('events.service') : t(`role.${event.role}`);
  return (
    <>
      <Text fw={600}>{what}</Text>
      <Text size="sm">
        {date(event.at)} · {by} · {t('log.leaf')} {event.leafIndex} ·{' '}
        <Anchor
          component={Link}
          to={`/history/verify?event=${event.eventId}`}
          underline="always"
          aria-label={t('events.verifyLeaf', { leaf: event.leafIndex })}
        >
          {t('events.verify')}
        </Anchor>
      </Text>
      {holds === false && (
        <Text size="sm" c="var(--mantine-color-error)" fw={600}>
          {t('judged.refused')}
        </Text>
      )}
    </>
  );
}
