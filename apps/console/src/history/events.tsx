import { Anchor, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { EventRow } from '../api.ts';
import { rowsOf } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { RefusedAct, Waiting } from '../frame/states.tsx';
import { get } from '../request.ts';
import { EventRows } from './event-rows.tsx';
import { EVENT_GROUPS, type EventGroup, type EventTypeKey, eventTypeKey } from './event-types.ts';

/** As many as the service answers at a time. */
const PAGE = 100;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Asked {
  readonly type: string;
  /** Id that the events name; empty for any. */
  readonly about: string;
}

/** What happened, newest first, as the log holds it: of one kind, or about one thing. */
export function Events() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const asked = { type: params.get('type') ?? '', about: params.get('about') ?? '' };
  const events = useEvents(asked);
  const ask = (next: Asked) =>
    setParams(new URLSearchParams(Object.entries(next).filter(([, value]) => value !== '')), { replace: true });
  return (
    <Page title={t('events.title')} lead={t('events.lead')}>
      <Section title={t('events.list')} lead={t('events.readings')}>
        <Filter key={asked.about} asked={asked} onAsk={ask} />
        <RefusedAct error={events.error} />
        {events.isPending ? (
          <Waiting />
        ) : (
          <EventRows rows={events.data?.pages.flat() ?? []} onAbout={(about) => ask({ type: '', about })} />
        )}
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

function Filter({ asked, onAsk }: { readonly asked: Asked; readonly onAsk: (next: Asked) => void }) {
  const { t } = useTranslation();
  const [id, setId] = useState(asked.about);
  const wrong = id.trim() !== '' && !ID.test(id.trim());
  const groups = Object.entries(EVENT_GROUPS).map(([group, types]) => ({
    group: t(`eventGroup.${group as EventGroup}`),
    items: types.map((value) => ({ value, label: t(`eventType.${eventTypeKey(value) as EventTypeKey}`) })),
  }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onAsk({ ...asked, about: id.trim() });
      }}
    >
      <Group align="flex-start" gap="sm">
        <NativeSelect
          label={t('events.type')}
          value={asked.type}
          onChange={(event) => onAsk({ ...asked, type: event.currentTarget.value })}
          data={[{ value: '', label: t('events.all') }, ...groups]}
        />
        <TextInput
          label={t('events.about')}
          description={t('events.aboutRule')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          error={wrong ? t('events.aboutWrong') : null}
          spellCheck={false}
          autoComplete="off"
          w={330}
          maw="100%"
          classNames={{ input: 'kl-code' }}
        />
        <Button type="submit" variant="default" className="kl-level">
          {t('events.show')}
        </Button>
        {asked.about !== '' && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            className="kl-level"
            pt={7}
            onClick={() => onAsk({ ...asked, about: '' })}
          >
            {t('events.aboutAny')}
          </Anchor>
        )}
      </Group>
    </form>
  );
}

function useEvents({ type, about }: Asked) {
  return useInfiniteQuery({
    queryKey: ['events', type, about],
    initialPageParam: undefined as number | undefined,
    queryFn: async ({ pageParam }) => {
      const asked = new URLSearchParams();
      if (pageParam !== undefined) asked.set('before', String(pageParam));
      if (type !== '') asked.set('type', type);
      if (about !== '') asked.set('about', about);
      return rowsOf<EventRow>(await get(`/api/history/events?${asked}`));
    },
    getNextPageParam: (page) => {
      const last = page.at(-1)?.leafIndex;
      return page.length < PAGE || last === 0 ? undefined : last;
    },
  });
}
