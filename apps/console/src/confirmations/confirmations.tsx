import { Anchor, Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Confirmation } from '../api.ts';
import { readableRatio, useFormats } from '../format.ts';
import { rowsOf, useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { RefusedAct, Waiting } from '../frame/states.tsx';
import { get } from '../request.ts';
import { AllEvidence } from './evidence.tsx';

const WAITING = '/api/confirmations?waiting=yes';
/** As many as the service answers at a time. */
const PAGE = 100;

/** Confirmations: first those that wait for the second signature, then the history. */
export function Confirmations() {
  const { t } = useTranslation();
  const waiting = useList<Confirmation>('confirmations', WAITING);
  return (
    <Loaded query={waiting}>
      {(rows) => (
        <Page title={t('confirmations.title')} lead={t('confirmations.lead')}>
          <Section title={t('confirmations.waiting')}>
            <ConfirmationRows label={t('confirmations.waiting')} rows={rows} empty={t('confirmations.noneWaiting')} />
          </Section>
          <History />
          <AllEvidence />
        </Page>
      )}
    </Loaded>
  );
}

function History() {
  const { t } = useTranslation();
  const history = useInfiniteQuery({
    queryKey: ['confirmations', 'history'],
    initialPageParam: '',
    queryFn: async ({ pageParam }) =>
      rowsOf<Confirmation>(await get(`/api/confirmations?waiting=no${pageParam && `&before=${pageParam}`}`)),
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.id),
  });
  return (
    <Section title={t('confirmations.history')}>
      <RefusedAct error={history.error} />
      {history.isPending ? (
        <Waiting />
      ) : (
        <ConfirmationRows
          label={t('confirmations.history')}
          rows={history.data?.pages.flat() ?? []}
          empty={t('confirmations.none')}
        />
      )}
      {history.hasNextPage && (
        <Group>
          <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            {t('events.older')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

/** What waits for the second signature, for a start page; nothing when nothing waits. */
export function WaitingConfirmations() {
  const { t } = useTranslation();
  const { data: rows = [] } = useList<Confirmation>('confirmations', WAITING);
  if (rows.length === 0) return null;
  return (
    <Section title={t('confirmations.waiting')}>
      <ConfirmationRows label={t('confirmations.waiting')} rows={rows} empty={t('confirmations.noneWaiting')} />
    </Section>
  );
}

interface ConfirmationRowsFacts {
  readonly label: string;
  readonly rows: readonly Confirmation[];
  readonly empty: string;
}

function ConfirmationRows({ label, rows, empty }: ConfirmationRowsFacts) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const signer = (row: Confirmation, order: 1 | 2) => {
    const found = row.signatures.find((signature) => signature.order === order);
    return found === undefined ? '–' : `${found.name}, ${date(found.at)}`;
  };
  return (
    <Rows
      label={label}
      rows={rows}
      keyOf={({ id }) => id}
      empty={empty}
      columns={[
        {
          title: t('case.number'),
          cell: ({ id, caseNumber }) => (
            <Anchor component={Link} to={`/confirmations/${id}`}>
              {caseNumber}
            </Anchor>
          ),
        },
        { title: t('check.question'), cell: ({ question }) => t(`question.${question}`) },
        { title: 'LR', number: true, cell: ({ log10 }) => readableRatio(log10) },
        { title: t('confirmations.first'), cell: (row) => signer(row, 1) },
        { title: t('confirmations.second'), cell: (row) => signer(row, 2) },
        { title: t('confirmations.state'), cell: ({ state }) => t(`confirmationState.${state}`) },
        { title: t('log.leaf'), number: true, cell: ({ leafIndex }) => leafIndex ?? '–' },
      ]}
    />
  );
}
