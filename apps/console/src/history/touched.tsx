import { Anchor, Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Laboratory, Population, Touched } from '../api.ts';
import { useFormats } from '../format.ts';
import { rowsOf, useList } from '../frame/list.ts';
import { Code, Page, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { Nothing, RefusedAct, Waiting } from '../frame/states.tsx';
import { get } from '../request.ts';

/** As many as the service answers at a time. */
const PAGE = 100;
const CRITERIA = ['population', 'engine', 'laboratory', 'sample', 'account'] as const;
type Criteria = Readonly<Record<(typeof CRITERIA)[number], string>>;

/** Past confirmations that a change touches: of a table, an engine, a laboratory, a sample, an account. */
export function TouchedPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const given = Object.fromEntries(CRITERIA.map((name) => [name, params.get(name) ?? ''])) as Criteria;
  const [asked, setAsked] = useState<Criteria>(given);
  const any = CRITERIA.some((name) => asked[name] !== '');
  return (
    <Page title={t('touched.title')} lead={t('touched.lead')}>
      <Section title={t('touched.by')} lead={t('touched.byLead')}>
        <CriteriaForm given={given} onAsk={setAsked} />
      </Section>
      <Section title={t('touched.found')}>
        {any ? <Found asked={asked} /> : <Nothing>{t('touched.say')}</Nothing>}
      </Section>
    </Page>
  );
}

function CriteriaForm({ given, onAsk }: { readonly given: Criteria; readonly onAsk: (asked: Criteria) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: given });
  const tables = useList<Population>('populations', '/api/reference/populations');
  const laboratories = useList<Laboratory>('laboratories', '/api/laboratories');
  const any = { value: '', label: t('touched.any') };
  const populations = (tables.data ?? []).map(({ id, title }) => ({ value: id, label: title }));
  const unlisted = given.population !== '' && !populations.some(({ value }) => value === given.population);
  const text = (name: 'engine' | 'sample' | 'account') => (
    <TextInput
      label={t(`touched.${name}`)}
      description={t(`touched.${name}Rule`)}
      autoComplete="off"
      spellCheck={false}
      {...form.getInputProps(name)}
    />
  );
  const ask = form.onSubmit((values) =>
    onAsk(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) as Criteria),
  );
  return (
    <form onSubmit={ask}>
      <Stack gap="sm">
        <NativeSelect
          label={t('settings.population')}
          data={[any, ...(unlisted ? [{ value: given.population, label: given.population }] : []), ...populations]}
          {...form.getInputProps('population')}
        />
        <NativeSelect
          label={t('touched.laboratory')}
          data={[any, ...(laboratories.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          {...form.getInputProps('laboratory')}
        />
        <Group align="flex-start" grow preventGrowOverflow={false} gap="sm">
          {text('engine')}
          {text('sample')}
          {text('account')}
        </Group>
        <RefusedAct error={tables.error ?? laboratories.error} />
        <Group>
          <Button type="submit">{t('touched.act')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Found({ asked }: { readonly asked: Criteria }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const found = useInfiniteQuery({
    queryKey: ['touched', asked],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      const query = new URLSearchParams(Object.entries({ ...asked, before: pageParam }).filter(([, value]) => value));
      return rowsOf<Touched>(await get(`/api/history/touched?${query}`));
    },
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.id),
  });
  if (found.isPending) return <Waiting />;
  return (
    <>
      <RefusedAct error={found.error} />
      <Rows
        label={t('touched.found')}
        rows={found.data?.pages.flat() ?? []}
        keyOf={({ id }) => id}
        empty={t('touched.none')}
        columns={[
          {
            title: t('case.number'),
            cell: ({ id, caseNumber }) => (
              <Anchor component={Link} to={`/confirmations/${id}`}>
                {caseNumber}
              </Anchor>
            ),
          },
          { title: t('confirmations.state'), cell: ({ state }) => t(`confirmationState.${state}`) },
          { title: t('touched.openedAt'), cell: ({ openedAt }) => date(openedAt) },
          { title: t('settings.population'), cell: ({ population }) => population.id },
          {
            title: t('check.engine'),
            cell: ({ engine }) => (
              <>
                {engine.version} <Code>{engine.digest.slice(0, 8)}</Code>
              </>
            ),
          },
          { title: t('log.leaf'), number: true, cell: ({ leafIndex }) => leafIndex ?? '–' },
        ]}
      />
      {found.hasNextPage && (
        <Group>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('events.older')}
          </Button>
        </Group>
      )}
    </>
  );
}
