import { Anchor, Button, Group, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EventRow } from '../api.ts';
import { useFormats } from '../format.ts';
import { rowsOf } from '../frame/list.ts';
import { Code, Page, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { RefusedAct, Waiting } from '../frame/states.tsx';
import { get } from '../request.ts';

const TYPES = [
  'submission.accepted',
  'profile.accepted',
  'profile.corrected',
  'case.opened',
  'case.person-added',
  'check.asked',
  'check.answered',
  'confirmation.opened',
  'confirmation.first-signature',
  'confirmation.confirmed',
  'confirmation.withdrawn',
  'account.invited',
  'account.created',
  'account.disabled',
  'password.changed',
  'laboratory.created',
  'key.created',
  'key.revoked',
  'session.opened',
  'session.closed',
] as const;

/** What happened, newest first, as the log holds it. */
export function Events() {
  const { t } = useTranslation();
  const [type, setType] = useState('');
  const events = useEvents(type);
  const rows = events.data?.pages.flat() ?? [];
  return (
    <Page title={t('events.title')} lead={t('events.lead')}>
      <Section title={t('events.list')}>
        <Group>
          <NativeSelect
            label={t('events.type')}
            value={type}
            onChange={(event) => setType(event.currentTarget.value)}
            data={[
              { value: '', label: t('events.all') },
              ...TYPES.map((value) => ({ value, label: t(`eventType.${value.replace('.', '-') as 'check-asked'}`) })),
            ]}
          />
        </Group>
        <RefusedAct error={events.error} />
        {events.isPending ? <Waiting /> : <EventRows rows={rows} />}
        {events.hasNextPage && (
          <Group>
            <Button variant="default" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
              {t('events.older')}
            </Button>
          </Group>
        )}
      </Section>
    </Page>
  );
}

function useEvents(type: string) {
  return useInfiniteQuery({
    queryKey: ['events', type],
    initialPageParam: undefined as number | undefined,
    queryFn: async ({ pageParam }) => {
      const asked = new URLSearchParams();
      if (pageParam !== undefined) asked.set('before', String(pageParam));
      if (type !== '') asked.set('type', type);
      return rowsOf<EventRow>(await get(`/api/history/events?${asked}`));
    },
    getNextPageParam: (page) => {
      const last = page.at(-1)?.leafIndex;
      return last === undefined || last === 0 ? undefined : last;
    },
  });
}

function EventRows({ rows }: { readonly rows: readonly EventRow[] }) {
  const { t, i18n } = useTranslation();
  const { date } = useFormats();
  const typeName = (type: string) => {
    const key = `eventType.${type.replace('.', '-')}`;
    return i18n.exists(key) ? t(key as 'eventType.check-asked') : type;
  };
  return (
    <Rows
      label={t('events.list')}
      rows={rows}
      keyOf={({ eventId }) => eventId}
      empty={t('events.none')}
      columns={[
        { title: t('log.leaf'), number: true, cell: ({ leafIndex }) => leafIndex },
        { title: t('events.at'), cell: ({ at }) => date(at) },
        { title: t('events.what'), cell: ({ type }) => typeName(type) },
        {
          title: t('events.by'),
          cell: ({ role, actor }) => (
            <>
              {role === null ? t('events.service') : t(`role.${role}`)}
              {actor !== null && (
                <>
                  {' '}
                  <Code>{actor.slice(-8)}</Code>
                </>
              )}
            </>
          ),
        },
        {
          title: t('events.proof'),
          cell: ({ eventId, leafIndex }) => (
            <Anchor
              component={Link}
              to={`/history/verify?event=${eventId}`}
              aria-label={t('events.verifyLeaf', { leaf: leafIndex })}
            >
              {t('events.verify')}
            </Anchor>
          ),
        },
      ]}
    />
  );
}
